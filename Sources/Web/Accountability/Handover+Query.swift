import Acts
import Figures
import Institution
import Storage

/// What is open for a post, and what was handed over when it changed hands.
struct HandoverModel: Sendable {
    let titleMarkup: String
    let doneMarkup: String?
    let fault: Fault?
    let open: [HandoverLine]
    let openCountMarkup: String
    let changes: [HandoverPanel]
    let action: String
}

/// One open thing.
struct HandoverLine: Sendable {
    let itemSort: String
    let itemTextMarkup: String
    let itemHref: String?
    let itemDue: String
    let isLate: Bool
}

/// One change of holder.
struct HandoverPanel: Sendable {
    let changeAnchor: String
    let changeTitle: String
    let changeDateMarkup: String
    let changeTags: [Tag]
    let changeSteps: [HandoverStep]
    let changeItems: [HandoverLine]
    let changeForm: HandoverForm?
}

/// A confirmation that was given.
struct HandoverStep: Sendable {
    let stepMarkup: String
    let stepHref: String
    let stepRemark: String?
}

/// The one button the reader may press.
struct HandoverForm: Sendable {
    let hidden: FormFields
    let side: String
    let change: String
    let leadText: String
    let buttonText: String
    let remark: String
    let needsRemark: Bool
}

/// Fills the handover of a post.
struct HandoverQuery {
    let desk: Desk
    private let post: Post
    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown post and for whoever it does not concern.
    init(desk: Desk, post code: String) throws {
        guard let post = try OfficialBook.post(code, in: desk.tables), try ActReach.mayRead(post: post, desk) else {
            throw Failure(.notFound, privateDetail: "handover of \(code) by \(desk.signatory.post)")
        }
        (self.desk, self.post) = (desk, post)
    }

    /// The act the form asks for: the leaving side's with the list as it stands now, or the coming side's.
    func act(_ form: Form) throws -> any Act {
        guard let change = try HandoverBook.changes(of: post.code, in: desk.tables).first(where: { "\($0.ended)" == form["change"] }) else {
            throw Failure(.nothingToHandOver, ["post": post.code, "official": desk.signatory.official])
        }
        let remark = form.optional("remark")
        if form["side"] == "coming" {
            return HandOver(
                post: post.code, leaving: change.leaving, coming: change.coming, accepts: change.handover?.by.number ?? -1, remark: remark)
        }
        return HandOver(
            post: post.code, leaving: change.leaving, coming: change.coming, items: try open(of: change.leaving), remark: remark)
    }

    private func open(of official: String) throws -> [HandOver.Item] {
        let holder = Signatory(official: official, post: post.code, role: post.role, unit: post.unit)
        return try HandoverBook.open(for: holder, on: "\(desk.today)", in: desk.tables)
    }

    func page(form typed: Form? = nil, failure: Failure? = nil) throws -> Page {
        let day = "\(desk.today)"
        let name = desk.title(of: post)
        let title = words.text("accountability.handover_of", ["post": name])
        let open = try OfficialBook.holder(of: post.code, on: day, in: desk.tables).map(open(of:)) ?? []
        let done = desk.query["done"].flatMap { Int64($0) }
        let model = HandoverModel(
            titleMarkup: RunningText.markup(title),
            doneMarkup: failure == nil ? done.map { words.markup("organization.done", ["number": words.entry($0)]) } : nil,
            fault: failure.map(desk.fault), open: open.map(line), openCountMarkup: words.markup("accountability.open_items", count: open.count),
            changes: try HandoverBook.changes(of: post.code, in: desk.tables).map { try panel($0, typed: typed) },
            action: desk.link(AccountabilityRoutes.handover(post.code)))
        let crumbs = [
            Link(href: desk.link(AccountabilityRoutes.index), text: words.text("accountability.title")),
            Link(href: desk.link(AccountabilityRoutes.post(post.code)), text: name),
        ]
        return Page(Layout(title, crumbs: crumbs, here: words.text("accountability.handover")), "handover", model)
    }

    private func panel(_ change: PostChange, typed: Form?) throws -> HandoverPanel {
        let (leaving, coming) = try (desk.name(ofOfficial: change.leaving), desk.name(ofOfficial: change.coming))
        var steps: [HandoverStep] = []
        if let handover = change.handover {
            steps.append(
                HandoverStep(
                    stepMarkup: words.markup(
                        "accountability.handed_by",
                        ["official": try desk.name(ofOfficial: handover.by.official), "date": words.moment(handover.by.recorded)]),
                    stepHref: desk.link(AccountabilityRoutes.entry("\(handover.by.number)")), stepRemark: handover.remark))
            if let accepted = handover.accepted, let time = handover.acceptedTime {
                steps.append(
                    HandoverStep(
                        stepMarkup: words.markup("accountability.received_by", ["official": coming, "date": words.moment(time)]),
                        stepHref: desk.link(AccountabilityRoutes.entry("\(accepted)")), stepRemark: handover.reserve))
            }
        }
        let state: Tag = change.handover == nil ? .warn(words.text("accountability.not_handed"))
            : change.handover?.accepted == nil ? .now(words.text("accountability.not_received")) : .good(words.text("accountability.handed"))
        return HandoverPanel(
            changeAnchor: "c-\(change.ended)",
            changeTitle: words.text("accountability.from_to", ["leaving": leaving, "coming": coming]),
            changeDateMarkup: words.markup("accountability.change_on", ["date": words.day(change.until)]), changeTags: [state],
            changeSteps: steps, changeItems: (change.handover?.items ?? []).map(line), changeForm: form(change, typed: typed))
    }

    private func form(_ change: PostChange, typed: Form?) -> HandoverForm? {
        let me = desk.signatory
        guard HandOver.allows(me, unit: post.unit), me.ownPost == nil, change.handover?.accepted == nil else { return nil }
        let side: String
        if change.handover != nil {
            guard me.official == change.coming, me.post == post.code else { return nil }
            side = "coming"
        } else {
            guard me.official == change.leaving && me.post == post.code || me.role == .administrator else { return nil }
            side = me.official == change.leaving && me.post == post.code ? "leaving" : "instead"
        }
        let mine = typed?["change"] == "\(change.ended)"
        return HandoverForm(
            hidden: desk.formFields, side: side, change: "\(change.ended)", leadText: words.text("accountability.confirm_lead.\(side)"),
            buttonText: words.text("accountability.confirm.\(side)"), remark: mine ? typed?["remark"] ?? "" : "",
            needsRemark: side == "instead")
    }

    private func line(_ item: HandOver.Item) -> HandoverLine {
        let parts = item.reference.split(separator: "/").map(String.init)
        var (text, href): (String, String?) = (item.reference, nil)
        switch item.sort {
        case .due:
            let (task, rest) = (parts.first ?? "", parts.dropFirst().joined(separator: " · "))
            text = words.text("accountability.task.\(task)") + " · " + rest
            href = parts.dropFirst().first.map { desk.link(.cycle(year: $0)) }
        case .decision: href = parts.first.map { desk.link(.stage(year: $0, .meeting)) }
        case .objective: href = parts.first.map { desk.link(.stage(year: $0, .roadmap)) }
        case .delegation: href = desk.link(AccountabilityRoutes.section("delegations"))
        case .draft: break
        }
        if let unit = item.unit { text += " · " + desk.name(ofUnit: unit) }
        return HandoverLine(
            itemSort: words.text("accountability.item_word.\(item.sort.rawValue)"), itemTextMarkup: RunningText.markup(text), itemHref: href,
            itemDue: item.due.map(words.day) ?? "–", isLate: item.due.map { $0 < "\(desk.today)" } ?? false)
    }
}
