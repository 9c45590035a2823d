/// Walks over JSON text by the grammar of RFC 8259 without building anything from it.
///
/// The bytes have been checked to be UTF-8. Member names are remembered while their object is open, to find duplicates.
struct JSONScanner {
    private struct Name {
        let start: Int
        let count: Int
        /// Names with escapes are compared as what they say; these lie in `spelledOut`.
        let isSpelledOut: Bool
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var place = 0
    private var names: [Name] = []
    private var spelledOut: [UInt8] = []

    static let deepest = 64

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func advance() { place += 1 }

    mutating func skipSpace() {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            place += 1
        }
    }

    func refusal(_ problem: LedgerError.BodyProblem) -> LedgerError { .malformedBody(offset: place, problem) }

    private func unexpected() -> LedgerError { refusal(place < bytes.count ? .unexpectedByte : .unexpectedEnd) }

    /// After an element: true at a comma, false at the closing bracket, each stepped over.
    mutating func another(before close: UInt8) throws(LedgerError) -> Bool {
        guard place < bytes.count else { throw refusal(.unexpectedEnd) }
        let byte = bytes[place]
        guard byte == close || byte == UInt8(ascii: ",") else { throw refusal(.unexpectedByte) }
        place += 1
        return byte != close
    }

    /// Steps over one value that stands inside `depth` containers.
    mutating func value(depth: Int) throws(LedgerError) {
        guard place < bytes.count else { throw refusal(.unexpectedEnd) }
        switch bytes[place] {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func array(depth: Int) throws(LedgerError) {
        guard depth <= Self.deepest else { throw refusal(.tooDeep) }
        place += 1
        skipSpace()
        if peek == UInt8(ascii: "]") {
            place += 1
            return
        }
        repeat {
            skipSpace()
            try value(depth: depth)
            skipSpace()
        } while try another(before: UInt8(ascii: "]"))
    }

    private mutating func object(depth: Int) throws(LedgerError) {
        guard depth <= Self.deepest else { throw refusal(.tooDeep) }
        place += 1
        let first = names.count
        skipSpace()
        if peek == UInt8(ascii: "}") {
            place += 1
            return
        }
        repeat {
            skipSpace()
            try memberName()
            try value(depth: depth)
            skipSpace()
        } while try another(before: UInt8(ascii: "}"))
        try closeObject(from: first)
    }

    /// A member's name and colon, up to its value; gives what the name says.
    mutating func member() throws(LedgerError) -> String {
        try memberName()
        let name = names[names.count - 1]
        return withBytes(of: name) { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func memberName() throws(LedgerError) {
        guard peek == UInt8(ascii: "\"") else { throw unexpected() }
        let start = place + 1
        let hasEscapes = try string()
        let end = place - 1
        if hasEscapes {
            let offset = spelledOut.count
            try JSONEscapes.spellOut(bytes, start..<end, into: &spelledOut)
            names.append(Name(start: offset, count: spelledOut.count - offset, isSpelledOut: true))
        } else {
            names.append(Name(start: start, count: end - start, isSpelledOut: false))
        }
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw unexpected() }
        place += 1
        skipSpace()
    }

    /// Steps over a string; tells whether it has escapes.
    private mutating func string() throws(LedgerError) -> Bool {
        place += 1
        var hasEscapes = false
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return hasEscapes
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                place = try JSONEscapes.end(bytes, at: place)
            } else if byte < 0x20 {
                throw refusal(.controlCharacter)
            } else {
                place += 1
            }
        }
        throw refusal(.unexpectedEnd)
    }

    private mutating func word(_ word: StaticString) throws(LedgerError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard place < bytes.count else { throw refusal(.unexpectedEnd) }
            guard bytes[place] == word.utf8Start[offset] else { throw refusal(.unexpectedByte) }
            place += 1
        }
    }

    private mutating func number() throws(LedgerError) {
        let start = place
        if peek == UInt8(ascii: "-") { place += 1 }
        guard let first = peek, isDigit(first) else { throw place == start ? unexpected() : refusal(.badNumber) }
        place += 1
        if first == UInt8(ascii: "0") {
            if let next = peek, isDigit(next) { throw refusal(.badNumber) }
        } else {
            skipDigits()
        }
        if peek == UInt8(ascii: ".") {
            place += 1
            try digits()
        }
        if let mark = peek, mark | 0x20 == UInt8(ascii: "e") {
            place += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(LedgerError) {
        guard let digit = peek, isDigit(digit) else { throw refusal(.badNumber) }
        skipDigits()
    }

    private mutating func skipDigits() { while place < bytes.count, isDigit(bytes[place]) { place += 1 } }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }
}

extension JSONScanner {
    /// Forgets the names of the object just closed, after making sure that no two are the same.
    mutating func closeObject(from first: Int) throws(LedgerError) {
        defer { names.removeSubrange(first...) }
        let count = names.count - first
        if count <= 12 {
            for right in (first + 1)..<max(names.count, first + 1) {
                for left in first..<right where compare(names[left], names[right]) == 0 {
                    throw duplicate(names[right])
                }
            }
            return
        }
        // Sorting bounds the work: a hash table could be made to collide by whoever writes the names.
        let sorted = names[first...].sorted { compare($0, $1) < 0 }
        for (left, right) in zip(sorted, sorted.dropFirst()) where compare(left, right) == 0 {
            throw duplicate(right)
        }
    }

    private func duplicate(_ name: Name) -> LedgerError {
        refusal(.duplicateMember(withBytes(of: name) { String(decoding: $0, as: UTF8.self) }))
    }

    /// Shorter before longer, then by bytes.
    private func compare(_ left: Name, _ right: Name) -> Int {
        guard left.count == right.count else { return left.count - right.count }
        return withBytes(of: left) { left in
            withBytes(of: right) { right in
                for (one, other) in zip(left, right) where one != other { return Int(one) - Int(other) }
                return 0
            }
        }
    }

    private func withBytes<T>(of name: Name, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        let range = name.start..<(name.start + name.count)
        if name.isSpelledOut {
            return spelledOut.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
        return body(UnsafeBufferPointer(rebasing: bytes[range]))
    }
}
