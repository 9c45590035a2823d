/// Reads JSON by the letter of RFC 8259: UTF-8, no name twice in an object, no half surrogate, at most 64 levels. Two programs
/// must never read one body in two ways.
struct JSONReader {
    /// Where reading stopped, and why, in a few words of English for the problem's arguments.
    struct Fault: Error {
        let offset: Int
        let reason: String
    }

    private let bytes: [UInt8]
    private var place = 0
    private static let deepest = 64

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value that the bytes are.
    static func read(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = JSONReader(bytes)
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.fault("more after the value") }
        return value
    }

    private func fault(_ reason: String) -> Fault { Fault(offset: place, reason: reason) }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard peek == byte else { throw fault("“\(Character(UnicodeScalar(byte)))” expected") }
        place += 1
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth < Self.deepest else { throw fault("deeper than \(Self.deepest) levels") }
        switch peek {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Fault) -> JSONValue {
        let wanted = Array(word.utf8)
        guard bytes[place...].prefix(wanted.count).elementsEqual(wanted) else { throw fault("not JSON") }
        place += wanted.count
        return value
    }

    private mutating func list(depth: Int) throws(Fault) -> JSONValue {
        place += 1
        var items: [JSONValue] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            place += 1
            return .list([])
        }
        while true {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
            if peek == UInt8(ascii: ",") {
                place += 1
                continue
            }
            try expect(UInt8(ascii: "]"))
            return .list(items)
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONValue {
        place += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if peek == UInt8(ascii: "}") {
            place += 1
            return .object([:])
        }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("a member’s name expected") }
            let name = try string()
            guard members[name] == nil else { throw fault("the member “\(name.prefix(64))” stands twice") }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if peek == UInt8(ascii: ",") {
                place += 1
                continue
            }
            try expect(UInt8(ascii: "}"))
            return .object(members)
        }
    }

    private mutating func number() throws(Fault) -> JSONValue {
        let start = place
        var isWhole = true
        if peek == UInt8(ascii: "-") { place += 1 }
        let first = place
        try digits()
        guard bytes[first] != UInt8(ascii: "0") || place == first + 1 else { throw fault("a number begins with 0") }
        if peek == UInt8(ascii: ".") {
            isWhole = false
            place += 1
            try digits()
        }
        if let mark = peek, mark | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            place += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        // 2022.0 and 2.022e3 are whole numbers too, to JSON Schema.
        if let value = Double(text), let whole = Int64(exactly: value), abs(whole) <= 1 << 53 { return .integer(whole) }
        return .number(text)
    }

    private mutating func digits() throws(Fault) {
        let start = place
        while let byte = peek, (0x30...0x39).contains(byte) { place += 1 }
        guard place > start else { throw fault("not JSON") }
    }

    private mutating func string() throws(Fault) -> String {
        place += 1
        var out: [UInt8] = []
        while let byte = peek {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else { throw fault("not UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw fault("a control character in a text")
            default: out.append(byte)
            }
        }
        throw fault("a text is not closed")
    }

    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private mutating func escape(into out: inout [UInt8]) throws(Fault) {
        guard let mark = peek else { throw fault("a text is not closed") }
        place += 1
        if let plain = Self.escapes[mark] { return out.append(plain) }
        guard mark == UInt8(ascii: "u") else { throw fault("an unknown escape") }
        var code = try fourDigits()
        if (0xD800...0xDBFF).contains(code) {
            try expect(UInt8(ascii: "\\"))
            try expect(UInt8(ascii: "u"))
            let low = try fourDigits()
            guard (0xDC00...0xDFFF).contains(low) else { throw fault("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
        out.append(contentsOf: String(Character(scalar)).utf8)
    }

    private mutating func fourDigits() throws(Fault) -> UInt32 {
        let end = place + 4
        guard end <= bytes.count, let value = UInt32(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16),
            bytes[place] != UInt8(ascii: "+")
        else { throw fault("an unknown escape") }
        place = end
        return value
    }
}
