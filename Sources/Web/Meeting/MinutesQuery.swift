import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// The minutes as the secretary and the Director General write them: each deed is a form, beside what is recorded already.
struct MinutesModel: Sendable {
    struct Opening: Sendable {
        let hidden: FormFields
        let action: String
        let held: String
        let text: ThreeTexts
    }
    struct DossierRow: Sendable {
        let dossierName: String
        let dossierHref: String
        let dossierTag: Tag
        let dossierDetailMarkup: String
        let freezing: FreezeForm?
    }
    struct SeatForm: Sendable {
        let hidden: FormFields
        let action: String
        let seats: [SeatChoice]
    }
    struct SeatChoice: Sendable {
        let seatIndex: String
        let seatPost: String
        let seatName: String
        let seatStates: [Choice]
        let seatBy: [Choice]
    }
    struct Saying: Sendable {
        let hidden: FormFields
        let action: String
        let unitChoices, speakerChoices, languageChoices: [Choice]
        let summary: String
    }
    struct Deciding: Sendable {
        let hidden: FormFields
        let action: String
        let number, due, commitment, figurePeriod: String
        let text: ThreeTexts
        let ownerChoices, indicatorChoices, figureUnitChoices, dossierChoices, followerChoices: [Choice]
    }
    struct Guiding: Sendable {
        let hidden: FormFields
        let action: String
        let text: ThreeTexts
        let unitChoices: [Choice]
    }
    struct Following: Sendable {
        let hidden: FormFields
        let action: String
        let text: ThreeTexts
        let followChoices, stateChoices, successorChoices: [Choice]
    }
    struct Signing: Sendable {
        let hidden: FormFields
        let action: String
        let digest: String
    }

    let titleMarkup: String
    let leadMarkup: String
    let links: MeetingLinks
    let fault: Fault?
    let receiptMarkup: String?
    let opening: Opening?
    let dossiers: [DossierRow]
    let seating: SeatForm?
    let saying: Saying?
    let deciding: Deciding?
    let guiding: Guiding?
    let following: Following?
    let signing: Signing?
    let live: LiveModel?
    let simulatedTag: Tag?
}

/// What was typed in the three languages.
struct ThreeTexts: Sendable {
    let textAr, textFr, textEn: String
}

/// Fills the minutes.
struct MinutesQuery: MeetingPages {
    let desk: Desk
    let year: Int
    private let deed: String?
    private let form: Form?
    private let failure: Failure?

    init(desk: Desk, year: String, deed: String? = nil, form: Form? = nil, failure: Failure? = nil) throws {
        self.desk = desk
        self.year = try desk.year(year)
        (self.deed, self.form, self.failure) = (deed, form, failure)
    }

