import Acts
import Storage

/// The Director General's guidance, in the three languages: for all, or for one unit.
public struct GiveGuidance: Act {
    public static let kind = "GiveGuidance"
    public static let policy = Policy.role([.directorGeneral])

    /// The year of the meeting.
    public var year: Int
    /// The unit it is given to; nil for all.
    public var unit: String?
    /// The guidance.
    public var text: Trilingual
    /// Number of the guidance this one words anew.
    public var replaces: Int64?

    /// A guidance.
    public init(year: Int, unit: String? = nil, text: Trilingual, replaces: Int64? = nil) {
        (self.year, self.unit, self.text, self.replaces) = (year, unit, text, replaces)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Meetings.opened(year, in: context)
        if let unit { try Required.unit(unit, in: context.tables) }
        try text.check(field: "text")
        try Meetings.current(replaces, of: "meeting_guidance", year: year, in: context.tables)
    }

    public func project(in context: ActContext) throws {
        try Meetings.replace(replaces, in: "meeting_guidance", context)
        try context.tables.execute(
            """
            INSERT INTO meeting_guidance (year, unit, text_ar, text_fr, text_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, [.integer(Int64(year)), SQLValue(unit)] + text.columns + context.authorship)
    }
}
