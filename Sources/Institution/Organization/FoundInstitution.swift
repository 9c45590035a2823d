import Acts
import Figures
import Storage

/// The first act of a ledger: the institution, and the one administrator who can begin the register of all others.
public struct FoundInstitution: Act {
    public static let kind = "FoundInstitution"
    public static let policy = Policy.founder

    /// The institution's code and names.
    public var code: String
    public var names: Trilingual
    /// A sentence every page shows, e.g. that the example is unofficial.
    public var notice: Trilingual?
    /// The first administrator: code of the official, code of the post.
    public var administrator, post: String

    /// A founding.
    public init(code: String, names: Trilingual, notice: Trilingual?, administrator: String, post: String) {
        self.code = code
        self.names = names
        self.notice = notice
        self.administrator = administrator
        self.post = post
    }

    /// The signatory of the founding act and, from then on, its administrator.
    public var founder: Signatory {
        Signatory(official: administrator, post: post, role: .administrator, unit: code)
    }

    public func check(in context: ActContext) throws {
        for (field, code) in [("code", code), ("official", administrator), ("post", post)] {
            try Codes.check(code, field: field)
        }
        try names.check(field: "name")
        try notice?.check(field: "notice")
        guard try InstitutionBook.profile(in: context.tables) == nil else { throw Failure(.alreadyFounded) }
    }

    public func project(in context: ActContext) throws {
        let made = SQLValue.integer(context.record.number)
        try context.tables.execute(
            """
            INSERT INTO institution (one, code, name_ar, name_fr, name_en, notice_ar, notice_fr, notice_en, made)
            VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(code), .text(names.ar), .text(names.fr), .text(names.en), notice.map { .text($0.ar) } ?? .null,
                notice.map { .text($0.fr) } ?? .null, notice.map { .text($0.en) } ?? .null, made,
            ])
        let title = Trilingual(ar: "مدير النظام", fr: "Administrateur", en: "Administrator")
        try RegisterOfficial(code: administrator, names: title).project(in: context)
        try CreatePost(code: post, unit: code, role: .administrator, names: title).project(in: context)
        try AppointOfficial(official: administrator, post: post, since: "\(context.record.time.day)").project(in: context)
    }
}

/// The institution itself.
public struct InstitutionProfile: Sendable, Hashable {
    /// Its code, names, and the sentence every page shows where there is one.
    public let code: String
    public let names: Trilingual
    public let notice: Trilingual?
}

/// Reads the institution's own row.
public enum InstitutionBook {
    /// The institution, or nil before its founding.
    public static func profile(in tables: any Connection) throws -> InstitutionProfile? {
        guard let row = try tables.query("SELECT * FROM institution").first else { return nil }
        var notice: Trilingual?
        if let ar = try row.textOrNil("notice_ar") {
            notice = try Trilingual(ar: ar, fr: row.text("notice_fr"), en: row.text("notice_en"))
        }
        return try InstitutionProfile(
            code: row.text("code"),
            names: Trilingual(ar: row.text("name_ar"), fr: row.text("name_fr"), en: row.text("name_en")), notice: notice)
    }
}