    func page() throws -> Page {
        let title = words.text("brief.minutes_title", ["year": "\(year)"])
        let meeting = try MeetingBook.meeting(year: year, in: tables)
        let isHeld = meeting != nil
        let model = MinutesModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("meeting.minutes_lead"), links: try links(),
            fault: failure.map(desk.fault),
            receiptMarkup: desk.query["entry"].flatMap { Int64($0) }.map { words.markup("meeting.recorded", ["number": entry($0)]) },
            opening: !isHeld && may(HoldMeeting.policy) ? opening() : nil, dossiers: try dossiers(),
            seating: isHeld && may(RecordAttendance.policy) ? try seating() : nil,
            saying: isHeld && may(RecordIntervention.policy) ? try saying() : nil,
            deciding: isHeld && may(RecordDecision.policy) ? try deciding() : nil,
            guiding: isHeld && may(GiveGuidance.policy) ? try guiding() : nil,
            following: isHeld && may(.role([.secretary, .directorGeneral])) ? try following() : nil,
            signing: isHeld && may(SignMinutes.policy) ? try signing() : nil,
            live: isHeld ? LiveModel(try MinutesReader(year: year, language: desk.language, in: tables).sheet()) : nil, simulatedTag: simulatedTag)
        return framed(title, "meeting_minutes", model)
    }

    private func may(_ policy: Policy) -> Bool { policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false) }

    private func action(_ deed: String) -> String { desk.link(MeetingRoutes.place("\(year)", "minutes", deed)) }

    /// What was typed in this deed's form, else what it begins with.
    private func typed(_ deed: String, _ field: String, _ otherwise: String = "") -> String {
        deed == self.deed ? form?[field] ?? otherwise : otherwise
    }

    private func texts(_ deed: String, _ otherwise: Trilingual? = nil) -> ThreeTexts {
        ThreeTexts(
            textAr: typed(deed, "text_ar", otherwise?.ar ?? ""), textFr: typed(deed, "text_fr", otherwise?.fr ?? ""),
            textEn: typed(deed, "text_en", otherwise?.en ?? ""))
    }

    /// Choices with an empty one first where none may be chosen.
    private func choices(_ list: [(String, String)], _ chosen: String, orNone: Bool) -> [Choice] {
        (orNone ? [("", phrase("none"))] : []).map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: chosen.isEmpty) }
            + list.map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
    }

    /// The agenda's units first, then all others in the order of the tree.
    private func units() throws -> [(String, String)] {
        let heard = try MeetingBook.convocation(year: year, in: tables)?.turns.map(\.unit) ?? []
        let others = desk.treeToday.inOrder.filter { !heard.contains($0) }.prefix(400)
        return (heard + others).map { ($0, desk.name(ofUnit: $0)) }
    }

    private func posts() -> [(String, String)] {
        desk.registers.posts.values.sorted { $0.code < $1.code }.map { ($0.code, words.pick($0.names)) }
    }

    private func opening() -> MinutesModel.Opening {
        let convocation = try? MeetingBook.convocation(year: year, in: tables)
        return .init(
            hidden: desk.formFields, action: action("opening"), held: typed("opening", "held", convocation?.day ?? "\(desk.today)"),
            text: texts("opening", convocation?.place))
    }

    private func dossiers() throws -> [MinutesModel.DossierRow] {
        let turns = try MeetingBook.convocation(year: year, in: tables)?.turns ?? []
        let mayFreeze = may(FreezeDossier.policy)
        let reader = try BriefReader(year: year, cube: desk.cube, day: day, in: tables)
        return try turns.map { turn in
            let dossier = try MeetingBook.dossier(year: year, unit: turn.unit, in: tables)
            let content = try DossierContent(year: year, unit: turn.unit, figures: reader.frozen(turn.unit), in: tables)
            let digest = try content.digest()
            let isCurrent = dossier?.digest == digest
            return MinutesModel.DossierRow(
                dossierName: desk.name(ofUnit: turn.unit), dossierHref: desk.link(MeetingRoutes.place("\(year)", "briefs", turn.unit)),
                dossierTag: dossier == nil ? .plain(phrase("not_frozen")) : isCurrent ? .good(phrase("frozen")) : .warn(phrase("moved_since")),
                dossierDetailMarkup: dossier.map { RunningText.markup(made($0.by)) } ?? "",
                freezing: mayFreeze && !isCurrent
                    ? FreezeForm(hidden: desk.formFields, freezeAction: action("dossiers"), freezeUnit: turn.unit, freezeDigest: digest) : nil)
        }
    }

    private func seating() throws -> MinutesModel.SeatForm {
        let seats = try MeetingBook.attendance(year: year, in: tables)?.seats ?? []
        let heard = Set(try MeetingBook.convocation(year: year, in: tables)?.turns.map(\.unit) ?? [])
        // Seats are those of the direction, the secretary and the heads of the units heard; others can be seated as well.
        let expected: Set<Role> = [.directorGeneral, .secretary, .inspector, .evaluator]
        let posts = desk.registers.posts.values.filter { post in
            expected.contains(post.role) || (post.role == .unitHead && heard.contains(post.unit)) || seats.contains { $0.post == post.code }
        }.sorted { ($0.role == .directorGeneral ? 0 : 1, $0.code) < ($1.role == .directorGeneral ? 0 : 1, $1.code) }
        let others = self.posts()
        let rows = posts.enumerated().map { index, post -> MinutesModel.SeatChoice in
            let seat = seats.first { $0.post == post.code }
            let state = typed("attendance", "seat.\(index).state", seat?.state.rawValue ?? "")
            return .init(
                seatIndex: "\(index)", seatPost: post.code, seatName: words.pick(post.names),
                seatStates: choices(
                    RecordAttendance.Seat.State.allCases.map { ($0.rawValue, words.text("brief.seat_\($0.rawValue)")) }, state, orNone: true),
                seatBy: choices(others.filter { $0.0 != post.code }, typed("attendance", "seat.\(index).by", seat?.representedBy ?? ""), orNone: true))
        }
        return .init(hidden: desk.formFields, action: action("attendance"), seats: rows)
    }

    private func saying() throws -> MinutesModel.Saying {
        let deed = "interventions"
        let languages = Language.allCases.map { ($0.rawValue, $0.name) }
        return .init(
            hidden: desk.formFields, action: action(deed), unitChoices: choices(try units(), typed(deed, "unit", desk.query["unit"] ?? ""), orNone: true),
            speakerChoices: choices(posts(), typed(deed, "speaker"), orNone: false),
            languageChoices: choices(languages, typed(deed, "language", desk.language.rawValue), orNone: false), summary: typed(deed, "summary"))
    }

    private func deciding() throws -> MinutesModel.Deciding {
        let deed = "decisions"
        let next = (try MeetingBook.decisions(year: year, in: tables).map(\.number).max() ?? 0) + 1
        let units = try units()
        let indicators = desk.registers.indicators.map { ($0.code, desk.name(of: $0)) }
        let dossiers = try MeetingBook.dossiers(year: year, in: tables).map { ("\($0.by.number)", "\(desk.name(ofUnit: $0.unit)) (\(entry($0.by.number)))") }
        let unit = desk.query["unit"] ?? ""
        return .init(
            hidden: desk.formFields, action: action(deed), number: typed(deed, "number", "\(next)"), due: typed(deed, "due", "\(year + 1)-06-30"),
            commitment: typed(deed, "commitment"), figurePeriod: typed(deed, "figure_period", "\(year)"), text: texts(deed),
            ownerChoices: choices(units, typed(deed, "owner", unit), orNone: false),
            indicatorChoices: choices(indicators, typed(deed, "indicator", desk.query["indicator"] ?? ""), orNone: true),
            figureUnitChoices: choices(units, typed(deed, "figure_unit", desk.root), orNone: false),
            dossierChoices: choices(dossiers, typed(deed, "dossier", desk.query["dossier"] ?? ""), orNone: true),
            followerChoices: choices(units, typed(deed, "follower"), orNone: true))
    }

    private func guiding() throws -> MinutesModel.Guiding {
        .init(
            hidden: desk.formFields, action: action("guidance"), text: texts("guidance"),
            unitChoices: choices(try units(), typed("guidance", "unit"), orNone: true))
    }

    private func following() throws -> MinutesModel.Following? {
        let deed = "follow-ups"
        let all = try MeetingBook.allDecisions(in: tables)
        func named(_ decision: Decision) -> (String, String) { (decision.label, "\(decision.label) · \(words.pick(decision.text))") }
        let earlier = try MeetingBook.openDecisions(in: tables).filter { $0.year < year }.map(named)
        guard !earlier.isEmpty else { return nil }
        let states = FollowDecision.State.allCases.map { ($0.rawValue, words.text("brief.decision_\($0.rawValue)")) }
        return .init(
            hidden: desk.formFields, action: action(deed), text: texts(deed),
            followChoices: choices(earlier, typed(deed, "decision", desk.query["decision"] ?? ""), orNone: false),
            stateChoices: choices(states, typed(deed, "state"), orNone: false),
            successorChoices: choices(all.map(named), typed(deed, "successor"), orNone: true))
    }

    /// Shown until the reader's role has signed these minutes.
    private func signing() throws -> MinutesModel.Signing? {
        let digest = try Minutes(year: year, in: tables).digest()
        let signed = try MeetingBook.signatures(year: year, in: tables).contains { signature in
            signature.digest == digest && (signature.role == desk.signatory.role || signature.by.official == desk.signatory.official)
        }
        return signed ? nil : .init(hidden: desk.formFields, action: action("signatures"), digest: digest)
    }
}

