internal import CPostgreSQL

/// Arguments and answers in PostgreSQL's binary format.
enum PostgreSQLValues {
    // Object ids of the built-in types; fixed since the beginning of PostgreSQL.
    static let int8: Oid = 20
    static let text: Oid = 25
    static let bytea: Oid = 17

    /// The type an argument is declared with; 0 lets the server find it (for null).
    static func type(of value: SQLValue) -> Oid {
        switch value {
        case .null: 0
        case .integer: int8
        case .text: text
        case .blob: bytea
        }
    }

    /// Whether a parameter declared with `type` takes the value as we encode it.
    static func fits(_ value: SQLValue, _ type: Oid) -> Bool {
        switch value {
        case .null: true
        case .integer: type == int8
        case .text: type == text || type == 1043 || type == 19
        case .blob: type == bytea
        }
    }

    /// Lends the arguments as libpq wants them: pointers, lengths and formats.
    static func withParameters<T>(
        _ arguments: [SQLValue],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> T
    ) throws -> T {
        var bytes: [UInt8] = []
        var starts: [Int?] = []
        var lengths: [Int32] = []
        starts.reserveCapacity(arguments.count)
        lengths.reserveCapacity(arguments.count)
        for argument in arguments {
            let start = bytes.count
            switch argument {
            case .null: break
            case .integer(let number): withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                bytes.append(contentsOf: text.utf8)
                guard !bytes[start...].contains(0) else { throw StorageError.refused("a text with the character NUL") }
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
            guard let length = Int32(exactly: bytes.count - start) else {
                throw StorageError.refused("a value or row is too big")
            }
            starts.append(argument.isNull ? nil : start)
            lengths.append(length)
        }
        // Never empty, so that an empty value still has a pointer: nil would mean NULL.
        bytes.append(0)
        let formats = [Int32](repeating: 1, count: arguments.count)
        return try bytes.withUnsafeBytes { buffer in
            let pointers = starts.map { start in
                start.flatMap { buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            // One more element than arguments: an empty array has no address to lend.
            return try (pointers + [nil]).withUnsafeBufferPointer { pointers in
                try (lengths + [0]).withUnsafeBufferPointer { lengths in
                    try (formats + [1]).withUnsafeBufferPointer { formats in
                        guard let a = pointers.baseAddress, let b = lengths.baseAddress, let c = formats.baseAddress
                        else { throw StorageError.failed("no memory for arguments") }
                        return try body(a, b, c)
                    }
                }
            }
        }
    }

    /// One value of a binary answer.
    static func decode(_ bytes: UnsafeRawBufferPointer, type: Oid, column: String) throws -> SQLValue {
        switch type {
        case int8 where bytes.count == 8:
            return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case text, 1043, 1042, 19, 705:
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw StorageError.corrupt("column \"\(column)\" holds text that is not UTF-8")
            }
            return .text(text)
        case bytea: return .blob([UInt8](bytes))
        case 23 where bytes.count == 4: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case 21 where bytes.count == 2: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case 26 where bytes.count == 4: return .integer(Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        case 16 where bytes.count == 1: return .integer(bytes[0] == 0 ? 0 : 1)
        // void, what functions without an answer give
        case 2278: return .null
        case 18 where bytes.count == 1: return .text(String(UnicodeScalar(bytes[0])))
        case 1700: return .integer(try wholeNumber(bytes, column))
        case 700, 701: throw StorageError.refused("column \"\(column)\" is a floating-point number")
        default: throw StorageError.refused("column \"\(column)\" has a type outside the common subset (\(type))")
        }
    }

    /// A NUMERIC, as sum() over integers gives it, when it is a whole number of 64 bits.
    private static func wholeNumber(_ bytes: UnsafeRawBufferPointer, _ column: String) throws -> Int64 {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt16.self))
        }
        // digits, weight of the first (power of 10,000), sign, printed decimals, then the digits
        guard words.count >= 4, words.count == 4 + Int(words[0]), words[2] == 0 || words[2] == 0x4000 else {
            throw StorageError.refused("column \"\(column)\" is not a number")
        }
        let weight = Int(Int16(bitPattern: words[1]))
        let negative = words[2] == 0x4000
        var number: Int64 = 0
        var overflow = false
        for position in 0..<max(words.count - 4, weight + 1) {
            let digit = 4 + position < words.count ? Int64(words[4 + position]) : 0
            guard position <= weight else {
                guard digit == 0 else { throw StorageError.refused("column \"\(column)\" is not a whole number") }
                continue
            }
            let (shifted, first) = number.multipliedReportingOverflow(by: 10_000)
            let (sum, second) = shifted.addingReportingOverflow(negative ? -digit : digit)
            overflow = overflow || first || second
            number = sum
        }
        guard !overflow else { throw StorageError.refused("column \"\(column)\" is beyond 64 bits") }
        return number
    }
}
