/// The address of a tile below the log's prefix, as in C2SP tlog-tiles: `tile/0/x001/x234/067.p/12`.
///
/// One path, one spelling: leading zeroes, missing groups or a width of 256 written out are refused.
public struct TilePath: Hashable, Sendable {
    /// What a tile holds.
    public enum Kind: Hashable, Sendable {
        /// The entries themselves (`tile/entries/…`).
        case entries
        /// Hashes of this level, 0...63; level 0 holds leaf hashes, level n+1 the roots of full tiles of level n.
        case level(Int)
    }

    /// A full tile's width.
    public static let fullWidth = 256

    /// Entries or a level of hashes.
    public let kind: Kind
    /// The position of the tile within its level, from 0.
    public let index: UInt64
    /// How many hashes or entries it holds, 1...256; below 256 the path ends in `.p/<width>`.
    public let width: Int

    /// The tile of hashes at this level. Precondition: level in 0...63, width in 1...256.
    public init(level: Int, index: UInt64, width: Int = TilePath.fullWidth) {
        self.init(kind: .level(level), index: index, width: width)
    }

    /// The tile of this kind. Precondition: level in 0...63, width in 1...256.
    public init(kind: Kind, index: UInt64, width: Int = TilePath.fullWidth) {
        if case .level(let level) = kind { precondition((0...63).contains(level), "tile level \(level)") }
        precondition((1...Self.fullWidth).contains(width), "tile width \(width)")
        self.kind = kind
        self.index = index
        self.width = width
    }

    /// Reads the path; refuses anything that would not print back to the same text.
    public init(_ text: String) throws(LedgerError) {
        guard let path = Self.read(text) else {
            throw .malformed(.tilePath, line: nil, reason: "not a tile path: \(text.prefix(100))")
        }
        self = path
    }

    private static func read(_ text: String) -> TilePath? {
        var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        guard parts.popFirst().map({ $0.elementsEqual("tile".utf8) }) == true, let kindText = parts.popFirst() else {
            return nil
        }
        let kind: Kind
        if kindText.elementsEqual("entries".utf8) {
            kind = .entries
        } else {
            guard kindText.count <= 2, let level = Decimal.parse(kindText), level <= 63 else { return nil }
            kind = .level(Int(level))
        }
        var width = fullWidth
        if parts.count >= 2, parts[parts.endIndex - 2].suffix(2).elementsEqual(".p".utf8) {
            guard let last = parts.popLast(), let number = Decimal.parse(last), (1...255).contains(number) else { return nil }
            width = Int(number)
            let group = parts.removeLast()
            parts.append(group.dropLast(2))
        }
        var index: UInt64 = 0
        guard !parts.isEmpty else { return nil }
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            var digits = part
            if !isLast { guard digits.popFirst() == UInt8(ascii: "x") else { return nil } }
            guard digits.count == 3, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
            let group = digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 48) }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = product.addingReportingOverflow(group)
            guard !overflow, !carry else { return nil }
            index = sum
        }
        let path = TilePath(kind: kind, index: index, width: width)
        // Catches x000/001 for 001 and whatever else has two spellings.
        return path.text.utf8.elementsEqual(text.utf8) ? path : nil
    }

    /// The path below the log's prefix, without a leading slash.
    public var text: String {
        var groups = Self.threeDigits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            groups = "x" + Self.threeDigits(rest % 1000) + "/" + groups
            rest /= 1000
        }
        let level = switch kind {
        case .entries: "entries"
        case .level(let level): String(level)
        }
        return "tile/\(level)/\(groups)" + (width == Self.fullWidth ? "" : ".p/\(width)")
    }

    private static func threeDigits(_ number: UInt64) -> String {
        (number < 10 ? "00" : number < 100 ? "0" : "") + String(number)
    }
}

extension TilePath: CustomStringConvertible {
    /// The same as ``text``.
    public var description: String { text }
}

extension TilePath {
    /// Every tile a log of this size consists of: for each level the full tiles and then the partial one, and the
    /// entry bundles. A size of 0 has none.
    public static func inventory(size: UInt64) -> [TilePath] {
        var paths: [TilePath] = tiles(.entries, count: size)
        var count = size
        var level = 0
        while count > 0 {
            paths += tiles(.level(level), count: count)
            count /= UInt64(fullWidth)
            level += 1
        }
        return paths
    }

    private static func tiles(_ kind: Kind, count: UInt64) -> [TilePath] {
        let full = count / UInt64(fullWidth)
        var paths = (0..<full).map { TilePath(kind: kind, index: $0) }
        let partial = Int(count % UInt64(fullWidth))
        if partial > 0 { paths.append(TilePath(kind: kind, index: full, width: partial)) }
        return paths
    }

    /// The width of tile `index` at `level` in a log of `size` entries; 0 where there is no such tile.
    public static func width(level: Int, index: UInt64, size: UInt64) -> Int {
        guard level <= 7 else { return 0 }
        let count = size >> UInt64(level * 8)
        guard index <= count / 256 else { return 0 }
        return index == count / 256 ? Int(count % 256) : fullWidth
    }
}
