import Acts
import Figures
import Institution
import Localization
import Publication

/// The register of decisions.
struct DecisionsModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let links: MeetingLinks
    let action: String
    let ownerChoices: [Choice]
    let stateChoices: [Choice]
    let yearChoices: [Choice]
    let countMarkup: String
    let decisions: [DecisionRow]
    let fileLink: String
    let fault: Fault?
    let receiptMarkup: String?
    let follow: FollowForm?
    let simulatedTag: Tag?
}

/// The form by which an owner's head says where decisions stand.
struct FollowForm: Sendable {
    let hidden: FormFields
    let action: String
    let followChoices, stateChoices, successorChoices: [Choice]
    let text: ThreeTexts
}

/// Fills the register: the decisions of all meetings, filtered by owner, state and year.
struct DecisionsQuery: MeetingPages {
    let desk: Desk
    let year: Int
    private let form: Form?
    private let failure: Failure?

    init(desk: Desk, year: String, form: Form? = nil, failure: Failure? = nil) throws {
        self.desk = desk
        self.year = try desk.year(year)
        (self.form, self.failure) = (form, failure)
    }

    private struct Listed {
        let decision: Decision
        let standing: FollowUp?
    }

    private func listed() throws -> [Listed] {
        let standing = try MeetingBook.standing(in: tables)
        let (owner, state) = (desk.query["owner"] ?? "", desk.query["state"] ?? "")
        let before = desk.query["before"].flatMap { Int($0) }
        let wanted = desk.query["of"].flatMap { Int($0) }
        return try MeetingBook.allDecisions(in: tables).map { Listed(decision: $0, standing: standing[$0.reference]) }.filter { listed in
            let word = listed.standing?.state.rawValue ?? "open"
            return (owner.isEmpty || listed.decision.owner == owner) && (state.isEmpty || word == state)
                && (wanted.map { $0 == listed.decision.year } ?? true) && (before.map { listed.decision.year < $0 } ?? true)
        }
    }

