import Acts
import Figures
import Storage

/// Asks a post about a figure, a verdict or a return that is missing, until a day: a line of the follow-up list with its owner.
public struct AssignQuery: Act {
    public static let kind = "AssignQuery"
    public static let policy = Policy.role([.administrator, .directorGeneral, .statistician, .unitHead])
    public static let changesDefinitions = false

    /// The unit and the SDMX period asked about.
    public var unit, period: String
    /// What gave rise to it: a check such as `range`, `ratio:CODE` or `rule:CODE`, `missing` for a return that did not come, or
    /// `other`.
    public var check: String
    /// The figure, where one is meant: its indicator and the cell of its breakdown.
    public var indicator, breakdown: String?
    /// The code of the post that is to answer.
    public var post: String
    /// The last day (ISO) to answer.
    public var due: String
    /// The question.
    public var question: Written

    /// A question.
    public init(
        unit: String, period: String, check: String, indicator: String? = nil, breakdown: String? = nil, post: String,
        due: String,
        question: Written
    ) {
        (self.unit, self.period, self.check, self.indicator, self.breakdown) = (unit, period, check, indicator, breakdown)
        (self.post, self.due, self.question) = (post, due, question)
    }

    public var subjectUnit: String? { unit }

    /// The words of checks that need no code.
    static let plainWords: Set<String> = ["range", "negative", "missing", "other"]

    public func check(in context: ActContext) throws {
        let span = try ReturnRules.period(period)
        try Required.unit(unit, in: context.tables)
        if let indicator { try Required.indicator(indicator, in: context.tables) }
        if let breakdown { _ = try ReturnRules.breakdown(breakdown) }
        try checkWord()
        guard try OfficialBook.post(post, in: context.tables) != nil else {
            throw Failure(.unknownPost, ["post": String(post.prefix(80))])
        }
        try Procedure.deadline(due, field: "due", in: context)
        try question.check(field: "question")
        // A head asks about the own unit and those below it.
        if context.signatory.role == .unitHead {
            try ReturnLine.require(context.signatory, over: unit, on: "\(span.last)", orOwn: true, in: context)
        }
    }

    private func checkWord() throws {
        let parts = check.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let kind = Verdict.Kind(rawValue: parts[0]), kind != .range, kind != .negative, !parts[1].isEmpty,
            check.utf8.count <= 100
        { return }
        guard Self.plainWords.contains(check) else {
            throw Failure(
                .unknownWord, ["field": "check", "value": String(check.prefix(40)), "known": "range, missing, other, rule:CODE"])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO figure_queries (unit, period, check_word, indicator, breakdown, question, question_lang, asked, due,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.text(unit), .text(period), .text(check), .text(indicator ?? ""), .text(breakdown ?? "")] + question.columns
                + [.text(post), .text(due)] + context.authorship)
    }
}

/// Answers a question about a figure: it stands as it is, it was corrected, or whoever asked takes the question back.
public struct AnswerQuery: Act {
    public static let kind = "AnswerQuery"
    public static let policy = Policy.role([
        .administrator, .directorGeneral, .statistician, .unitHead, .reportingOfficer, .secretary, .communication,
    ])
    public static let changesDefinitions = false

    /// How a question ends.
    public enum Outcome: String, Codable, CaseIterable, Sendable {
        /// The figure, or its absence, is as it should be.
        case confirmed
        /// A return that came since has put it right.
        case corrected
        /// Whoever asked no longer asks.
        case withdrawn
    }

    /// The number of the question.
    public var query: Int64
    /// How it ends.
    public var outcome: Outcome
    /// The answer.
    public var answer: Written

    /// An answer.
    public init(query: Int64, outcome: Outcome, answer: Written) {
        (self.query, self.outcome, self.answer) = (query, outcome, answer)
    }

