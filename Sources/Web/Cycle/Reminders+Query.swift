import Acts
import Institution
import Publication

/// When posts are reminded, where they are written to, and what became of the letters.
struct RemindersModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let fault: Fault?
    let standingMarkup: String
    let form: RemindersForm?
    let letterCounts: [CountCard]
    let addresses: AddressesPanel?
}

/// The form of the settings.
struct RemindersForm: Sendable {
    let action: String
    let hidden: FormFields
    let before: String
    let after: String
    let escalate: String
}

/// The addresses, for whoever keeps them.
struct AddressesPanel: Sendable {
    let rows: [AddressRow]
    let letters: [LetterRow]
}

/// One post's address with its form.
struct AddressRow: Sendable {
    let postName: String
    let postCode: String
    let action: String
    let hidden: FormFields
    let email: String
    let languageChoices: [Choice]
}

/// One letter: to which post, when, and how it went. Its text stays unread here.
struct LetterRow: Sendable {
    let letterPost: String
    let letterDateMarkup: String
    let letterTag: Tag
    let letterTrouble: String?
}

/// Fills the page of reminders.
struct RemindersQuery {
    let desk: Desk

    private var words: Words { desk.words }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("reminders.title")
        let settings = try ReminderBook.settings(in: desk.tables)
        let maySet = SetReminders.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let mayAddress = SetContact.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        func list(_ days: [Int]?) -> String { days.map { $0.map(String.init).joined(separator: " ") } ?? "" }
        // Two kinds of form stand on the page: what was typed into one of them says nothing about the other.
        let isAddress = form.map { !$0["post"].isEmpty } ?? false
        let (typed, address) = (isAddress ? nil : form, isAddress ? form : nil)
        let counts = try Outbox.counts(in: desk.tables)
        let model = RemindersModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("reminders.lead")),
            fault: failure.map(desk.fault), standingMarkup: RunningText.markup(try standing(settings)),
            form: maySet
                ? RemindersForm(
                    action: desk.link(CycleRoutes.reminders), hidden: desk.formFields,
                    before: typed?["before"] ?? list(settings?.daysBefore), after: typed?["after"] ?? list(settings?.daysAfter),
                    escalate: typed?["escalate"] ?? settings?.escalateAfter.map(String.init) ?? "") : nil,
            letterCounts: Letter.State.allCases.filter { $0 != .sending }.map { state in
                let number = (counts[state] ?? 0) + (state == .waiting ? counts[.sending] ?? 0 : 0)
                return CountCard(
                    countName: words.text("reminders.letters.\(state.rawValue)"),
                    countMarkup: Markup.figure(words.number(number)),
                    countOfMarkup: "")
            }, addresses: mayAddress ? try addresses(address) : nil)
        return Page(
            Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "reminders",
            model)
    }

    private func standing(_ settings: ReminderSettings?) throws -> String {
        guard let settings else { return words.text("reminders.unset") }
        func days(_ list: [Int], _ key: String) -> String {
            list.isEmpty ? words.text("reminders.no_\(key)") : words.text(
                "reminders.\(key)_days", ["days": list.map(words.number).joined(separator: words.text("words.separator"))])
        }
        let up = settings.escalateAfter.map { words.text("reminders.up_after", count: $0) } ?? words.text("reminders.up_never")
        let by = words.text(
            "reminders.set_by",
            [
                "post": try desk.name(ofPost: settings.by.post), "date": words.moment(settings.by.recorded),
                "number": words.entry(settings.by.number),
            ])
        return [days(settings.daysBefore, "before"), days(settings.daysAfter, "after"), up, by].joined(separator: " ")
    }

    private func addresses(_ form: Form?) throws -> AddressesPanel {
        let contacts = try ReminderBook.contacts(in: desk.tables)
        let posts = try OfficialBook.held(on: "\(desk.today)", in: desk.tables).map(\.post)
        let rows = posts.map { post in
            let typed = form?["post"] == post.code ? form : nil
            let known = contacts[post.code]
            let language = typed?["language"] ?? known?.language ?? "ar"
            return AddressRow(
                postName: words.pick(post.names) + " · " + desk.name(ofUnit: post.unit), postCode: post.code,
                action: desk.link(CycleRoutes.contact), hidden: desk.formFields, email: typed?["email"] ?? known?.email ?? "",
                languageChoices: ["ar", "fr", "en"].map {
                    Choice(choiceValue: $0, choiceText: words.text("words.language.\($0)"), isChosen: $0 == language)
                })
        }
        let letters = try Outbox.latest(20, in: desk.tables).map { letter in
            let text = words.text("reminders.letters.\(letter.state == .sending ? "waiting" : letter.state.rawValue)")
            return LetterRow(
                letterPost: try desk.name(ofPost: letter.post),
                letterDateMarkup: RunningText.markup(words.moment(letter.created)),
                letterTag: letter.state == .sent ? .good(text) : letter.state == .failed ? .bad(text) : .now(text),
                letterTrouble: letter.trouble)
        }
        return AddressesPanel(rows: rows, letters: letters)
    }

    /// The act the form of settings asks for.
    static func settings(_ form: Form) throws -> SetReminders {
        func days(_ name: String) throws -> [Int] {
            try form[name].split { " ,،;".contains($0) }.map { word in
                guard let number = Int(word) else { throw Failure(.notANumber, ["value": String(word.prefix(40))]) }
                return number
            }
        }
        return SetReminders(
            daysBefore: try days("before"), daysAfter: try days("after"), escalateAfter: try days("escalate").first)
    }

    /// The act the form of an address asks for; an empty address takes it away.
    static func contact(_ form: Form) -> SetContact {
        SetContact(post: form["post"], email: form["email"].isEmpty ? nil : form["email"], language: form["language"])
    }
}
