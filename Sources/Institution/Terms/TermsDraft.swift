import Acts
import Figures
import Storage

/// A commitment as it is typed: texts that may be unfinished or wrong. Empty means not given.
public struct DraftCommitment: Codable, Sendable, Hashable {
    public var code = "", priority = ""
    /// What the unit commits to, in three languages.
    public var textAr = "", textFr = "", textEn = ""
    public var indicator = "", baseline = ""
    /// A word of `TargetType`.
    public var targetType = TargetType.atLeast.rawValue
    public var target = "", targetMax = "", weight = "", due = ""
    /// Codes parted by spaces.
    public var dependsOn = ""
    /// Five numbers, or nothing.
    public var levels: [String] = []
    public var evidenceAr = "", evidenceFr = "", evidenceEn = ""
    public var owner = "", carries = ""

    /// An empty row.
    public init() {}

    /// A row from a commitment.
    public init(_ commitment: ProposedCommitment) {
        code = commitment.code
        priority = commitment.priority ?? ""
        (textAr, textFr, textEn) = (commitment.text.ar, commitment.text.fr, commitment.text.en)
        indicator = commitment.indicator ?? ""
        baseline = commitment.baseline ?? ""
        targetType = commitment.targetType.rawValue
        target = commitment.target ?? ""
        targetMax = commitment.targetMax ?? ""
        weight = "\(commitment.weight)"
        due = commitment.due ?? ""
        dependsOn = (commitment.dependsOn ?? []).joined(separator: " ")
        levels = commitment.levels ?? []
        if let evidence = commitment.evidence { (evidenceAr, evidenceFr, evidenceEn) = (evidence.ar, evidence.fr, evidence.en) }
        owner = commitment.owner ?? ""
        carries = commitment.carries ?? ""
    }

    /// Whether nothing was typed that counts.
    public var isEmpty: Bool {
        [code, textAr, textFr, textEn, indicator, baseline, target, targetMax, weight, dependsOn].allSatisfy(\.isEmpty)
    }

    /// The codes it waits for.
    public var waitsFor: [String] { dependsOn.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ";" || $0 == "،" }).map(String.init) }

    /// The levels typed; empty when none was.
    public var typedLevels: [String] { levels.allSatisfy(\.isEmpty) ? [] : levels }

    /// The commitment it states. Throws `unknownWord` for its type and `notANumber` for its weight; the act checks the rest.
    public func proposed() throws -> ProposedCommitment {
        guard let type = TargetType(rawValue: targetType) else {
            let known = TargetType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.unknownWord, ["field": "target_type", "value": String(targetType.prefix(40)), "known": known])
        }
        guard let weight = Int(weight) else { throw Failure(.notANumber, ["value": String(weight.prefix(40))]) }
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        let hasEvidence = !(evidenceAr.isEmpty && evidenceFr.isEmpty && evidenceEn.isEmpty)
        return ProposedCommitment(
            code: code, priority: given(priority), text: Trilingual(ar: textAr, fr: textFr, en: textEn), indicator: given(indicator),
            baseline: given(baseline), targetType: type, target: given(target), targetMax: given(targetMax), weight: weight,
            due: given(due), dependsOn: waitsFor.isEmpty ? nil : waitsFor, levels: typedLevels.isEmpty ? nil : typedLevels,
            evidence: hasEvidence ? Trilingual(ar: evidenceAr, fr: evidenceFr, en: evidenceEn) : nil, owner: given(owner),
            carries: given(carries))
    }
}

/// The working paper of a unit's terms for a year, kept as a draft of the kind `terms`.
public struct TermsDraft: Codable, Sendable, Hashable {
    /// The rows in order.
    public var commitments: [DraftCommitment]
    /// Why terms in force are to change; empty for a first proposal.
    public var reasonAr = "", reasonFr = "", reasonEn = ""

    /// A draft of rows.
    public init(_ commitments: [DraftCommitment] = []) { self.commitments = commitments }

    /// A draft that says what commitments say.
    public init(_ commitments: [ProposedCommitment]) { self.commitments = commitments.map { DraftCommitment($0) } }

    /// The kind under which `DraftBook` keeps it.
    public static let kind = "terms"

    /// The subject under which `DraftBook` keeps it.
    public static func subject(year: Int, unit: String) -> String { "\(year)/\(unit)" }

    /// The text for `DraftBook`.
    public func content() throws -> String { String(decoding: try CanonicalJSON.encode(self), as: UTF8.self) }

    /// The draft of a text. Throws `malformedRecord`.
    public init(content: String) throws { self = try CanonicalJSON.decode(TermsDraft.self, from: Array(content.utf8)) }

    /// The common draft of a unit's terms with its revision; nil when there is none.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> (draft: TermsDraft, kept: Draft)? {
        try DraftBook.current(kind, subject(year: year, unit: unit), in: tables).map { (try TermsDraft(content: $0.content), $0) }
    }

    /// The commitments, without empty rows.
    public func proposed() throws -> [ProposedCommitment] { try commitments.filter { !$0.isEmpty }.map { try $0.proposed() } }
}
