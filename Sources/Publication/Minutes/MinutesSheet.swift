import Acts
import Figures
import Institution
import Localization
import Storage

/// The minutes of a meeting in one language: what the document template reads, and what the followers' page shows.
public struct MinutesSheet: Encodable, Sendable {
    /// Something recorded: its kind in a word, the text, in which language, and who, when, which entry.
    public struct Entry: Encodable, Sendable {
        public let kind, label, text, lang, detail: String
        /// The commitment, indicator and dossier that moved a decision.
        public let support: String
    }
    /// A point of the agenda.
    public struct Point: Encodable, Sendable {
        /// The unit's code; empty for opening and closing.
        public let unit, time, title: String
        public let entries: [Entry]
    }
    public struct Seat: Encodable, Sendable {
        public let post, state, detail: String
    }
    public struct Signature: Encodable, Sendable {
        /// The role's title, who signed and when, or that nobody has.
        public let role, text: String
        public let isSigned: Bool
    }

    public let lang, dir, title, institution, lead, notice, digest: String
    public let seats: [Seat]
    public let points: [Point]
    public let priorities: [String]
    public let signatures: [Signature]
    /// Signatures on earlier minutes, in words; empty for none.
    public let voided: String
    public let simulated: Bool
    public let words: [String: String]
    /// The day of the meeting, ISO.
    public let day: String
}

/// Reads the minutes inside one snapshot of the tables.
public struct MinutesReader {
    private let year: Int
    private let language: Language
    private let text: FigureText
    private let tables: any Connection
    private let names: [String: Trilingual]
    private let profile: InstitutionProfile

    /// A reader in one language. Throws `notFounded` before the founding.
    public init(year: Int, language: Language, in tables: any Connection) throws {
        guard let profile = try InstitutionBook.profile(in: tables) else { throw Failure(.notFounded) }
        (self.year, self.language, self.tables, self.profile) = (year, language, tables, profile)
        text = FigureText(language)
        names = try UnitBook.allNames(on: "\(year)-12-31", in: tables)
    }

    private func name(_ unit: String) -> String { names[unit].map { Wording($0)[language] } ?? unit }

    private func post(_ code: String) throws -> String {
        try OfficialBook.post(code, in: tables).map { Wording($0.names)[language] } ?? code
    }

    private func made(_ by: Authorship) -> String {
        text.phrase("brief.entry", ["entry": Numerals.format("\(by.number)", language)])
    }

    /// The sheet as the tables stand. Throws `noMeeting` before the meeting is recorded.
    public func sheet() throws -> MinutesSheet {
        guard let meeting = try MeetingBook.meeting(year: year, in: tables) else { throw Failure(.noMeeting, ["year": "\(year)"]) }
        let minutes = try Minutes(year: year, in: tables)
        let digest = try minutes.digest()
        let place = Wording(meeting.place)[language]
        let signatures = try MeetingBook.signatures(year: year, in: tables)
        let current = signatures.filter { $0.digest == digest }
        let keys = ["attendance", "priorities", "signatures", "digest", "digest_text", "simulated", "no_entries"]
        return MinutesSheet(
            lang: language.rawValue, dir: "\(language.direction)", title: text.phrase("brief.minutes_title", ["year": "\(year)"]),
            institution: Wording(profile.names)[language],
            lead: text.phrase("brief.minutes_lead", ["date": text.weekday(meeting.held), "place": place, "entry": Numerals.format("\(meeting.by.number)", language)]),
            notice: profile.notice.map { Wording($0)[language] } ?? "", digest: digest, seats: try seats(), points: try points(),
            priorities: try PrioritiesBook.priorities(year: year + 1, before: minutes.last, in: tables).map { Wording($0.text)[language] },
            signatures: try [Role.secretary, .directorGeneral].map { try signature($0, current) },
            voided: signatures.count > current.count
                ? text.phrase("brief.voided", ["signed": Numerals.format(signatures.count - current.count, language)]) : "",
            simulated: profile.notice != nil,
            words: Dictionary(uniqueKeysWithValues: keys.map { ($0, text.phrase("brief.\($0)")) }), day: meeting.held)
    }

    private func signature(_ role: Role, _ current: [MinutesSignature]) throws -> MinutesSheet.Signature {
        let title = text.phrase("words.role.\(role.rawValue)")
        guard let signed = current.first(where: { $0.role == role }) else {
            return .init(role: title, text: text.phrase("brief.unsigned"), isSigned: false)
        }
        let day = text.day(String(signed.by.recorded.text.prefix(10)))
        return .init(
            role: title,
            text: text.phrase("brief.signed", ["post": try post(signed.by.post), "date": day]) + " " + made(signed.by), isSigned: true)
    }