    func page() throws -> Page {
        let title = phrase("decisions_title")
        let list = try listed()
        let all = try MeetingBook.allDecisions(in: tables)
        let open = Set(
            try Set(all.map(\.year)).flatMap { try RoadmapBook.decisionsWithoutObjective(year: $0, in: tables).map(\.reference) })
        func choices(_ list: [(String, String)], _ name: String) -> [Choice] {
            let chosen = desk.query[name] ?? ""
            return ([("", phrase("all"))] + list).map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
        }
        let states = ["open"] + FollowDecision.State.allCases.map(\.rawValue)
        let model = DecisionsModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("meeting.decisions_lead"), links: try links(), action: link("decisions"),
            ownerChoices: choices(Set(all.map(\.owner)).sorted().map { ($0, desk.name(ofUnit: $0)) }, "owner"),
            stateChoices: choices(states.map { ($0, words.text("brief.decision_\($0)")) }, "state"),
            yearChoices: choices(Set(all.map(\.year)).sorted(by: >).map { ("\($0)", "\($0)") }, "of"),
            countMarkup: words.markup("cycle.decision_count", count: list.count),
            decisions: try list.map { try row($0.decision, $0.standing, isCarried: !open.contains($0.decision.reference)) },
            fileLink: link(
                "decisions.csv",
                ["owner": desk.query["owner"] ?? "", "state": desk.query["state"] ?? "", "of": desk.query["of"] ?? "", "before": desk.query["before"] ?? ""]),
            fault: failure.map(desk.fault),
            receiptMarkup: desk.query["entry"].flatMap { Int64($0) }.map { words.markup("meeting.recorded", ["number": entry($0)]) },
            follow: try follow(all), simulatedTag: simulatedTag)
        return framed(title, "meeting_decisions", model)
    }

    /// Shown to the secretary and the Director General for every open decision, to a head for those of the unit.
    private func follow(_ all: [Decision]) throws -> FollowForm? {
        let mine = try MeetingBook.openDecisions(in: tables).filter {
            FollowDecision.policy.allows(desk.signatory, unit: $0.owner, ledgerIsEmpty: false)
        }
        guard !mine.isEmpty else { return nil }
        func named(_ decision: Decision) -> Choice {
            Choice(choiceValue: decision.label, choiceText: "\(decision.label) · \(words.pick(decision.text))", isChosen: form?["decision"] == decision.label)
        }
        let (state, successor) = (form?["state"] ?? FollowDecision.State.underWay.rawValue, form?["successor"] ?? "")
        return FollowForm(
            hidden: desk.formFields, action: desk.link(MeetingRoutes.place("\(year)", "minutes", "register")), followChoices: mine.map(named),
            stateChoices: FollowDecision.State.allCases.map {
                Choice(choiceValue: $0.rawValue, choiceText: words.text("brief.decision_\($0.rawValue)"), isChosen: $0.rawValue == state)
            }, successorChoices: [Choice(choiceValue: "", choiceText: phrase("none"), isChosen: successor.isEmpty)]
                + all.map { Choice(choiceValue: $0.label, choiceText: "\($0.label) · \(words.pick($0.text))", isChosen: $0.label == successor) },
            text: ThreeTexts(textAr: form?["text_ar"] ?? "", textFr: form?["text_fr"] ?? "", textEn: form?["text_en"] ?? ""))
    }

    /// The filtered list as CSV, UTF-8, RFC 4180.
    func csv() throws -> String {
        var lines = [
            ["decision", "text_ar", "text_fr", "text_en", "owner", "due", "commitment", "indicator", "figure_unit", "figure_period", "dossier", "follower", "state", "entry"]
        ]
        for listed in try listed() {
            let decision = listed.decision
            lines.append([
                decision.label, decision.text.ar, decision.text.fr, decision.text.en, decision.owner, decision.due, decision.commitment ?? "",
                decision.indicator ?? "", decision.figureUnit ?? "", decision.figurePeriod ?? "", decision.dossier.map { "\($0)" } ?? "",
                decision.follower ?? "", listed.standing?.state.rawValue ?? "open", "\(decision.by.number)",
            ])
        }
        return lines.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Quoted where needed; a text that a spreadsheet would take for a formula is marked as text.
    private static func field(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + text : text
        guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

/// The next year's priorities as a form.
struct PrioritiesModel: Sendable {
    struct Ranked: Sendable {
        let rankIndex: String
        let rankCode: String
        let rankPlace: String
        let rankText: String
        let rankDetailMarkup: String
    }

    let titleMarkup: String
    let leadMarkup: String
    let links: MeetingLinks
    let fault: Fault?
    let ranked: [Ranked]
    let ordering: PriorityForm?
    let setting: PriorityForm?
}

/// A form of the Director General about priorities.
struct PriorityForm: Sendable {
    let hidden: FormFields
    let action: String
    let code, rank, source: String
    let text: ThreeTexts
}

/// Fills the page of priorities.
struct PrioritiesQuery: MeetingPages {
    let desk: Desk
    let year: Int
    private let form: Form?
    private let failure: Failure?

    init(desk: Desk, year: String, form: Form? = nil, failure: Failure? = nil) throws {
        self.desk = desk
        self.year = try desk.year(year)
        (self.form, self.failure) = (form, failure)
    }

    func page() throws -> Page {
        let title = phrase("priorities_title", ["next": "\(year + 1)"])
        let priorities = try PrioritiesBook.priorities(year: year + 1, in: tables)
        let maySet = SetPriority.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        func typed(_ name: String, _ otherwise: String = "") -> String { form.map { $0[name] } ?? otherwise }
        let action = desk.link(MeetingRoutes.place("\(year)", "minutes", "priorities"))
        let words = ThreeTexts(textAr: typed("text_ar"), textFr: typed("text_fr"), textEn: typed("text_en"))
        let isOrdering = form?["what"] == "order"
        func filled() -> PriorityForm {
            PriorityForm(
                hidden: desk.formFields, action: action, code: typed("code"), rank: typed("rank", "\((priorities.map(\.rank).max() ?? 0) + 1)"),
                source: typed("source"), text: words)
        }
        let model = PrioritiesModel(
            titleMarkup: RunningText.markup(title), leadMarkup: self.words.markup("meeting.priorities_lead"), links: try links(),
            fault: failure.map(desk.fault),
            ranked: priorities.enumerated().map { index, priority in
                .init(
                    rankIndex: "\(index)", rankCode: priority.code, rankPlace: isOrdering ? typed("rank.\(index).place") : "\(index + 1)",
                    rankText: self.words.pick(priority.text), rankDetailMarkup: RunningText.markup("\(priority.code) · " + made(priority.by)))
            }, ordering: maySet && priorities.count > 1 ? filled() : nil, setting: maySet ? filled() : nil)
        return framed(title, "meeting_priorities", model)
    }
}
