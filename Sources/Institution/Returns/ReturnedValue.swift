import Acts
import Figures

/// One figure of a return, as it was entered. Absent members have their ordinary meaning: status `A`, precision `exact`.
public struct ReturnedValue: Codable, Hashable, Sendable {
    /// Code of the indicator.
    public var indicator: String
    /// `KEY=VALUE;KEY=VALUE` with keys in order, or nil for the undivided figure.
    public var breakdown: String?
    /// A decimal such as `2668473`; nil when the status says it is missing.
    public var value: String?
    /// SDMX observation status; nil means `A`.
    public var status: ObservationStatus?
    /// How exact the value is; nil means exact.
    public var precision: Precision?
    /// When it was known, for history loaded later: RFC 3339 in UTC.
    public var asOf: String?
    /// Where it comes from; `simulated` marks an example's invented value.
    public var source: String?
    /// A remark for the reader.
    public var note: String?
    /// Own share or declared total; nil where no other unit on the line reports the figure.
    public var scope: Scope?

    enum CodingKeys: String, CodingKey {
        case indicator, breakdown, value, status, precision, source, note, scope
        case asOf = "as_of"
    }

    /// A figure.
    public init(
        indicator: String, breakdown: String? = nil, value: String?, status: ObservationStatus? = nil,
        precision: Precision? = nil, asOf: String? = nil, source: String? = nil, note: String? = nil, scope: Scope? = nil
    ) {
        self.indicator = indicator
        self.breakdown = breakdown
        self.value = value
        self.status = status
        self.precision = precision
        self.asOf = asOf
        self.source = source
        self.note = note
        self.scope = scope
    }

    /// Writes the figure as a JSON object with sorted keys: the same bytes as `CanonicalJSON`, many times faster.
    func write(to out: inout [UInt8]) {
        // The writer must be the only holder of the bytes, or each value would copy all that stand before it.
        var bytes: [UInt8] = []
        swap(&bytes, &out)
        var writer = MemberWriter(consume bytes)
        writer.member("as_of", asOf)
        writer.member("breakdown", breakdown)
        writer.member("indicator", indicator)
        writer.member("note", note)
        writer.member("precision", precision?.rawValue)
        writer.member("scope", scope?.rawValue)
        writer.member("source", source)
        writer.member("status", status?.rawValue)
        writer.member("value", value)
        out = writer.finish()
    }
}

/// Writes the members of one JSON object; the caller gives them in order.
struct MemberWriter {
    private var out: [UInt8]
    private var first = true

    init(_ out: consuming [UInt8]) {
        self.out = out
        self.out.append(0x7B)
    }

    mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func key(_ name: StaticString) {
        if !first { out.append(0x2C) }
        first = false
        out.append(0x22)
        out.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        out.append(0x22)
        out.append(0x3A)
    }

    mutating func string(_ text: String) {
        out.append(0x22)
        defer { out.append(0x22) }
        var text = text
        let isPlain = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) else { return false }
            out.append(contentsOf: bytes)
            return true
        }
        if isPlain { return }
        for byte in text.utf8 {
            switch byte {
            case 0x22: out.append(contentsOf: [0x5C, 0x22])
            case 0x5C: out.append(contentsOf: [0x5C, 0x5C])
            case 0x08: out.append(contentsOf: [0x5C, 0x62])
            case 0x0C: out.append(contentsOf: [0x5C, 0x66])
            case 0x0A: out.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: out.append(contentsOf: [0x5C, 0x72])
            case 0x09: out.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                out.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: out.append(byte)
            }
        }
    }

    /// Appends bytes that are JSON already.
    mutating func raw(_ body: (inout [UInt8]) -> Void) { body(&out) }

    consuming func finish() -> [UInt8] {
        out.append(0x7D)
        return out
    }
}