    private func seats() throws -> [MinutesSheet.Seat] {
        try (MeetingBook.attendance(year: year, in: tables)?.seats ?? []).map { seat in
            MinutesSheet.Seat(
                post: try post(seat.post), state: text.phrase("brief.seat_\(seat.state.rawValue)"),
                detail: try seat.representedBy.map(post) ?? "")
        }
    }

    /// Opening with last year's decisions, each unit's turn, what concerns no unit of the agenda at the end.
    private func points() throws -> [MinutesSheet.Point] {
        let convocation = try MeetingBook.convocation(year: year, in: tables)
        let interventions = try MeetingBook.interventions(year: year, in: tables)
        let guidance = try MeetingBook.guidance(year: year, in: tables)
        let decisions = try MeetingBook.decisions(year: year, in: tables)
        let dossiers = Dictionary(try MeetingBook.dossiers(year: year, in: tables).map { ($0.by.number, $0.unit) }) { first, _ in first }
        let turns = convocation?.turns.map(\.unit) ?? []
        let times = convocation?.times ?? []
        func turn(_ decision: Decision) throws -> String? {
            if let unit = decision.dossier.flatMap({ dossiers[$0] }), turns.contains(unit) { return unit }
            return turns.contains(decision.owner) ? decision.owner : nil
        }
        func of(_ unit: String?) throws -> [MinutesSheet.Entry] {
            let isHeard: (String?) -> Bool = { named in named == unit || (unit == nil && named.map { !turns.contains($0) } ?? true) }
            let said = try interventions.filter { isHeard($0.unit) }.map { ($0.by.number, try entry($0)) }
            let given = guidance.filter { isHeard($0.unit) }.map { ($0.by.number, entry($0)) }
            let decided = try decisions.filter { try turn($0) == unit }.map { ($0.by.number, try entry($0)) }
            return (said + given + decided).sorted { $0.0 < $1.0 }.map(\.1)
        }
        let opening = MinutesSheet.Point(
            unit: "", time: times.first ?? "", title: text.phrase("brief.opening"),
            entries: try MeetingBook.followUps(atMeeting: year, in: tables).map(entry))
        let heard = try turns.enumerated().map { index, unit in
            MinutesSheet.Point(
                unit: unit, time: times.indices.contains(index + 1) ? times[index + 1] : "", title: name(unit), entries: try of(unit))
        }
        let closing = MinutesSheet.Point(unit: "", time: times.last ?? "", title: text.phrase("brief.closing"), entries: try of(nil))
        return [opening] + heard + [closing]
    }

    private func entry(_ said: Intervention) throws -> MinutesSheet.Entry {
        .init(
            kind: text.phrase("brief.said"), label: try post(said.speaker), text: said.summary, lang: said.language, detail: made(said.by),
            support: "")
    }

    private func entry(_ guidance: Guidance) -> MinutesSheet.Entry {
        .init(
            kind: text.phrase("brief.guidance"), label: "", text: Wording(guidance.text)[language], lang: language.rawValue,
            detail: made(guidance.by), support: "")
    }

    private func entry(_ decision: Decision) throws -> MinutesSheet.Entry {
        var detail = text.phrase("brief.decided", ["owner": name(decision.owner), "date": text.day(decision.due)])
        if let follower = decision.follower { detail += " " + text.phrase("brief.followed_by", ["unit": name(follower)]) }
        var support: [String] = []
        if let commitment = decision.commitment { support.append(text.phrase("brief.on_commitment", ["code": commitment])) }
        if let code = decision.indicator, let indicator = try IndicatorBook.indicator(code, in: tables) {
            var figure = Wording(indicator.names)[language]
            if let unit = decision.figureUnit, let period = decision.figurePeriod { figure += " (\(name(unit)), \(period))" }
            support.append(figure)
        }
        if let dossier = decision.dossier {
            support.append(text.phrase("brief.on_dossier", ["entry": Numerals.format("\(dossier)", language)]))
        }
        return .init(
            kind: text.phrase("brief.decision"), label: decision.label, text: Wording(decision.text)[language], lang: language.rawValue,
            detail: detail + " " + made(decision.by), support: support.joined(separator: " · "))
    }

    private func entry(_ followUp: FollowUp) throws -> MinutesSheet.Entry {
        let decision = try MeetingBook.decision(year: followUp.decision.year, number: followUp.decision.number, in: tables)
        let words = decision.map { Wording($0.text)[language] } ?? ""
        var state = text.phrase("brief.decision_\(followUp.state.rawValue)")
        if let successor = followUp.successor { state += " (\(Self.label(successor)))" }
        return .init(
            kind: state, label: Self.label(followUp.decision), text: words, lang: language.rawValue,
            detail: Wording(followUp.note)[language] + " " + made(followUp.by), support: "")
    }

    private static func label(_ decision: AdoptObjective.DecisionReference) -> String {
        "\(decision.year)-\(decision.number < 10 ? "0" : "")\(decision.number)"
    }
}
