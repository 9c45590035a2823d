import Acts
import Storage

/// A drawn sample with what was found.
public struct Sample: Sendable, Hashable {
    /// A figure of the sample.
    public struct Figure: Sendable, Hashable {
        /// Its place, from 1.
        public let ordinal: Int
        /// Who reported what for which period.
        public let unit, period, indicator: String
        public let breakdown, value: String?
        /// Entry that gave it, and its position there.
        public let act: Int64
        public let position: Int
        /// The hash that gave it its place.
        public let place: String
        /// The last result on it; nil while it was not checked.
        public let check: Result?
    }

    /// A result.
    public struct Result: Sendable, Hashable {
        public let outcome: RecordSampleCheck.Outcome
        public let found: String?
        public let remark: Written?
        public let by: Authorship
    }

    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// Number of the self-assessment it was drawn for; 0 where there was none.
    public let assessment: Int64
    /// The state of the ledger and the seed it was drawn by.
    public let log: DrawSample.LogState
    public let seed: String
    /// How many figures it was drawn from.
    public let population: Int
    /// The act that drew.
    public let by: Authorship
    /// The figures in the order drawn.
    public let figures: [Figure]

    /// Results of one kind.
    public func count(_ outcome: RecordSampleCheck.Outcome) -> Int { figures.count { $0.check?.outcome == outcome } }

    /// How many were checked.
    public var checked: Int { figures.count { $0.check != nil } }

    /// Number of the latest record of results; nil before the first.
    public var lastCheck: Int64? { figures.compactMap { $0.check?.by.number }.max() }
}

/// Reads samples.
public enum SampleBook {
    /// The latest sample of a unit's year; nil when none was drawn.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> Sample? {
        try tables.first(
            "SELECT * FROM samples WHERE year = ? AND unit = ? ORDER BY made DESC LIMIT 1", [.integer(Int64(year)), .text(unit)]
        ).map { try sample($0, in: tables) }
    }

    private static func sample(_ row: Row, in tables: any Connection) throws -> Sample {
        let by = try Authorship(row)
        var results: [Int64: Sample.Result] = [:]
        for row in try tables.query("SELECT * FROM sample_checks WHERE sample = ? ORDER BY made", [.integer(by.number)]) {
            guard let outcome = try RecordSampleCheck.Outcome(rawValue: row.text("outcome")) else {
                throw Failure(.databaseDamaged, privateDetail: "outcome of check")
            }
            results[try row.integer("ordinal")] = try Sample.Result(
                outcome: outcome, found: row.textOrNil("found"), remark: Written(row, "remark"), by: Authorship(row))
        }
        let figures = try tables.query("SELECT * FROM sample_figures WHERE sample = ? ORDER BY ordinal", [.integer(by.number)])
            .map { row in
                try Sample.Figure(
                    ordinal: Int(row.integer("ordinal")), unit: row.text("unit"), period: row.text("period"),
                    indicator: row.text("indicator"), breakdown: row.textOrNil("breakdown"), value: row.textOrNil("value"),
                    act: row.integer("act"), position: Int(row.integer("place")), place: row.text("hash"),
                    check: results[row.integer("ordinal")])
            }
        return try Sample(
            year: Int(row.integer("year")), unit: row.text("unit"), assessment: row.integer("assessment"),
            log: .init(size: row.integer("log_size"), root: row.text("log_root")), seed: row.text("seed"),
            population: Int(row.integer("population")), by: by, figures: figures)
    }
}
