import Acts
import Storage

/// Records what a post said in the meeting, in the language in which it was said: minutes do not invent a translation.
public struct RecordIntervention: Act {
    public static let kind = "RecordIntervention"
    public static let policy = Policy.role([.secretary])

    /// The year of the meeting.
    public var year: Int
    /// The unit whose turn it was; nil during opening and closing.
    public var unit: String?
    /// The post that spoke.
    public var speaker: String
    /// `ar`, `fr` or `en`.
    public var language: String
    /// What was said, in short; up to 4,000 characters.
    public var summary: String
    /// Number of the intervention this one words anew.
    public var replaces: Int64?

    /// An intervention.
    public init(year: Int, unit: String? = nil, speaker: String, language: String, summary: String, replaces: Int64? = nil) {
        (self.year, self.unit, self.speaker) = (year, unit, speaker)
        (self.language, self.summary, self.replaces) = (language, summary, replaces)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Meetings.opened(year, in: context)
        if let unit { try Required.unit(unit, in: context.tables) }
        try Meetings.post(speaker, in: context.tables)
        guard ["ar", "fr", "en"].contains(language) else {
            throw Failure(.unknownWord, ["field": "language", "value": String(language.prefix(40)), "known": "ar, fr, en"])
        }
        guard summary.contains(where: { !$0.isWhitespace }), summary.count <= 4_000 else {
            throw Failure(.missingText, ["field": "summary"])
        }
        guard !summary.utf8.contains(0) else { throw Failure(.malformedValue, ["field": "summary", "value": "NUL"]) }
        try Meetings.current(replaces, of: "meeting_interventions", year: year, in: context.tables)
    }

    public func project(in context: ActContext) throws {
        try Meetings.replace(replaces, in: "meeting_interventions", context)
        try context.tables.execute(
            """
            INSERT INTO meeting_interventions (year, unit, speaker, language, summary, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), SQLValue(unit), .text(speaker), .text(language), .text(summary)] + context.authorship)
    }
}
