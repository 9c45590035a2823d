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
        var outline = outline
        outline.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if let node = node(UnsafeBufferPointer(rebasing: bytes[start..<end]), unit: unit) { nodes.append(node) }
                start = end + 1
            }
        }
    }

    private static func node(_ line: UnsafeBufferPointer<UInt8>, unit: String) -> CascadeCoverage.Node? {
        // Where each of the seven fields ends.
        var ends = (0, 0, 0, 0, 0, 0)
        var field = 0
        for (place, byte) in line.enumerated() where byte == 0x09 {
            switch field {
            case 0: ends.0 = place
            case 1: ends.1 = place
            case 2: ends.2 = place
            case 3: ends.3 = place
            case 4: ends.4 = place
            case 5: ends.5 = place
            default: return nil
            }
            field += 1
        }
        func text(_ from: Int, _ to: Int) -> String { String(decoding: UnsafeBufferPointer(rebasing: line[from..<to]), as: UTF8.self) }
        func given(_ from: Int, _ to: Int) -> String? { from == to ? nil : text(from, to) }
        guard field == 6, let type = TargetType(rawValue: text(ends.1 + 1, ends.2)) else { return nil }
        let target = line[(ends.2 + 1)..<ends.3]
        return CascadeCoverage.Node(
            unit: unit, code: text(0, ends.0), indicator: given(ends.0 + 1, ends.1), type: type,
            target: target.isEmpty ? nil : try? ExactDecimal(utf8: UnsafeBufferPointer(rebasing: target)), priority: given(ends.3 + 1, ends.4),
            carries: given(ends.4 + 1, ends.5), weight: Int(text(ends.5 + 1, line.count)) ?? 0)
    }
}
