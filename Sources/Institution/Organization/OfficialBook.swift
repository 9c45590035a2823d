import Acts
import Storage

/// A post.
public struct Post: Sendable, Hashable {
    /// Code, unit and role.
    public let code, unit: String
    public let role: Role
    /// Its title.
    public let names: Trilingual
}

/// Reads officials, posts and who held what when.
public enum OfficialBook {
    /// The name shown for an official.
    public static func name(of code: String, in tables: any Connection) throws -> Trilingual? {
        try tables.query("SELECT name_ar, name_fr, name_en FROM officials WHERE code = ?", [.text(code)]).first.map {
            try Trilingual(ar: $0.text("name_ar"), fr: $0.text("name_fr"), en: $0.text("name_en"))
        }
    }

    /// The post of a code.
    public static func post(_ code: String, in tables: any Connection) throws -> Post? {
        try tables.query("SELECT * FROM posts WHERE code = ?", [.text(code)]).first.map(post(from:))
    }

    /// All posts held on an ISO day with who holds them, by code of post.
    public static func held(on day: String, in tables: any Connection) throws -> [(post: Post, official: String)] {
        try tables.query(
            """
            SELECT p.*, a.official AS official FROM appointments a JOIN posts p ON p.code = a.post
            WHERE a.since <= ? AND (a.until IS NULL OR a.until > ?) ORDER BY p.code
            """, [.text(day), .text(day)]
        ).map { try (post(from: $0), $0.text("official")) }
    }

    /// The signatory that an official is through a post on a day; throws `notAppointed`.
    public static func signatory(
        official: String, post: String, on day: String, in tables: any Connection
    ) throws -> Signatory {
        let rows = try tables.query(
            """
            SELECT p.role AS role, p.unit AS unit FROM appointments a JOIN posts p ON p.code = a.post
            WHERE a.official = ? AND a.post = ? AND a.since <= ? AND (a.until IS NULL OR a.until > ?)
            """, [.text(official), .text(post), .text(day), .text(day)])
        guard let row = rows.first, let role = try Role(rawValue: row.text("role")) else {
            throw Failure(.notAppointed, ["official": official, "post": post, "date": day])
        }
        return Signatory(official: official, post: post, role: role, unit: try row.text("unit"))
    }

    private static func post(from row: Row) throws -> Post {
        guard let role = try Role(rawValue: row.text("role")) else {
            throw Failure(.databaseDamaged, privateDetail: "role of post")
        }
        return try Post(
            code: row.text("code"), unit: row.text("unit"), role: role,
            names: Trilingual(ar: row.text("name_ar"), fr: row.text("name_fr"), en: row.text("name_en")))
    }
}
