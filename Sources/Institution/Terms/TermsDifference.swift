/// What differs between two versions of a unit's terms, commitment by commitment. Pure.
public struct TermsDifference: Sendable, Hashable {
    /// What became of a commitment.
    public enum Change: String, Sendable {
        case added, removed, changed, same
    }

    /// A field that is compared; the raw value is its permanent word.
    public enum Field: String, CaseIterable, Sendable {
        case textAr = "text_ar", textFr = "text_fr", textEn = "text_en"
        case priority, indicator, baseline, type, target, targetMax = "target_max", levels, weight, due, owner
        case evidenceAr = "evidence_ar", evidenceFr = "evidence_fr", evidenceEn = "evidence_en"
        case dependsOn = "depends_on", carries

        /// The field's text in a row.
        public func text(of row: DraftCommitment) -> String {
            switch self {
            case .textAr: row.textAr
            case .textFr: row.textFr
            case .textEn: row.textEn
            case .priority: row.priority
            case .indicator: row.indicator
            case .baseline: row.baseline
            case .type: row.targetType
            case .target: row.target
            case .targetMax: row.targetMax
            case .levels: row.typedLevels.joined(separator: " ")
            case .weight: row.weight
            case .due: row.due
            case .owner: row.owner
            case .evidenceAr: row.evidenceAr
            case .evidenceFr: row.evidenceFr
            case .evidenceEn: row.evidenceEn
            case .dependsOn: row.waitsFor.joined(separator: " ")
            case .carries: row.carries
            }
        }
    }

    /// A commitment in both versions; one of the two is nil where it is only in the other.
    public struct Line: Sendable, Hashable {
        public let code: String
        public let before, after: DraftCommitment?
        public let change: Change
        /// The fields that differ; all with a text where it was added or removed.
        public let fields: [Field]
    }

    /// The lines in the order of the later version, those it lacks at the end.
    public let lines: [Line]

    /// Compares two versions by the codes of their commitments. Rows without code are told apart by their place.
    public init(from before: [DraftCommitment], to after: [DraftCommitment]) {
        func keyed(_ rows: [DraftCommitment]) -> [(key: String, row: DraftCommitment)] {
            var seen: [String: Int] = [:]
            return rows.filter { !$0.isEmpty }.map { row in
                seen[row.code, default: 0] += 1
                return ("\(row.code)#\(seen[row.code] ?? 0)", row)
            }
        }
        let (old, new) = (keyed(before), keyed(after))
        let olds = Dictionary(uniqueKeysWithValues: old.map { ($0.key, $0.row) })
        let news = Set(new.map(\.key))
        lines = new.map { Self.line(olds[$0.key], $0.row) } + old.filter { !news.contains($0.key) }.map { Self.line($0.row, nil) }
    }

    private static func line(_ before: DraftCommitment?, _ after: DraftCommitment?) -> Line {
        let empty = DraftCommitment()
        let fields = Field.allCases.filter { field in
            guard let before, let after else { return !field.text(of: before ?? after ?? empty).isEmpty }
            return field.text(of: before) != field.text(of: after)
        }
        let change: Change = before == nil ? .added : after == nil ? .removed : fields.isEmpty ? .same : .changed
        return Line(code: (after ?? before ?? empty).code, before: before, after: after, change: change, fields: fields)
    }

    /// A run of words that both texts have, or only one.
    public struct Piece: Sendable, Hashable {
        /// `same` in both; `removed` only in the first; `added` only in the second.
        public let change: Change
        public let text: String
    }

    /// Two texts word by word: the longest common run of words stays, what is left on either side is marked.
    /// Texts over 400 words are marked as a whole.
    public static func words(from before: String, to after: String) -> [Piece] {
        let (old, new) = (before.split(separator: " ").map(String.init), after.split(separator: " ").map(String.init))
        guard old.count <= 400, new.count <= 400 else {
            return before == after ? [Piece(change: .same, text: after)] : [Piece(change: .removed, text: before), Piece(change: .added, text: after)]
        }
        // lengths[i][j]: the longest common run of what follows place i of the old and j of the new.
        var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                lengths[i][j] = old[i] == new[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var pieces: [(Change, [String])] = []
        func add(_ change: Change, _ word: String) {
            if pieces.last?.0 == change { pieces[pieces.count - 1].1.append(word) } else { pieces.append((change, [word])) }
        }
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                add(.same, old[i])
                (i, j) = (i + 1, j + 1)
            } else if i < old.count, j == new.count || lengths[i + 1][j] >= lengths[i][j + 1] {
                add(.removed, old[i])
                i += 1
            } else {
                add(.added, new[j])
                j += 1
            }
        }
        return pieces.map { Piece(change: $0.0, text: $0.1.joined(separator: " ")) }
    }
}
