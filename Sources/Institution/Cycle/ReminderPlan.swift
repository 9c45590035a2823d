import Acts
import Figures
import Storage

/// Who is to be reminded of what on a day: computed from the register of duties, the settings and the addresses of posts.
public enum ReminderPlan {
    /// Why a duty is mentioned to a post.
    public enum Step: Sendable, Hashable {
        /// So many days before it is due, as set; fewer may be left by the day asked for.
        case before(Int)
        /// So many days after, as set.
        case after(Int)
        /// It went up.
        case escalated

        /// The permanent word.
        public var word: String {
            switch self {
            case .before(let days): "before-\(days)"
            case .after(let days): "after-\(days)"
            case .escalated: "escalated"
            }
        }
    }

    /// One thing to mention.
    public struct Item: Sendable, Hashable {
        /// What is owed, and why it is mentioned.
        public let duty: Duty
        public let step: Step
    }

    /// What one post is to be told.
    public struct PostItems: Sendable {
        /// The post and where it is written to.
        public let post: Post
        public let contact: PostContact
        /// In the order of the register; what went up comes last.
        public let items: [Item]
    }

    /// What every post with an address and a holder is to be told on an ISO day and was not told yet, by code of the post. Only cycles
    /// that are not over count. Empty while no settings are in force.
    public static func due(on day: String, in tables: any Connection) throws -> [PostItems] {
        guard let settings = try ReminderBook.settings(in: tables) else { return [] }
        let contacts = try ReminderBook.contacts(in: tables)
        guard !contacts.isEmpty else { return [] }
        let duties = try CycleBook.unfinished(on: day, in: tables).flatMap {
            try DutyRegister.duties(year: $0, on: day, in: tables).filter(\.isOwed)
        }
        let lines = try ChainOfCommand(on: day, in: tables)
        let told = try told(in: tables)
        return try OfficialBook.held(on: day, in: tables).compactMap { held in
            guard let contact = contacts[held.post.code] else { return nil }
            let signatory = Signatory(official: held.official, post: held.post.code, role: held.post.role, unit: held.post.unit)
            let own = try DueBook.duties(of: signatory, among: duties, in: tables).compactMap { duty in
                step(for: duty, settings: settings, on: day).map { Item(duty: duty, step: $0) }
            }
            let up = Escalation.duties(for: signatory, among: duties, settings: settings, lines: lines, on: day)
                .map { Item(duty: $0, step: .escalated) }
            let items = (own + up).filter { !told.contains(key(held.post.code, $0)) }
            return items.isEmpty ? nil : PostItems(post: held.post, contact: contact, items: items)
        }
    }

    /// The last step a duty has reached on a day; nil when none. A step missed on its own day is made up for, an earlier one that a later
    /// one overtook is not.
    public static func step(for duty: Duty, settings: ReminderSettings, on day: String) -> Step? {
        guard let due = try? Day(duty.due), let today = try? Day(day) else { return nil }
        let past = due.distance(to: today)
        return past > 0
            ? settings.daysAfter.filter { $0 <= past }.max().map(Step.after)
            : settings.daysBefore.filter { $0 >= -past }.min().map(Step.before)
    }

    static func key(_ post: String, _ item: Item) -> String { "\(post) \(item.step.word) \(item.duty.key)" }

    private static func told(in tables: any Connection) throws -> Set<String> {
        var told: Set<String> = []
        try tables.forEach("SELECT post, duty, step FROM reminders") { row in
            told.insert("\(try row.text("post")) \(try row.text("step")) \(try row.text("duty"))")
        }
        return told
    }
}
