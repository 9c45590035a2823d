/// Base64 of RFC 4648 section 4, canonical form only: one text for one byte string, so nothing can be respelled.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// The padded form.
    public static func encode(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { encode($0) } }

    /// The padded form.
    public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        let count = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: count) { target in
            write(bytes, to: target)
            return count
        }
    }

    /// Writes the padded form into `target`, which has room for it.
    static func write(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<UInt8>) {
        var out = 0
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let second = left > 1 ? bytes[index + 1] : 0
            let third = left > 2 ? bytes[index + 2] : 0
            let group = UInt32(bytes[index]) << 16 | UInt32(second) << 8 | UInt32(third)
            target[out] = alphabet[Int(group >> 18)]
            target[out + 1] = alphabet[Int(group >> 12 & 63)]
            target[out + 2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
            target[out + 3] = left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
            out += 4
            index += 3
        }
    }

    /// The bytes, or nil where the text is not the canonical form (padding, spare bits, spaces, other alphabets).
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let characters = Array(text)
        guard characters.count % 4 == 0 else { return nil }
        var padding = 0
        if characters.last == UInt8(ascii: "=") {
            padding = characters[characters.count - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var group: UInt32 = 0
        for index in 0..<(characters.count - padding) {
            let value = values[Int(characters[index])]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            if index % 4 == 3 {
                bytes.append(UInt8(truncatingIfNeeded: group >> 16))
                bytes.append(UInt8(truncatingIfNeeded: group >> 8))
                bytes.append(UInt8(truncatingIfNeeded: group))
                group = 0
            }
        }
        // Spare bits must be zero, or one byte string would have several spellings.
        if padding == 1 {
            guard group & 3 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 10))
            bytes.append(UInt8(truncatingIfNeeded: group >> 2))
        } else if padding == 2 {
            guard group & 15 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 4))
        }
        return bytes
    }
}
