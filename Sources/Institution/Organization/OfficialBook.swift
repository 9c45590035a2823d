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

    /// The names shown for all officials, by code.
    public static func names(in tables: any Connection) throws -> [String: Trilingual] {
        var names: [String: Trilingual] = [:]
        try tables.forEach("SELECT code, name_ar, name_fr, name_en FROM officials") {
            names[try $0.text("code")] = try Trilingual(ar: $0.text("name_ar"), fr: $0.text("name_fr"), en: $0.text("name_en"))
        }
        return names
    }

    /// The post of a code.
    public static func post(_ code: String, in tables: any Connection) throws -> Post? {
        try tables.query("SELECT * FROM posts WHERE code = ?", [.text(code)]).first.map(post(from:))
    }

    /// All posts, by code.
    public static func posts(in tables: any Connection) throws -> [Post] {
        try tables.query("SELECT * FROM posts ORDER BY code").map(post(from:))
    }

    /// All officials with their names, by code.
    public static func officials(in tables: any Connection) throws -> [(code: String, names: Trilingual)] {
        try tables.query("SELECT code, name_ar, name_fr, name_en FROM officials ORDER BY code").map {
            try ($0.text("code"), Trilingual($0, "name"))
        }
    }

    /// An appointment counts once it is signed, where it waits for a signature.
    private static let signed = """
        NOT EXISTS (SELECT 1 FROM appointment_signatures s WHERE s.appointment = a.made AND s.awaits = 1 AND s.signed IS NULL)
        """

    /// All posts held on an ISO day with who holds them, by code of post.
    public static func held(on day: String, in tables: any Connection) throws -> [(post: Post, official: String)] {
        try tables.query(
            """
            SELECT p.*, a.official AS official FROM appointments a JOIN posts p ON p.code = a.post
            WHERE a.since <= ? AND (a.until IS NULL OR a.until > ?) AND \(signed) ORDER BY p.code
            """, [.text(day), .text(day)]
        ).map { try (post(from: $0), $0.text("official")) }
    }

    /// The posts an official holds by appointment on an ISO day, by code.
    public static func ownPosts(of official: String, on day: String, in tables: any Connection) throws -> [Post] {
        try tables.query(
            """
            SELECT p.* FROM appointments a JOIN posts p ON p.code = a.post
            WHERE a.official = ? AND a.since <= ? AND (a.until IS NULL OR a.until > ?) AND \(signed) ORDER BY p.code
            """, [.text(official), .text(day), .text(day)]
        ).map(post(from:))
    }

    /// Who holds a post by appointment on an ISO day; nil while it is vacant.
    public static func holder(of post: String, on day: String, in tables: any Connection) throws -> String? {
        try tables.first(
            "SELECT a.official AS official FROM appointments a WHERE a.post = ? AND a.since <= ? AND (a.until IS NULL OR a.until > ?) AND \(signed)",
            [.text(post), .text(day), .text(day)]
        )?.text("official")
    }

    /// As whom an official may sign in on an ISO day: through their own posts, then through those delegated to them.
    public static func signatories(of official: String, on day: String, in tables: any Connection) throws -> [Signatory] {
        let own = try ownPosts(of: official, on: day, in: tables)
        let delegated = try Set(DelegationBook.all(to: official, in: tables).map(\.post)).subtracting(own.map(\.code)).sorted()
        let acting = try own.isEmpty ? [] : delegated.compactMap {
            try DelegationBook.signatory(official: official, post: $0, on: day, in: tables)
        }
        return own.map { Signatory(official: official, post: $0.code, role: $0.role, unit: $0.unit) } + acting
    }

    /// The signatory that an official is through a post on a day, by appointment or by delegation. Throws what is in the way:
    /// `appointmentOver`, `appointmentUnsigned`, `delegationOver`, `delegateWithoutPost`, or `notAppointed`.
    public static func signatory(
        official: String, post: String, on day: String, in tables: any Connection
    ) throws -> Signatory {
        let rows = try tables.query(
            """
            SELECT p.role AS role, p.unit AS unit, a.since AS since, a.until AS until, s.awaits AS awaits, s.signed AS signed
            FROM appointments a JOIN posts p ON p.code = a.post LEFT JOIN appointment_signatures s ON s.appointment = a.made
            WHERE a.official = ? AND a.post = ? ORDER BY a.since DESC
            """, [.text(official), .text(post)])
        var isUnsigned = false
        for row in rows {
            guard try row.text("since") <= day, try row.textOrNil("until").map({ $0 > day }) ?? true else { continue }
            guard try row.integerOrNil("awaits") != 1 || row.integerOrNil("signed") != nil else {
                isUnsigned = true
                continue
            }
            guard let role = Role(rawValue: try row.text("role")) else { break }
            return Signatory(official: official, post: post, role: role, unit: try row.text("unit"))
        }
        if let acting = try DelegationBook.signatory(official: official, post: post, on: day, in: tables) { return acting }
        let place = ["official": official, "post": post, "date": day]
        if isUnsigned { throw Failure(.appointmentUnsigned, place) }
        if try !DelegationBook.all(to: official, in: tables).allSatisfy({ $0.post != post }) { throw Failure(.delegationOver, place) }
        if let until = try rows.first?.textOrNil("until"), until <= day {
            throw Failure(.appointmentOver, place.merging(["end": until]) { old, _ in old })
        }
        throw Failure(.notAppointed, place)
    }

    /// One appointment.
    public struct Appointment: Sendable, Hashable {
        /// Who, and to what post.
        public let official, post: String
        /// First day, and first day without it; ISO.
        public let since: String
        public let until: String?
        /// The number of the act.
        public let made: Int64
        /// The reference of the decision, where one is named.
        public let decision: String?
        /// Whether it still waits for its signature.
        public let isUnsigned: Bool
    }

    /// Every appointment, or those to one post, latest first.
    public static func appointments(to post: String? = nil, in tables: any Connection) throws -> [Appointment] {
        try tables.query(
            """
            SELECT a.*, s.awaits AS awaits, s.signed AS signed, s.decision AS decision FROM appointments a
            LEFT JOIN appointment_signatures s ON s.appointment = a.made WHERE ? = '' OR a.post = ? ORDER BY a.since DESC, a.made DESC
            """, [.text(post ?? ""), .text(post ?? "")]
        ).map { row in
            try Appointment(
                official: row.text("official"), post: row.text("post"), since: row.text("since"), until: row.textOrNil("until"),
                made: row.integer("made"), decision: row.textOrNil("decision"),
                isUnsigned: row.integerOrNil("awaits") == 1 && row.integerOrNil("signed") == nil)
        }
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
