import Institution
import Publication

/// What changed between two submissions.
enum AssessmentDiff {
    /// A change of one statement.
    enum Change: Sendable, Equatable {
        case added(SubmitSelfAssessment.Item)
        case removed(SubmitSelfAssessment.Item)
        case changed(SubmitSelfAssessment.Item, SubmitSelfAssessment.Item)
    }

    /// The changes in the order of the new statements, then what is gone. A statement said again is no change; one of the same
    /// commitment and sort that is like it in words is a changed one.
    static func changes(from old: [SubmitSelfAssessment.Item], to new: [SubmitSelfAssessment.Item]) -> [Change] {
        var left = Array(old.enumerated())
        var changes: [(Int, Change)] = []
        var open: [(Int, SubmitSelfAssessment.Item)] = []
        for (index, item) in new.enumerated() {
            if let same = left.firstIndex(where: { $0.element == item }) { left.remove(at: same) } else { open.append((index, item)) }
        }
        for (index, item) in open {
            let candidates = left.indices.filter { left[$0].element.commitment == item.commitment && left[$0].element.kind == item.kind }
            let likest = candidates.max { a, b in
                Likeness.of(left[a].element.text, item.text) < Likeness.of(left[b].element.text, item.text)
            }
            // A single one of its sort is its successor whatever its words.
            if let likest, candidates.count == 1 || Likeness.of(left[likest].element.text, item.text).common > 0 {
                changes.append((index, .changed(left[likest].element, item)))
                left.remove(at: likest)
            } else {
                changes.append((index, .added(item)))
            }
        }
        return changes.map(\.1) + left.map { .removed($0.element) }
    }

    /// The words of two texts with what was taken out and put in marked. Longer texts than 1,500 words are shown whole, one after the
    /// other.
    static func markup(from old: String, to new: String) -> String {
        let (a, b) = (words(old), words(new))
        guard a.count <= 1_500, b.count <= 1_500 else { return removed(old) + " " + added(new) }
        // The longest common subsequence of words.
        var length = [[Int32]](repeating: [Int32](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : max(length[i + 1][j], length[i][j + 1])
            }
        }
        var (i, j) = (0, 0)
        var parts: [String] = []
        var (out, put): ([String], [String]) = ([], [])
        func close() {
            if !out.isEmpty { parts.append(removed(out.joined(separator: " "))) }
            if !put.isEmpty { parts.append(added(put.joined(separator: " "))) }
            (out, put) = ([], [])
        }
        while i < a.count || j < b.count {
            if i < a.count, j < b.count, a[i] == b[j] {
                close()
                parts.append(Markup.escape(a[i]))
                (i, j) = (i + 1, j + 1)
            } else if j == b.count || i < a.count && length[i + 1][j] >= length[i][j + 1] {
                out.append(a[i])
                i += 1
            } else {
                put.append(b[j])
                j += 1
            }
        }
        close()
        return parts.joined(separator: " ")
    }

    private static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
    private static func removed(_ text: String) -> String { "<del>\(Markup.escape(text))</del>" }
    private static func added(_ text: String) -> String { "<ins>\(Markup.escape(text))</ins>" }
}