/// Makes the act that a form of the minutes asks for.
struct MeetingDeed: MeetingPages {
    let desk: Desk
    let year: Int

    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func act(_ deed: String, _ form: Form) throws -> any Act {
        switch deed {
        case "opening": HoldMeeting(year: year, held: form["held"], place: text(form))
        case "dossiers":
            FreezeDossier(
                year: year, unit: try desk.unit(form["unit"]).code,
                figures: try BriefReader(year: year, cube: desk.cube, day: day, in: tables).frozen(form["unit"]), digest: form["digest"])
        case "attendance": RecordAttendance(year: year, seats: try seats(form))
        case "interventions":
            RecordIntervention(
                year: year, unit: optional(form, "unit"), speaker: form["speaker"], language: form["language"], summary: form["summary"])
        case "decisions": try decision(form)
        case "guidance": GiveGuidance(year: year, unit: optional(form, "unit"), text: text(form))
        case "follow-ups": try followUp(form, atMeeting: true)
        case "register": try followUp(form, atMeeting: false)
        case "signatures": SignMinutes(year: year, digest: form["digest"])
        default: try priorities(form)
        }
    }

    private func text(_ form: Form) -> Trilingual { Trilingual(ar: form["text_ar"], fr: form["text_fr"], en: form["text_en"]) }

