import Figures

/// What coverage looks at of a proposal's commitments, as one text: a line a commitment, its fields parted by tabs. Codes, words of types
/// and decimals hold neither tab nor line end, so nothing needs escaping; texts are not in it.
enum TermsOutline {
    /// The outline of commitments.
    static func text(_ commitments: [ProposedCommitment]) -> String {
        commitments.map { commitment in
            [
                commitment.code, commitment.indicator ?? "", commitment.targetType.rawValue, commitment.target ?? "",
                commitment.priority ?? "", commitment.carries ?? "", "\(commitment.weight)",
            ].joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// The commitments of an outline; a line that is none is left out.
    static func nodes(_ outline: String, unit: String, into nodes: inout [CascadeCoverage.Node]) {
        var fields: [Substring.UTF8View] = []
        for line in outline.utf8.split(separator: 0x0A) {
            fields.removeAll(keepingCapacity: true)
            for field in line.split(separator: 0x09, omittingEmptySubsequences: false) { fields.append(field) }
            guard fields.count == 7, let type = TargetType(rawValue: String(Substring(fields[2]))) else { continue }
            func given(_ place: Int) -> String? { fields[place].isEmpty ? nil : String(Substring(fields[place])) }
            nodes.append(
                CascadeCoverage.Node(
                    unit: unit, code: String(Substring(fields[0])), indicator: given(1), type: type,
                    target: fields[3].isEmpty ? nil : try? ExactDecimal(utf8: fields[3]), priority: given(4), carries: given(5),
                    weight: Int(Substring(fields[6])) ?? 0))
        }
    }
}
