import Acts
import Storage

/// One proposal of a unit's terms of reference, with what became of it.
public struct Terms: Sendable, Hashable {
    /// Where the proposal stands.
    public enum State: String, Sendable, CaseIterable {
        /// Nobody has signed.
        case proposed
        /// One of the two has signed.
        case partlySigned = "partly_signed"
        /// In force.
        case signed
        /// A later proposal took its place; its signatures are void.
        case replaced
    }

    /// A signature on exactly this proposal.
    public struct Signature: Sendable, Hashable {
        /// `unitHead` or `directorGeneral`.
        public let role: Role
        /// The act that signed.
        public let by: Authorship
    }

    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// The act that proposed; its number is the proposal's.
    public let proposal: Authorship
    /// Number of the proposal that stands in this one's place; nil for the current one. An open amendment names the terms in force.
    public let replacedBy: Int64?
    /// For an amendment the number of the terms it amends, and why.
    public let amends: Int64?
    public let reason: Trilingual?
    /// The signatures in the order given.
    public let signatures: [Signature]
    /// The commitments in the order proposed.
    public let commitments: [Commitment]

    /// An amendment that waits for its signatures: the terms it amends are still in force.
    public var isOpenAmendment: Bool { amends != nil && amends == replacedBy }

    /// Where the proposal stands.
    public var state: State {
        if replacedBy != nil, !isOpenAmendment { return .replaced }
        return switch signatures.count {
        case 0: .proposed
        case 1: .partlySigned
        default: .signed
        }
    }
}

