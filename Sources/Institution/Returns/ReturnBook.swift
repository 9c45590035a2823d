import Acts
import Figures
import Storage

/// One figure with the act that gave it.
public struct Revision: Sendable, Hashable {
    /// Entry number, and the moment the registrar stamped.
    public let act: Int64
    public let recorded: Timestamp
    /// When it was known: the figure's own `as_of`, else the time of its act.
    public let known: Timestamp
    /// Position in the return, for its proof.
    public let position: Int
    /// The figure.
    public let value: ReturnedValue
    /// Who entered it.
    public let official, post: String
    /// Why it changed an earlier one, where a reason was given.
    public let reason: String?
}

/// Reads returns: what is in force, what was known on a day, and every revision of a figure.
public enum ReturnBook {
    /// All revisions of one figure, in the order in which they were known.
    public static func history(
        indicator: String, unit: String, period: String, breakdown: String? = nil, in tables: any Connection
    ) throws -> [Revision] {
        try all(unit: unit, period: period, in: tables)
            .filter { $0.value.indicator == indicator && $0.value.breakdown == breakdown }
            .sorted(by: wasKnownBefore)
    }

    /// The figures of a unit and period in force: of each, the one known last (up to `asOf`, where given).
    ///
    /// This is the one place where it is decided which revision counts; the cube is filled through it.
    public static func current(
        unit: String, period: String, asOf: Timestamp?, in tables: any Connection
    ) throws -> [Revision] {
        inForce(try all(unit: unit, period: period, in: tables), asOf: asOf)
    }

    /// Of several revisions of the same figures those in force.
    static func inForce(_ revisions: [Revision], asOf: Timestamp?) -> [Revision] {
        var latest: [[String]: Revision] = [:]
        for revision in revisions where asOf.map({ revision.known <= $0 }) ?? true {
            let key = [revision.value.indicator, revision.value.breakdown ?? ""]
            if let other = latest[key], wasKnownBefore(revision, other) { continue }
            latest[key] = revision
        }
        return latest.values.sorted { ($0.act, $0.position) < ($1.act, $1.position) }
    }

    /// The periods for which a unit reported, oldest first.
    public static func periods(unit: String, in tables: any Connection) throws -> [String] {
        try tables.query("SELECT DISTINCT period FROM returns WHERE unit = ? ORDER BY period", [.text(unit)])
            .map { try $0.text("period") }
    }

    /// All revisions a unit ever gave for a period, in the order of the ledger.
    static func all(unit: String, period: String, in tables: any Connection) throws -> [Revision] {
        let rows = try tables.query(
            """
            SELECT r.number AS number, r.official AS official, r.post AS post, r.reason AS reason, e.time AS time, e.body AS body
            FROM returns r JOIN entries e ON e.number = r.number WHERE r.unit = ? AND r.period = ? ORDER BY r.number
            """, [.text(unit), .text(period)])
        return try rows.flatMap { row in
            let act = try SubmitReturn.decoded(fromBody: row.blob("body"))
            let recorded = Timestamp(milliseconds: try row.integer("time"))
            let (number, official, post) = try (row.integer("number"), row.text("official"), row.text("post"))
            let reason = try row.textOrNil("reason")
            return act.values.enumerated().map { position, value in
                Revision(
                    act: number, recorded: recorded, known: value.asOf.flatMap { Timestamp($0) } ?? recorded,
                    position: position, value: value, official: official, post: post, reason: reason)
            }
        }
    }

    private static func wasKnownBefore(_ a: Revision, _ b: Revision) -> Bool {
        (a.known, a.act) < (b.known, b.act)
    }
}
