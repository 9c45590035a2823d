import Acts
import Figures
import Institution
import Ledger
import Localization
import Storage

/// Reads the institution's tables and cube and makes the report of a year: the value, its proofs and its data lists.
public struct ReportBuilder: Sendable {
    private let office: Office

    /// A builder for one institution.
    public init(office: Office) { self.office = office }

    /// The report of `year` for the institution's root unit, proven against the last signed checkpoint.
    ///
    /// Without an outline all figures stand in one section. Throws E1007 before the founding, E2002 when the ledger has no
    /// checkpoint yet.
    public func build(year: Int, outline: ReportOutline? = nil) async throws -> PreparedReport {
        let cube = office.cube
        let key = office.logKey
        let today = office.today
        return try await office.database.read { tables in
            var reading = try ReportReading(year: year, cube: cube, key: key, today: today, tables: tables)
            return try reading.prepared(outline)
        }
    }
}

/// A report with what is published beside it.
public struct PreparedReport: Sendable {
    /// The report.
    public let report: AnnualReport
    /// The proof files by address.
    public let proofs: [String: [UInt8]]
    /// What pages say about the ledger's entries.
    public let entries: [Int64: LedgerEntryFacts]
    /// The definitions of the figures.
    public let indicators: [Indicator]
    /// The units, for the public list.
    public let units: [UnitLine]
}

/// One reading of the tables inside one snapshot.
struct ReportReading {
    let year: Int
    let cube: Cube
    let tables: any Connection
    let root: String
    let names: [String: Trilingual]
    let profile: InstitutionProfile
    let checkpoint: ReportCheckpoint
    let today: String
    var prover: FigureProver

    init(year: Int, cube: Cube, key: VerifierKey, today: String, tables: any Connection) throws {
        guard let profile = try InstitutionBook.profile(in: tables), let root = try UnitBook.root(in: tables) else {
            throw Failure(.notFounded)
        }
        self.year = year
        self.cube = cube
        self.tables = tables
        self.root = root
        self.profile = profile
        self.today = today
        names = try UnitBook.allNames(on: "\(year)-12-31", in: tables)
        prover = try FigureProver(key: key, tables: tables)
        checkpoint = ReportCheckpoint(
            origin: prover.checkpoint.origin, size: Int64(prover.checkpoint.size), root: prover.checkpoint.root.hex,
            noteHash: Manifest.hash(prover.note.bytes), key: key.text)
    }

    mutating func prepared(_ outline: ReportOutline?) throws -> PreparedReport {
        let indicators = try IndicatorBook.all(in: tables)
        let measures = try IndicatorBook.measures(in: tables)
        var figures: [String: ReportFigure] = [:]
        for indicator in indicators {
            let before = prover
            let figure = try figure(indicator, measure: measures[indicator.unitOfMeasure])
            if figure.points.contains(where: { $0.value != nil && !$0.isSimulated }) {
                figures[indicator.code] = figure
            } else {
                // A figure of which every value is invented is nobody's to publish, nor are its proofs.
                prover = before
            }
        }
        let outline = try outline ?? plain(figures)
        let phases = try CycleBook.phases(year: year, in: tables)
        let published = phases.first { $0.phase == .publication }?.ends ?? today
        var report = AnnualReport(
            year: year, institution: profile.code, institutionName: Wording(profile.names), firstDay: "\(year)-01-01",
            closingDay: phases.first { $0.phase == .reporting }?.ends ?? "\(year)-12-31", publishedDay: published,
            notice: profile.notice.map { Wording($0) } ?? Wording(), checkpoint: checkpoint, headline: outline.headline,
            sections: outline.sections, figures: figures)
        try addCycle(to: &report)
        return PreparedReport(
            report: report, proofs: prover.files, entries: prover.facts, indicators: indicators, units: try units())
    }

    /// Challenges, decisions, priorities and roadmap. In an example whose notice says so, their texts are invented.
    private func addCycle(to report: inout AnnualReport) throws {
        let simulated = profile.notice != nil
        func owner(_ unit: String) -> Wording { names[unit].map { Wording($0) } ?? Wording(same: unit) }
        let difficulties = try DifficultyBook.all(year: year, in: tables)
        report.challenges = difficulties.map { difficulty in
            var statement = ReportStatement(
                text: Wording(difficulty.item.text), owner: owner(difficulty.unit), isSimulated: simulated)
            statement.answer = difficulty.answer?.manner.rawValue ?? "open"
            return statement
        }
        report.answeredChallenges = difficulties.count { $0.answer != nil }
        report.decisions = try MeetingBook.decisions(year: year, in: tables).map {
            ReportStatement(
                code: String($0.number), text: Wording($0.text), owner: owner($0.owner), due: $0.due, isSimulated: simulated)
        }
        report.priorities = try PrioritiesBook.priorities(year: year + 1, in: tables).map {
            ReportStatement(text: Wording($0.text))
        }
        report.roadmap = try RoadmapBook.objectives(year: year + 1, in: tables).map { objective in
            let terms = objective.terms
            return ReportObjective(
                statement: ReportStatement(
                    code: terms.code, text: Wording(terms.text), owner: owner(terms.owner), due: terms.due, isSimulated: simulated
                ),
                phases: terms.phases.map {
                    ReportStatement(code: $0.code, text: Wording($0.text), due: $0.due, isSimulated: simulated)
                })
        }
    }

    private func units() throws -> [UnitLine] {
        try UnitBook.all(in: tables).map { unit in
            let parent = try UnitBook.parent(of: unit.code, on: "\(year)-12-31", in: tables) ?? ""
            return UnitLine(
                code: unit.code, parent: parent, kind: unit.kind,
                names: names[unit.code].map { Wording($0) } ?? Wording(same: unit.code),
                opened: unit.opened, closed: unit.closed ?? "")
        }
    }

    /// Without an outline: a section for each priority of the year with the figures that its commitments are measured by, and
    /// one for the rest.
    private func plain(_ figures: [String: ReportFigure]) throws -> ReportOutline {
        let ofTheYear = figures.filter { $0.value.point(year)?.value != nil }
        let commitments = try TermsBook.commitments(year: year, unit: nil, in: tables)
        var left = Set(ofTheYear.keys)
        var sections: [ReportSection] = []
        for priority in try PrioritiesBook.priorities(year: year, in: tables) {
            let named = commitments.filter { $0.terms.priority == priority.code }.compactMap(\.terms.indicator)
            let mine = Set(named).intersection(left).sorted()
            left.subtract(mine)
            guard !mine.isEmpty else { continue }
            sections.append(
                ReportSection(
                    code: "p\(priority.rank)", title: Self.heading(priority.text), figures: mine, charts: Array(mine.prefix(1))))
        }
        let book = Phrasebook.standard
        func other(_ language: Language) -> String { book.text("report.other_figures", language) }
        let title = Wording(ar: other(.ar), fr: other(.fr), en: other(.en))
        if !left.isEmpty { sections.append(ReportSection(code: "others", title: title, figures: left.sorted())) }
        return ReportOutline(headline: [], sections: sections)
    }

    /// A sentence as the heading of a section: without its full stop, for a table is named after it.
    private static func heading(_ sentence: Trilingual) -> Wording {
        func open(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
        return Wording(ar: open(sentence.ar), fr: open(sentence.fr), en: open(sentence.en))
    }
}