    private func optional(_ form: Form, _ name: String) -> String? { form[name].isEmpty ? nil : form[name] }

    private func number(_ text: String) throws -> Int {
        guard let number = Int(text) else { throw Failure(.notANumber, ["value": String(text.prefix(40))]) }
        return number
    }

    private func seats(_ form: Form) throws -> [RecordAttendance.Seat] {
        try form.rows("seat").compactMap { index in
            let word = form["seat.\(index).state"]
            guard !word.isEmpty else { return nil }
            guard let state = RecordAttendance.Seat.State(rawValue: word) else { throw unknown("state", word) }
            let by = state == .represented ? optional(form, "seat.\(index).by") : nil
            return RecordAttendance.Seat(post: form["seat.\(index).post"], state: state, representedBy: by)
        }
    }

    /// A figure needs its indicator: without one the unit and the period that the form suggests say nothing.
    private func decision(_ form: Form) throws -> RecordDecision {
        let indicator = optional(form, "indicator")
        return RecordDecision(
            year: year, number: try number(form["number"]), text: text(form), owner: form["owner"], due: form["due"],
            commitment: optional(form, "commitment"), indicator: indicator,
            dossier: try optional(form, "dossier").map { Int64(try number($0)) },
            figureUnit: indicator == nil ? nil : optional(form, "figure_unit"),
            figurePeriod: indicator == nil ? nil : optional(form, "figure_period"), follower: optional(form, "follower"))
    }

    private func followUp(_ form: Form, atMeeting: Bool) throws -> FollowDecision {
        guard let state = FollowDecision.State(rawValue: form["state"]) else { throw unknown("state", form["state"]) }
        let named = try reference(form["decision"])
        let decision = try MeetingBook.decision(year: named.year, number: named.number, in: tables)
        return FollowDecision(
            year: named.year, number: named.number, unit: decision?.owner ?? "", state: state, note: text(form),
            successor: try optional(form, "successor").map(reference), meeting: atMeeting ? year : nil)
    }

    private func reference(_ label: String) throws -> AdoptObjective.DecisionReference {
        let parts = label.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2 else { throw Failure(.unknownDecision, ["number": String(label.prefix(20)), "year": "\(year)"]) }
        return .init(year: parts[0], number: parts[1])
    }

    /// The order of places typed; a code typed anew sets a priority instead.
    private func priorities(_ form: Form) throws -> any Act {
        if form["what"] == "set" {
            return SetPriority(
                year: year + 1, code: form["code"], rank: try number(form["rank"]), text: text(form), source: optional(form, "source"))
        }
        let codes = try form.rows("rank").map { (try number(form["rank.\($0).place"]), $0, form["rank.\($0).code"]) }
        return OrderPriorities(year: year + 1, codes: codes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2))
    }

    private func unknown(_ field: String, _ word: String) -> Failure {
        Failure(.unknownWord, ["field": field, "value": String(word.prefix(40)), "known": ""])
    }
}
