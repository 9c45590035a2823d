import Acts
import Figures
import Institution
import Localization
import Storage

/// What a post is told: what it owes itself, and what went up to it. It names units, errands and days, nobody's name and no figure: a
/// letter may be read by others on its way.
struct ReminderLetter: Sendable {
    let subject: String
    let text: String

    /// More lines than this are counted, not listed.
    private static let most = 40

    /// The letter in the post's language. Throws what the tables throw.
    init(_ told: ReminderPlan.PostItems, on day: String, address: String?, in tables: any Connection) throws {
        let words = Words(Language(rawValue: told.contact.language) ?? .ar)
        let names = try UnitBook.allNames(on: day, in: tables)
        let duties = DutyWords(words: words, today: try Codes.day(day, field: "day"))
        func line(_ item: ReminderPlan.Item) -> String {
            let duty = item.duty
            var parts = [duties.title(duty)]
            if let unit = duty.unit { parts.append(names[unit].map(words.pick) ?? unit) }
            let due = words.text("duties.letter_due", ["date": words.day(duty.due), "distance": duties.distance(duty.due)])
            return "- " + parts.joined(separator: words.text("words.separator")) + " (" + due + ")"
        }
        func section(_ title: String, _ items: [ReminderPlan.Item]) -> String? {
            guard !items.isEmpty else { return nil }
            var lines = items.prefix(Self.most).map(line)
            if items.count > Self.most { lines.append("- " + words.text("duties.letter_more", count: items.count - Self.most)) }
            return ([title] + lines).joined(separator: "\n")
        }
        let institution = try InstitutionBook.profile(in: tables).map { words.pick($0.names) } ?? ""
        subject = words.text("duties.letter_subject", ["institution": institution], count: told.items.count)
        let unit = names[told.post.unit].map(words.pick) ?? told.post.unit
        let sections = [
            // By role and unit: some institutions call a post after its holder, and a letter carries nobody's name.
            words.text("duties.letter_to", ["post": "\(words.text("words.role.\(told.post.role.rawValue)")) · \(unit)"]),
            section(words.text("duties.letter_own"), told.items.filter { $0.step != .escalated }),
            section(words.text("duties.letter_up"), told.items.filter { $0.step == .escalated }),
            address.map { words.text("duties.letter_link", ["address": $0 + "/" + words.language.rawValue]) },
            words.text("duties.letter_foot"),
        ]
        text = sections.compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }
}
