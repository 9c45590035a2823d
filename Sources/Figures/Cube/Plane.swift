import Glibc

/// Numbers that never change once made, at an address of their own, so that millions of look-ups cost no reference counting.
final class Plane<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// The first number; valid as long as the plane is held.
    let start: UnsafePointer<Element>
    let count: Int

    /// From so many bytes on, memory is asked for in large pages: random reading of it is then not slowed by looking up pages.
    private static var largePage: Int { 2 << 20 }

    /// Memory for `count` numbers, all of which `fill` must write.
    init(count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) {
        var bytes = max(1, count) * MemoryLayout<Element>.stride
        let isLarge = bytes >= Self.largePage
        // A rest of half a page or more gets a whole one.
        if isLarge, bytes % Self.largePage >= Self.largePage / 2 { bytes = (bytes / Self.largePage + 1) * Self.largePage }
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: bytes, alignment: isLarge ? Self.largePage : MemoryLayout<Element>.alignment)
        // A wish: without it everything works the same.
        if isLarge { madvise(raw, bytes, Int32(MADV_HUGEPAGE)) }
        let memory = raw.bindMemory(to: Element.self, capacity: max(1, count))
        fill(memory)
        start = UnsafePointer(memory)
        self.count = count
    }

    /// A copy of a list.
    convenience init(_ list: [Element]) {
        self.init(count: list.count) { memory in
            for (index, number) in list.enumerated() { memory[index] = number }
        }
    }

    deinit { UnsafeMutablePointer(mutating: start).deallocate() }

    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "outside the plane")
        return start[index]
    }
}

/// Running sums at one corner: everything in the rows and periods before it. What four look-ups need lies side by side.
struct Corner: BitwiseCopyable, Sendable {
    /// The official values; wraps, which is true whenever the difference itself fits.
    var value: Int64 = 0
    /// Unit-periods with a value.
    var reported: Int32 = 0
    /// Of those, the ones nobody expected.
    var unexpected: Int32 = 0

    static func + (left: Corner, right: Corner) -> Corner {
        Corner(
            value: left.value &+ right.value, reported: left.reported &+ right.reported,
            unexpected: left.unexpected &+ right.unexpected)
    }

    static func - (left: Corner, right: Corner) -> Corner {
        Corner(
            value: left.value &- right.value, reported: left.reported &- right.reported,
            unexpected: left.unexpected &- right.unexpected)
    }
}