/// Reads the terms of reference.
public enum TermsBook {
    /// The latest proposal of a unit for a year, whatever its state; nil when there is none.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> Terms? {
        try tables.query(
            "SELECT * FROM terms_proposals WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [.integer(Int64(year)), .text(unit)]
        ).first.map { try terms($0, in: tables) }
    }

    /// The terms in force: the current proposal once both have signed; nil otherwise.
    public static func inForce(year: Int, unit: String, in tables: any Connection) throws -> Terms? {
        guard let terms = try current(year: year, unit: unit, in: tables), terms.state == .signed else { return nil }
        return terms
    }

    /// Every proposal of a unit for a year, oldest first, with the signatures that were voided.
    public static func history(year: Int, unit: String, in tables: any Connection) throws -> [Terms] {
        try tables.query(
            "SELECT * FROM terms_proposals WHERE year = ? AND unit = ? ORDER BY made", [.integer(Int64(year)), .text(unit)]
        ).map { try terms($0, in: tables) }
    }

    /// How many units have terms for a year, and how many of these are in force.
    public static func counts(year: Int, in tables: any Connection) throws -> (all: Int, inForce: Int) {
        let row = try tables.first(
            """
            SELECT COUNT(*) AS total, COUNT(CASE WHEN signatures >= 2 THEN 1 END) AS signed FROM (
                SELECT p.made AS made, COUNT(s.made) AS signatures FROM terms_proposals p
                    LEFT JOIN terms_signatures s ON s.proposal = p.made
                WHERE p.year = ? AND p.replaced_by IS NULL GROUP BY p.made) AS standing
            """, [.integer(Int64(year))])
        return try (Int(row?.integer("total") ?? 0), Int(row?.integer("signed") ?? 0))
    }

    /// The current terms of all units of a year, by unit; only those with a number in a range where one is given.
    public static func all(year: Int, made: ClosedRange<Int64> = 0...(.max), in tables: any Connection) throws -> [Terms] {
        let arguments: [SQLValue] = [.integer(Int64(year)), .integer(made.lowerBound), .integer(made.upperBound)]
        func each(_ table: String, _ order: String, _ body: (Row) throws -> Void) throws {
            try tables.forEach(
                """
                SELECT t.* FROM \(table) t JOIN terms_proposals p ON p.made = t.proposal
                WHERE p.year = ? AND p.replaced_by IS NULL AND p.made BETWEEN ? AND ? ORDER BY \(order)
                """, arguments, body)
        }
        var parts = TermsParts()
        try each("terms_signatures", "t.made") { try parts.add(signature: $0) }
        try each("terms_dependencies", "t.proposal, t.code, t.ordinal") { try parts.add(dependency: $0) }
        try each("terms_commitments", "t.proposal, t.ordinal") { try parts.add(commitment: $0) }
        return try tables.query(
            "SELECT * FROM terms_proposals WHERE year = ? AND replaced_by IS NULL AND made BETWEEN ? AND ? ORDER BY unit", arguments
        ).map(parts.terms)
    }

    /// The numbers of a year's current terms in so many ranges of like size, for readers side by side.
    static func ranges(year: Int, parts: Int, in tables: any Connection) throws -> [ClosedRange<Int64>] {
        let made = try tables.query(
            "SELECT made FROM terms_proposals WHERE year = ? AND replaced_by IS NULL ORDER BY made", [.integer(Int64(year))]
        ).map { try $0.integer("made") }
        let size = max(1, (made.count + parts - 1) / parts)
        return stride(from: 0, to: made.count, by: size).map { made[$0]...made[min($0 + size, made.count) - 1] }
    }

    /// The commitments of the current proposals of a year, of one unit or of all (by unit), in the order proposed.
    /// Whether they are in force is the state of their terms.
    public static func commitments(year: Int, unit: String?, in tables: any Connection) throws -> [Commitment] {
        guard let unit else { return try all(year: year, in: tables).flatMap(\.commitments) }
        return try current(year: year, unit: unit, in: tables)?.commitments ?? []
    }

    /// A commitment of a current proposal by its code; nil when the year has none of that code.
    public static func commitment(year: Int, code: String, in tables: any Connection) throws -> Commitment? {
        guard let unit = try codes(year: year, in: tables)[code] else { return nil }
        return try current(year: year, unit: unit, in: tables)?.commitments.first { $0.code == code }
    }

    /// A proposal by its number, an amendment too; nil when there is none.
    public static func proposal(_ number: Int64, in tables: any Connection) throws -> Terms? {
        try tables.first("SELECT * FROM terms_proposals WHERE made = ?", [.integer(number)]).map { try terms($0, in: tables) }
    }

    /// The amendment of a unit's terms in force that waits for signatures; nil when there is none.
    public static func openAmendment(year: Int, unit: String, in tables: any Connection) throws -> Terms? {
        try tables.first(
            "SELECT * FROM terms_proposals WHERE year = ? AND unit = ? AND amends IS NOT NULL AND replaced_by = amends",
            [.integer(Int64(year)), .text(unit)]
        ).map { try terms($0, in: tables) }
    }

    /// The units that hold these codes in a year's current proposals.
    public static func holders(of codes: [String], year: Int, in tables: any Connection) throws -> [String: String] {
        var units: [String: String] = [:]
        for code in Set(codes) {
            let row = try tables.first(
                // By the code first: as a join SQLite would walk through every proposal of the year.
                """
                SELECT unit FROM terms_proposals WHERE made IN (SELECT proposal FROM terms_commitments WHERE code = ?)
                    AND year = ? AND replaced_by IS NULL
                """, [.text(code), .integer(Int64(year))])
            units[code] = try row?.text("unit")
        }
        return units
    }

    /// The units that hold the codes of a year's current proposals.
    public static func codes(year: Int, in tables: any Connection) throws -> [String: String] {
        var units: [String: String] = [:]
        try tables.forEach(
            """
            SELECT c.code AS code, p.unit AS unit FROM terms_commitments c JOIN terms_proposals p ON p.made = c.proposal
            WHERE p.year = ? AND p.replaced_by IS NULL
            """, [.integer(Int64(year))]
        ) { units[try $0.text("code")] = try $0.text("unit") }
        return units
    }

    /// Which commitment of the current proposals depends on which, with the unit that says so.
    public static func dependencies(
        year: Int, in tables: any Connection
    ) throws -> [(unit: String, code: String, dependsOn: String)] {
        try tables.query(
            """
            SELECT p.unit AS unit, d.code AS code, d.depends_on AS depends_on
            FROM terms_dependencies d JOIN terms_proposals p ON p.made = d.proposal
            WHERE p.year = ? AND p.replaced_by IS NULL ORDER BY p.unit, d.code, d.ordinal
            """, [.integer(Int64(year))]
        ).map { (try $0.text("unit"), try $0.text("code"), try $0.text("depends_on")) }
    }
}

