import Acts
import Storage

/// States the address a post is written to, and in which language. The address is the post's, whoever holds it.
public struct SetContact: Act {
    public static let kind = "SetContact"
    public static let policy = Policy.role([.administrator])

    /// The code of the post.
    public var post: String
    /// The address; without one, the post is no longer written to.
    public var email: String?
    /// `ar`, `fr` or `en`.
    public var language: String

    /// A post's address.
    public init(post: String, email: String?, language: String) {
        (self.post, self.email, self.language) = (post, email, language)
    }

    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        guard try OfficialBook.post(post, in: context.tables) != nil else { throw Failure(.unknownPost, ["post": String(post.prefix(80))]) }
        guard ["ar", "fr", "en"].contains(language) else {
            throw Failure(.unknownWord, ["field": "language", "value": String(language.prefix(40)), "known": "ar, fr, en"])
        }
        if let email, !Self.isAddress(email) { throw Failure(.malformedAddress, ["value": String(email.prefix(80))]) }
    }

    /// Whether a text is an address that can stand in an SMTP command and a header as it is: ASCII, one `@`, no white space,
    /// quotes or brackets, at most 254 bytes.
    public static func isAddress(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, halves.count == 2, (1...64).contains(halves[0].utf8.count), !halves[1].isEmpty else { return false }
        func isPlain(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        func isDotted(_ part: Substring, _ marks: String) -> Bool {
            part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
                !word.isEmpty && word.utf8.allSatisfy { isPlain($0) || marks.utf8.contains($0) }
            }
        }
        return isDotted(halves[0], "!#$%&'*+/=?^_`{|}~-") && isDotted(halves[1], "-") && !halves[1].hasPrefix("-")
    }

    public func project(in context: ActContext) throws {
        guard let email else {
            try context.tables.execute("DELETE FROM post_contacts WHERE holder = ?", [.text(post)])
            return
        }
        try context.tables.execute(
            """
            INSERT INTO post_contacts (holder, email, language, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (holder) DO UPDATE SET email = excluded.email, language = excluded.language, made = excluded.made,
                official = excluded.official, post = excluded.post, recorded = excluded.recorded
            """, [.text(post), .text(email), .text(language)] + context.authorship)
    }
}

/// Where a post is written to.
public struct PostContact: Sendable, Hashable {
    /// The post, its address and its language's word.
    public let post, email, language: String
    /// The act that stated it.
    public let by: Authorship
}
