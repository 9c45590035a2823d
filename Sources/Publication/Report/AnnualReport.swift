import Figures
import Localization

/// The year of an institution as one value: everything the report says, in no language and in no format.
///
/// Pages, the document and the data files are renderings of this value, so that they cannot differ from one another. It holds no
/// percentage that was typed: changes and records are computed from the series when they are shown.
public struct AnnualReport: Sendable, Equatable {
    /// The year reported.
    public var year: Int
    /// The code of the unit at the top.
    public var institution: String
    /// Its three names.
    public var institutionName: Wording
    /// First and last day covered, ISO.
    public var firstDay: String
    /// The day the figures were closed, ISO.
    public var closingDay: String
    /// The day of publication, ISO; also the date written into the document.
    public var publishedDay: String
    /// What every page must say about the origin of the figures: for an example that it is unofficial. Empty for none.
    public var notice: Wording
    /// The state of the ledger that the report prints.
    public var checkpoint: ReportCheckpoint
    /// Indicators shown large at the top, at most four.
    public var headline: [String]
    /// The themes in order.
    public var sections: [ReportSection]
    /// All figures by their indicator.
    public var figures: [String: ReportFigure]
    /// Challenges and constraints from the self-assessments.
    public var challenges: [ReportStatement] = []
    /// How many of them the institution answered: what is left open shows in public.
    public var answeredChallenges = 0
    /// Decisions of the annual meeting.
    public var decisions: [ReportStatement] = []
    /// The roadmap of next year.
    public var roadmap: [ReportObjective] = []
    /// The priorities of the meeting.
    public var priorities: [ReportStatement] = []

    /// A report; the lists of the cycle may be filled in afterwards.
    public init(
        year: Int, institution: String, institutionName: Wording, firstDay: String, closingDay: String, publishedDay: String,
        notice: Wording = Wording(), checkpoint: ReportCheckpoint, headline: [String], sections: [ReportSection],
        figures: [String: ReportFigure]
    ) {
        self.year = year
        self.institution = institution
        self.institutionName = institutionName
        self.firstDay = firstDay
        self.closingDay = closingDay
        self.publishedDay = publishedDay
        self.notice = notice
        self.checkpoint = checkpoint
        self.headline = headline
        self.sections = sections
        self.figures = figures
    }

    /// The figures in the order of the sections, then those no section names, each once.
    public var orderedFigures: [ReportFigure] {
        var seen: Set<String> = []
        let named = sections.flatMap(\.figures) + figures.keys.sorted()
        return named.compactMap { seen.insert($0).inserted ? figures[$0] : nil }
    }

    /// How many values of the year the report prints, and how many of them carry a proof.
    public var proofCount: (proven: Int, all: Int) {
        let values = figures.values.compactMap { $0.point(year) }.filter { $0.value != nil }
        return (values.count { $0.hasProof }, values.count)
    }
}

/// The ledger as it stood when the report was composed.
public struct ReportCheckpoint: Sendable, Equatable {
    /// The name of the log.
    public var origin: String
    /// How many entries it held.
    public var size: Int64
    /// Its root hash, 64 hexadecimal digits.
    public var root: String
    /// SHA-256 of the whole signed note, 64 hexadecimal digits: what the paper edition prints.
    public var noteHash: String
    /// The log's verifier key: printed, so that a reader can pin it.
    public var key: String

    /// A checkpoint as printed.
    public init(origin: String, size: Int64, root: String, noteHash: String, key: String) {
        self.origin = origin
        self.size = size
        self.root = root
        self.noteHash = noteHash
        self.key = key
    }
}

/// A theme of the report.
public struct ReportSection: Sendable, Equatable {
    /// A short code, used as the address inside the page.
    public var code: String
    /// The title.
    public var title: Wording
    /// Text whose numbers are written as placeholders; see `Narrative`. Empty where nobody wrote one.
    public var text: Wording
    /// Indicators of the table, in order.
    public var figures: [String]
    /// Indicators drawn over the years.
    public var charts: [String]

    /// A section.
    public init(code: String, title: Wording, text: Wording = Wording(), figures: [String], charts: [String] = []) {
        self.code = code
        self.title = title
        self.text = text
        self.figures = figures
        self.charts = charts
    }
}

/// A sentence of the cycle: a challenge, a decision, a priority.
public struct ReportStatement: Sendable, Equatable {
    /// Number or code, as the institution writes it; may be empty.
    public var code: String
    /// The text.
    public var text: Wording
    /// Who answers for it; may be empty.
    public var owner: Wording
    /// By when, ISO day; may be empty.
    public var due: String
    /// True where the example invented it.
    public var isSimulated: Bool
    /// Of a difficulty: how it was answered, `decision`, `objective`, `escalation`, `refusal`, or `open`; empty for other statements.
    public var answer = ""

    /// A statement.
    public init(code: String = "", text: Wording, owner: Wording = Wording(), due: String = "", isSimulated: Bool = false) {
        self.code = code
        self.text = text
        self.owner = owner
        self.due = due
        self.isSimulated = isSimulated
    }
}

/// An objective of next year's roadmap with its phases.
public struct ReportObjective: Sendable, Equatable {
    /// The objective itself.
    public var statement: ReportStatement
    /// Its phases in order, each with its date.
    public var phases: [ReportStatement]

    /// An objective.
    public init(statement: ReportStatement, phases: [ReportStatement]) {
        self.statement = statement
        self.phases = phases
    }
}
