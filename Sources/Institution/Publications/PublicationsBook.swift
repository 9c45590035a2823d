import Acts
import Storage

/// One published edition of a year's report.
public struct PublishedReport: Sendable, Hashable {
    /// The year, and the languages it appears in.
    public let year: Int
    public let languages: [String]
    /// The root of the manifest of every file, hexadecimal.
    public let manifest: String
    /// The ledger's state that the report prints.
    public let checkpoint: PublishReport.PrintedCheckpoint
    /// The act that published it.
    public let by: Authorship
}

/// Reads what was published.
public enum PublicationsBook {
    /// The editions of a year, oldest first.
    public static func publications(year: Int, in tables: any Connection) throws -> [PublishedReport] {
        try tables.query("SELECT * FROM publications WHERE year = ? ORDER BY made", [.integer(Int64(year))]).map(report)
    }

    /// The latest edition of a year; nil when it is not published.
    public static func latest(year: Int, in tables: any Connection) throws -> PublishedReport? {
        try publications(year: year, in: tables).last
    }

    /// The latest edition of each published year, latest year first.
    public static func all(in tables: any Connection) throws -> [PublishedReport] {
        var latest: [Int: PublishedReport] = [:]
        for row in try tables.query("SELECT * FROM publications ORDER BY made") {
            let report = try report(row)
            latest[report.year] = report
        }
        return latest.values.sorted { $0.year > $1.year }
    }

    private static func report(_ row: Row) throws -> PublishedReport {
        try PublishedReport(
            year: Int(row.integer("year")), languages: row.text("languages").split(separator: ",").map(String.init),
            manifest: row.text("manifest"),
            checkpoint: PublishReport.PrintedCheckpoint(
                size: row.integer("checkpoint_size"), root: row.text("checkpoint_root")),
            by: Authorship(row))
    }
}
