import Acts
import Figures
import Foundation
import Institution
import Localization
import Storage

/// One entry in words: what was done, about what, by which post, and where the thing itself stands.
struct ActReading {
    let entry: Entry
    private let body: [String: Any]
    private let desk: Desk

    init(_ number: Int64, _ desk: Desk) throws {
        guard let entry = try LedgerBook.entry(number, in: desk.tables) else {
            throw Failure(.notFound, privateDetail: "entry \(number)")
        }
        self.init(entry, desk)
    }

    init(_ entry: Entry, _ desk: Desk) {
        self.entry = entry
        self.desk = desk
        body = (try? JSONSerialization.jsonObject(with: Data(entry.body))) as? [String: Any] ?? [:]
    }

    /// The kind of act as a phrase; its permanent word where a newer program wrote it.
    var act: String { Self.phrase(entry.record.kind, desk.words) }

    static func phrase(_ kind: String, _ words: Words) -> String { words.has("acts.\(kind)") ? words.text("acts.\(kind)") : kind }

    /// The unit it is about; nil where it concerns the institution.
    var unit: String? { text("unit") ?? text("owner") ?? (entry.record.kind == OpenUnit.kind ? text("code") : nil) }
    var year: String? { (body["year"] as? NSNumber).map { "\($0.intValue)" } ?? text("period").map { String($0.prefix(4)) } }
    /// The official's own post, where they acted by delegation.
    var ownPost: String? { try? ActBody.signatory(of: entry.body).ownPost }

    /// What it is about: unit, period or year, and the code or number within.
    func about() throws -> String {
        var parts: [String] = []
        if let unit { parts.append(desk.name(ofUnit: unit)) }
        if let post = text("post") { parts.append(try desk.title(ofPost: post)) }
        if let official = text("official") { parts.append(try desk.name(ofOfficial: official)) }
        if let period = text("period"), let known = try? Period(period) { parts.append(desk.words.period(known)) } else if let year { parts.append(year) }
        if let code = reference, code != unit { parts.append(code) }
        return parts.isEmpty ? desk.words.pick(desk.registers.profile.names) : parts.joined(separator: " · ")
    }

    /// The code or number within the year, as the body gives it.
    var reference: String? {
        if let code = text("code") ?? text("commitment") ?? text("indicator") { return code }
        return (body["number"] as? NSNumber).map { "\($0.int64Value)" }
    }

    /// The acts that are to be seen on the page of a return.
    private static let ofReturns: Set<String> = [VerifyReturn.kind, AcceptReturn.kind, SendBackReturn.kind, AssignQuery.kind]

    /// Where the thing itself is to be seen: the stage of its year, the unit, or the entry.
    func link() -> String {
        let phase = (Schema.catalogue[entry.record.kind] as? any PhasedAct.Type)?.phases.last
        if FigureActs.kinds.contains(entry.record.kind), let unit, desk.registers.units[unit] != nil {
            return desk.link(.unit(unit), ["period": text("period") ?? ""])
        }
        if Self.ofReturns.contains(entry.record.kind), let unit, desk.registers.units[unit] != nil, let period = text("period") {
            return desk.link(ReturnsRoutes.sheet(unit, period))
        }
        if let year, let number = Int(year), desk.registers.phases[number] != nil, let stage = phase.flatMap(Stage.init(phase:)) {
            return desk.link(.stage(year: year, stage)) + (unit.map { "#u-\($0)" } ?? "")
        }
        if let unit, desk.registers.units[unit] != nil { return desk.link(.unit(unit)) }
        return desk.link(AccountabilityRoutes.entry("\(entry.record.number)"))
    }

    /// The post that acted, and the official; both where it was done by delegation.
    func who() throws -> String {
        let (post, official) = try (desk.title(ofPost: entry.post), desk.name(ofOfficial: entry.official))
        guard let ownPost else { return desk.words.text("accountability.by", ["post": post, "official": official]) }
        return desk.words.text(
            "accountability.by_for", ["post": post, "official": official, "own": try desk.title(ofPost: ownPost)])
    }

    private func text(_ name: String) -> String? { (body[name] as? String).flatMap { $0.isEmpty ? nil : $0 } }
}

extension Desk {
    /// A post as accountability names it: its title, or role and unit where it has no title but a person's name.
    func title(ofPost code: String) throws -> String {
        guard let post = try registers.posts[code] ?? OfficialBook.post(code, in: tables) else { return code }
        return title(of: post)
    }

    /// The same for a post at hand.
    func title(of post: Post) -> String {
        guard registers.officials.values.contains(post.names) else { return words.pick(post.names) }
        return "\(words.text("words.role.\(post.role.rawValue)")) · \(name(ofUnit: post.unit))"
    }
}

extension Stage {
    /// The stage of a phase; the follow-up has none of its own and is seen at the roadmap.
    init?(phase: Phase) {
        switch phase {
        case .terms: self = .terms
        case .reporting: self = .figures
        case .selfAssessment: self = .assessment
        case .evaluation: self = .evaluation
        case .meeting: self = .meeting
        case .roadmap, .followUp: self = .roadmap
        case .publication: self = .report
        }
    }
}

extension Words {
    /// Whether there is a phrase of this key.
    func has(_ key: String) -> Bool { Phrasebook.standard.has(key) }
}
