import Acts
import Storage

/// A kind of difficulty in the institution's own taxonomy.
public struct Taxon: Sendable, Hashable {
    /// Its code, and its place in the list.
    public let code: String
    public let rank: Int
    /// Its name.
    public let names: Trilingual
    /// Whether it may no longer be chosen; what was classified under it stays so.
    public let isRetired: Bool
    /// The act that last defined it.
    public let by: Authorship
}

/// Reads the taxonomy of difficulties.
public enum TaxonBook {
    /// All kinds in the institution's order, retired ones included.
    public static func all(in tables: any Connection) throws -> [Taxon] {
        try tables.query("SELECT * FROM difficulty_taxons ORDER BY rank, code").map { row in
            try Taxon(
                code: row.text("code"), rank: Int(row.integer("rank")), names: Trilingual(row, "name"),
                isRetired: row.integerOrNil("retired") != nil, by: Authorship(row))
        }
    }
}

/// Adds a kind of difficulty to the taxonomy, renames one, or takes a retired one back into use.
public struct DefineTaxon: Act {
    public static let kind = "DefineTaxon"
    public static let policy = Policy.role([.administrator, .secretary])

    /// Its permanent code.
    public var code: String
    /// Its place in the list, 1 to 999.
    public var rank: Int
    /// Its name.
    public var names: Trilingual

    /// A kind of difficulty.
    public init(code: String, rank: Int, names: Trilingual) {
        self.code = code
        self.rank = rank
        self.names = names
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        guard (1...999).contains(rank) else { throw Failure(.malformedValue, ["field": "rank", "value": "\(rank)"]) }
        try names.check(field: "names")
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO difficulty_taxons (code, rank, name_ar, name_fr, name_en, retired, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)
            ON CONFLICT (code) DO UPDATE SET rank = excluded.rank, name_ar = excluded.name_ar, name_fr = excluded.name_fr,
                name_en = excluded.name_en, retired = NULL, made = excluded.made, official = excluded.official,
                post = excluded.post, recorded = excluded.recorded
            """, [.text(code), .integer(Int64(rank))] + names.columns + context.authorship)
    }
}

/// Takes a kind of difficulty out of use. Statements classified under it keep it.
public struct RetireTaxon: Act {
    public static let kind = "RetireTaxon"
    public static let policy = DefineTaxon.policy

    /// Its code.
    public var code: String

    /// The kind to retire.
    public init(code: String) { self.code = code }

    public func check(in context: ActContext) throws {
        let rows = try context.tables.query("SELECT retired FROM difficulty_taxons WHERE code = ?", [.text(code)])
        guard let row = rows.first else { throw Failure(.unknownTaxon, ["taxon": code]) }
        guard try row.integerOrNil("retired") == nil else { throw Failure(.taxonRetired, ["taxon": code]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE difficulty_taxons SET retired = ?, made = ?, official = ?, post = ?, recorded = ? WHERE code = ?",
            [.integer(context.record.number)] + context.authorship + [.text(code)])
    }
}
