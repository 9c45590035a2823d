import Acts
import Storage

/// Signs the minutes as they stand: the digest names every act they consist of. Whatever is recorded later gives another digest, so that the
/// signature visibly stands on minutes that are no longer those.
public struct SignMinutes: Act {
    public static let kind = "SignMinutes"
    public static let policy = Policy.role([.secretary, .directorGeneral])

    /// The year of the meeting.
    public var year: Int
    /// The digest of the minutes that were read, see `Minutes`.
    public var digest: String

    /// A signature.
    public init(year: Int, digest: String) {
        self.year = year
        self.digest = digest
    }

    public func check(in context: ActContext) throws {
        try Meetings.held(year, in: context.tables)
        guard try Minutes(year: year, in: context.tables).digest() == digest else {
            throw Failure(.minutesMoved, ["year": "\(year)"])
        }
        for signature in try MeetingBook.signatures(year: year, in: context.tables) where signature.digest == digest {
            // Two signatures are two posts and two persons.
            guard signature.role != context.signatory.role, signature.by.official != context.signatory.official else {
                throw Failure(.minutesSigned, ["year": "\(year)", "number": "\(signature.by.number)"])
            }
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO meeting_signatures (year, digest, role, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [.integer(Int64(year)), .text(digest), .text(context.signatory.role.rawValue)] + context.authorship)
    }
}
