import Acts
import Storage

/// Records what was found on site for figures of a sample. A later record of the same figure takes the place of an earlier one.
public struct RecordSampleCheck: Act {
    public static let kind = "RecordSampleCheck"
    public static let policy = Policy.role([.evaluator, .inspector])

    /// What was found for one figure.
    public struct Check: Codable, Sendable, Hashable {
        /// Its place in the sample, from 1.
        public var figure: Int
        /// What was found.
        public var outcome: Outcome
        /// The value found, with `deviates` only.
        public var found: String?
        /// A remark; required of everything but `confirmed`.
        public var remark: Written?

        /// A result.
        public init(figure: Int, outcome: Outcome, found: String? = nil, remark: Written? = nil) {
            (self.figure, self.outcome, self.found, self.remark) = (figure, outcome, found, remark)
        }
    }

    /// What can be found.
    public enum Outcome: String, CaseIterable, Codable, Sendable {
        /// The documents show the same value.
        case confirmed
        /// They show another one.
        case deviates
        /// There are none.
        case notFound = "not_found"
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the drawing.
    public var sample: Int64
    /// One for each figure checked.
    public var checks: [Check]

    /// Results.
    public init(year: Int, unit: String, sample: Int64, checks: [Check]) {
        (self.year, self.unit, self.sample, self.checks) = (year, unit, sample, checks)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.phase(.evaluation, year: year, unit: unit, in: context)
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: tables)
        guard let drawn = try SampleBook.current(year: year, unit: unit, in: tables), drawn.by.number == sample else {
            throw Failure(.unknownSample, ["year": "\(year)", "unit": unit, "sample": "\(sample)"])
        }
        guard !checks.isEmpty else { throw Failure(.missingText, ["field": "checks", "language": "–"]) }
        if let place = Required.repeated(checks.map { "\($0.figure)" }) { throw Failure(.numberTaken, ["value": place]) }
        for check in checks {
            guard let figure = drawn.figures.first(where: { $0.ordinal == check.figure }) else {
                throw Failure(.unknownSample, ["year": "\(year)", "unit": unit, "sample": "\(sample)/\(check.figure)"])
            }
            try self.check(check, of: figure)
        }
    }

    private func check(_ check: Check, of figure: Sample.Figure) throws {
        let field = "checks.\(check.figure)"
        guard (check.found != nil) == (check.outcome == .deviates) else { throw Failure(.missingText, ["field": "\(field).found"]) }
        if let found = check.found, try Required.decimal(found) == figure.value.map(Required.decimal) {
            throw Failure(.contradiction, ["field": "\(field).found", "given": found, "computed": check.outcome.rawValue])
        }
        try check.remark?.check(field: "\(field).remark")
        guard check.remark != nil || check.outcome == .confirmed else { throw Failure(.missingText, ["field": "\(field).remark"]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.insert(
            """
            INSERT INTO sample_checks (ordinal, sample, outcome, found, remark, remark_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: checks.map { check in
                [.integer(Int64(check.figure)), .integer(sample), .text(check.outcome.rawValue), SQLValue(check.found)]
                    + (check.remark?.columns ?? [.null, .null]) + context.authorship
            })
    }
}