extension TermsBook {
    private static func terms(_ row: Row, in tables: any Connection) throws -> Terms {
        let number = SQLValue.integer(try row.integer("made"))
        var parts = TermsParts()
        func each(_ table: String, _ order: String, _ body: (Row) throws -> Void) throws {
            try tables.forEach("SELECT * FROM \(table) WHERE proposal = ? ORDER BY \(order)", [number], body)
        }
        try each("terms_signatures", "made") { try parts.add(signature: $0) }
        try each("terms_dependencies", "code, ordinal") { try parts.add(dependency: $0) }
        try each("terms_commitments", "ordinal") { try parts.add(commitment: $0) }
        return try parts.terms(row)
    }

    /// A commitment from the columns of `TermsRules.columns`.
    static func commitment(_ row: Row) throws -> ProposedCommitment {
        guard let type = TargetType(rawValue: try row.text("target_type")) else {
            throw Failure(.databaseDamaged, privateDetail: "target type of commitment")
        }
        return try ProposedCommitment(
            code: row.text("code"), priority: row.textOrNil("priority"), text: Trilingual(row, "text"),
            indicator: row.textOrNil("indicator"), baseline: row.textOrNil("baseline"), targetType: type,
            target: row.textOrNil("target"), targetMax: row.textOrNil("target_max"), weight: Int(row.integer("weight")),
            due: row.textOrNil("due"), levels: row.textOrNil("levels")?.split(separator: " ").map(String.init),
            evidence: row.textOrNil("evidence_ar") == nil ? nil : Trilingual(row, "evidence"), owner: row.textOrNil("owner"),
            carries: row.textOrNil("carries"))
    }
}

/// The rows that belong to proposals, put together as they are read: dependencies before the commitments they belong to.
private struct TermsParts {
    private struct Place: Hashable {
        let proposal: Int64
        let code: String
    }

    private var signatures: [Int64: [Terms.Signature]] = [:]
    private var waits: [Place: [String]] = [:]
    private var commitments: [Int64: [ProposedCommitment]] = [:]

    mutating func add(dependency row: Row) throws {
        waits[Place(proposal: try row.integer("proposal"), code: try row.text("code")), default: []].append(try row.text("depends_on"))
    }

    mutating func add(commitment row: Row) throws {
        let proposal = try row.integer("proposal")
        var commitment = try TermsBook.commitment(row)
        if !waits.isEmpty { commitment.dependsOn = waits[Place(proposal: proposal, code: commitment.code)] }
        commitments[proposal, default: []].append(commitment)
    }

    mutating func add(signature row: Row) throws {
        guard let role = Role(rawValue: try row.text("role")) else {
            throw Failure(.databaseDamaged, privateDetail: "role of signature")
        }
        signatures[try row.integer("proposal"), default: []].append(Terms.Signature(role: role, by: try Authorship(row)))
    }

    func terms(_ row: Row) throws -> Terms {
        let proposal = try Authorship(row)
        let (year, unit) = (Int(try row.integer("year")), try row.text("unit"))
        return try Terms(
            year: year, unit: unit, proposal: proposal, replacedBy: row.integerOrNil("replaced_by"),
            amends: row.integerOrNil("amends"),
            reason: row.textOrNil("reason_ar") == nil ? nil : Trilingual(row, "reason"),
            signatures: signatures[proposal.number] ?? [],
            commitments: (commitments[proposal.number] ?? []).map {
                Commitment(proposal: proposal.number, year: year, unit: unit, terms: $0)
            })
    }
}
