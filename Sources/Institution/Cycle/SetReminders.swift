import Acts
import Storage

/// Sets when posts are reminded of what they owe, and after how many days an overdue duty goes up. It holds from its entry on,
/// until another one; before the first one nobody is reminded by mail and nothing goes up.
public struct SetReminders: Act {
    public static let kind = "SetReminders"
    public static let policy = Policy.role([.administrator, .directorGeneral, .secretary])

    /// On how many days before the due day, and after it, a reminder goes out; at most five of each, 0 to 90 and 1 to 90.
    public var daysBefore, daysAfter: [Int]
    /// After how many days, 1 to 90, an overdue duty goes up to the head above and the secretary; without it, never.
    public var escalateAfter: Int?

    /// Settings.
    public init(daysBefore: [Int], daysAfter: [Int], escalateAfter: Int?) {
        (self.daysBefore, self.daysAfter, self.escalateAfter) = (daysBefore, daysAfter, escalateAfter)
    }

    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        try check(daysBefore, field: "daysBefore", within: 0...90)
        try check(daysAfter, field: "daysAfter", within: 1...90)
        if let escalateAfter { try check([escalateAfter], field: "escalateAfter", within: 1...90) }
    }

    private func check(_ days: [Int], field: String, within range: ClosedRange<Int>) throws {
        guard days.count <= 5, Set(days).count == days.count, days.allSatisfy(range.contains) else {
            let value = days.map(String.init).joined(separator: " ")
            throw Failure(
                .reminderDays,
                ["field": field, "value": String(value.prefix(40)), "least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
        }
    }

    public func project(in context: ActContext) throws {
        func text(_ days: [Int]) -> SQLValue { .text(days.sorted().map(String.init).joined(separator: " ")) }
        try context.tables.execute(
            """
            INSERT INTO reminder_settings (days_before, days_after, escalate_after, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, [text(daysBefore), text(daysAfter), SQLValue(escalateAfter)] + context.authorship)
    }
}

/// The settings in force.
public struct ReminderSettings: Sendable, Hashable {
    /// Days before and after the due day, ascending.
    public let daysBefore, daysAfter: [Int]
    /// Days after which an overdue duty goes up; nil for never.
    public let escalateAfter: Int?
    /// The act that set them.
    public let by: Authorship
}

/// Reads the settings of reminders and where posts are written to.
public enum ReminderBook {
    /// The settings in force, or those in force at a moment; nil before the first.
    public static func settings(knownBy moment: Timestamp? = nil, in tables: any Connection) throws -> ReminderSettings? {
        let row = try tables.first(
            "SELECT * FROM reminder_settings WHERE recorded <= ? ORDER BY made DESC LIMIT 1",
            [.integer(moment?.milliseconds ?? .max)])
        return try row.map { row in
            func days(_ column: String) throws -> [Int] { try row.text(column).split(separator: " ").compactMap { Int($0) } }
            return try ReminderSettings(
                daysBefore: days("days_before"), daysAfter: days("days_after"),
                escalateAfter: row.integerOrNil("escalate_after").map { Int($0) }, by: Authorship(row))
        }
    }

    /// Where each post is written to, by code of the post.
    public static func contacts(in tables: any Connection) throws -> [String: PostContact] {
        var contacts: [String: PostContact] = [:]
        for row in try tables.query("SELECT * FROM post_contacts ORDER BY holder") {
            let post = try row.text("holder")
            contacts[post] = try PostContact(
                post: post, email: row.text("email"), language: row.text("language"), by: Authorship(row))
        }
        return contacts
    }
}
