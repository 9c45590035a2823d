/// Takes a JSON body apart into the fields that are committed to.
///
/// Each top-level member becomes a field `/member`; a member that is an array becomes one field an element,
/// `/member/0`, `/member/1`, …; an empty array stays one field `/member`. In names `~` is written `~0` and `/` `~1`
/// (RFC 6901), so that no two members can meet. A value is the exact slice of the body; white space around
/// top-level members and elements belongs to no field.
/// - Throws: `malformedBody` unless the bytes are exactly one JSON object in UTF-8 (RFC 8259), nested at most 64
///   deep, without a duplicate member at any depth and without unpaired surrogates.
public func splitFields(_ body: [UInt8]) throws(LedgerError) -> [Field] {
    let cuts = try FieldSplitter.cuts(body)
    return cuts.map { Field(name: $0.name, value: body[$0.value]) }
}

enum FieldSplitter {
    struct Cut {
        let name: String
        let value: Range<Int>
    }

    static func cuts(_ body: [UInt8]) throws(LedgerError) -> [Cut] {
        let result = body.withUnsafeBufferPointer { bytes -> Result<[Cut], LedgerError> in
            do throws(LedgerError) {
                if let offset = UTF8Check.firstInvalid(UnsafeRawBufferPointer(bytes)) {
                    throw .malformedBody(offset: offset, .invalidUTF8)
                }
                var scanner = JSONScanner(bytes)
                return .success(try topLevel(&scanner))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func topLevel(_ scanner: inout JSONScanner) throws(LedgerError) -> [Cut] {
        var cuts: [Cut] = []
        scanner.skipSpace()
        guard scanner.peek == UInt8(ascii: "{") else { throw scanner.refusal(.notAnObject) }
        scanner.advance()
        scanner.skipSpace()
        if scanner.peek == UInt8(ascii: "}") {
            scanner.advance()
        } else {
            repeat {
                scanner.skipSpace()
                let name = "/" + pointerToken(try scanner.member())
                if scanner.peek == UInt8(ascii: "[") {
                    try elements(of: name, &scanner, &cuts)
                } else {
                    let start = scanner.place
                    try scanner.value(depth: 1)
                    cuts.append(Cut(name: name, value: start..<scanner.place))
                }
                scanner.skipSpace()
            } while try scanner.another(before: UInt8(ascii: "}"))
            try scanner.closeObject(from: 0)
        }
        scanner.skipSpace()
        guard scanner.peek == nil else { throw scanner.refusal(.trailingBytes) }
        return cuts
    }

    private static func elements(
        of name: String, _ scanner: inout JSONScanner, _ cuts: inout [Cut]
    ) throws(LedgerError) {
        let opening = scanner.place
        scanner.advance()
        scanner.skipSpace()
        if scanner.peek == UInt8(ascii: "]") {
            scanner.advance()
            cuts.append(Cut(name: name, value: opening..<scanner.place))
            return
        }
        var index = 0
        let stem = name + "/"
        repeat {
            scanner.skipSpace()
            let start = scanner.place
            try scanner.value(depth: 2)
            cuts.append(Cut(name: stem + String(index), value: start..<scanner.place))
            index += 1
            scanner.skipSpace()
        } while try scanner.another(before: UInt8(ascii: "]"))
    }

    /// The member's name as a JSON pointer writes it.
    private static func pointerToken(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        var token = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token
    }
}
