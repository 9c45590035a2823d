/// Numbers texts by their bytes, without making a string of each: 0 for the first one added, and so on.
struct ByteTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    /// Slot by slot, a text's number and one, or 0; the number of slots is a power of two.
    private var slots = [Int32](repeating: 0, count: 64)

    var count: Int { ends.count - 1 }

    /// The number of a text, or nil.
    func number(of text: UnsafeBufferPointer<UInt8>) -> Int32? {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot] - 1)
            if isText(number, text) { return Int32(number) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The number of a text, which gets the next one when it is new.
    mutating func add(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { text in
            if let known = number(of: text) { return known }
            bytes.append(contentsOf: text)
            ends.append(bytes.count)
            if ends.count * 2 > slots.count { grow() } else { place(count - 1) }
            return Int32(count - 1)
        }
    }

    private func isText(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = ends[number]
        guard ends[number + 1] - start == text.count else { return false }
        for index in 0..<text.count where bytes[start + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 4)
        for number in 0..<count { place(number) }
    }

    private mutating func place(_ number: Int) {
        var slot = bytes.withUnsafeBufferPointer { Self.hash(UnsafeBufferPointer(rebasing: $0[ends[number]..<ends[number + 1]])) }
            & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number + 1)
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