    public func check(in context: ActContext) throws {
        guard let asked = try FigureQueryBook.query(query, in: context.tables) else {
            throw Failure(.unknownQuery, ["number": "\(query)"])
        }
        guard asked.reply == nil else { throw Failure(.queryAnswered, ["number": "\(query)"]) }
        let mine = outcome == .withdrawn ? asked.by.post : asked.post
        guard context.signatory.post == mine else { throw Failure(.notAskedOfYou, ["number": "\(query)", "post": mine]) }
        try answer.check(field: "answer")
        guard outcome == .corrected else { return }
        let since = try context.tables.first(
            "SELECT number FROM returns WHERE unit = ? AND period = ? AND number > ? LIMIT 1",
            [.text(asked.unit), .text(asked.period), .integer(query)])
        guard since != nil else { throw Failure(.nothingCorrected, ["unit": asked.unit, "period": asked.period]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            UPDATE figure_queries SET outcome = ?, answer = ?, answer_lang = ?, answered = ?, answer_official = ?, answer_post = ?,
                answer_recorded = ? WHERE made = ?
            """, [.text(outcome.rawValue)] + answer.columns + context.authorship + [.integer(query)])
    }
}

/// A question about a figure with its answer, where there is one.
public struct FigureInquiry: Sendable, Hashable {
    /// What is asked about.
    public let unit, period, check: String
    /// The figure; an empty indicator for the return as a whole.
    public let figure: FigureKey
    /// The question, the post that is to answer, and the last day to do so.
    public let question: Written
    public let post, due: String
    /// Who asked.
    public let by: Authorship
    /// The answer.
    public let reply: Reply?

    /// An answer.
    public struct Reply: Sendable, Hashable {
        /// How it ends, and the words.
        public let outcome: AnswerQuery.Outcome
        public let answer: Written
        /// Who answered.
        public let by: Authorship
    }

    /// Where it stands on an ISO day.
    public func state(on day: String) -> State { reply != nil ? .answered : day > due ? .overdue : .open }

    /// Where a question stands.
    public enum State: String, Sendable, CaseIterable { case open, overdue, answered }
}

/// Reads the follow-up list.
public enum FigureQueryBook {
    /// The question of a number.
    public static func query(_ number: Int64, in tables: any Connection) throws -> FigureInquiry? {
        try tables.first("SELECT * FROM figure_queries WHERE made = ?", [.integer(number)]).map(inquiry)
    }

    /// Those of a year, by the last day to answer, then by number.
    public static func all(year: Int, in tables: any Connection) throws -> [FigureInquiry] {
        try tables.query(
            "SELECT * FROM figure_queries WHERE period >= ? AND period < ? ORDER BY due, made",
            [.text("\(year)"), .text("\(year + 1)")]
        ).map(inquiry)
    }

    /// Those about a unit's period, oldest first.
    public static func all(unit: String, period: String, in tables: any Connection) throws -> [FigureInquiry] {
        try tables.query(
            "SELECT * FROM figure_queries WHERE unit = ? AND period = ? ORDER BY made", [.text(unit), .text(period)]
        ).map(inquiry)
    }

    private static func inquiry(_ row: Row) throws -> FigureInquiry {
        guard let question = try Written(row, "question") else { throw Failure(.databaseDamaged, privateDetail: "question") }
        var reply: FigureInquiry.Reply?
        if let number = try row.integerOrNil("answered"), let answer = try Written(row, "answer"),
            let outcome = AnswerQuery.Outcome(rawValue: try row.text("outcome"))
        {
            reply = try FigureInquiry.Reply(
                outcome: outcome, answer: answer,
                by: Authorship(
                    number: number, official: row.text("answer_official"), post: row.text("answer_post"),
                    recorded: Timestamp(milliseconds: row.integer("answer_recorded"))))
        }
        return try FigureInquiry(
            unit: row.text("unit"), period: row.text("period"), check: row.text("check_word"),
            figure: FigureKey(row.text("indicator"), row.text("breakdown")), question: question, post: row.text("asked"),
            due: row.text("due"), by: Authorship(row), reply: reply)
    }
}
