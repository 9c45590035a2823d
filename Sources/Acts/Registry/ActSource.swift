import Foundation

/// Many acts that stand or fall together and are only made when their turn comes: a file of ten million figures is never in memory as
/// acts, bodies and hashes at once.
public struct ActSource: Sendable {
    /// How many acts there are.
    public let count: Int
    let make: @Sendable (Range<Int>) throws -> [any Act]

    /// `make` gives the acts of some places; it is called on several threads, for each place once.
    public init(count: Int, make: @escaping @Sendable (Range<Int>) throws -> [any Act]) {
        self.count = count
        self.make = make
    }
}

/// Prepares the acts of a source ahead of the writer, on two threads: hashing goes on while what is prepared is written.
final class ActPipeline: @unchecked Sendable {
    private static let slice = 128
    /// So many slices may wait for the writer.
    private static let ahead = 8

    private let source: ActSource
    private let by: Signatory
    private let condition = NSCondition()
    // All under the condition's lock.
    private var ready: [Int: Result<[PreparedAct], any Error>] = [:]
    private var begun = 0
    private var taken = 0
    private var isStopped = false

    init(_ source: ActSource, by: Signatory) {
        (self.source, self.by) = (source, by)
        for _ in 0..<2 { Thread.detachNewThread { [self] in work() } }
    }

    private var slices: Int { (source.count + Self.slice - 1) / Self.slice }

    /// The acts that come next, or nil after the last.
    func next() throws -> [PreparedAct]? {
        condition.lock()
        defer { condition.unlock() }
        guard taken < slices else { return nil }
        while ready[taken] == nil { condition.wait() }
        let result = ready.removeValue(forKey: taken)
        taken += 1
        condition.broadcast()
        return try result?.get()
    }

    /// Lets the threads end, whatever is left.
    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func work() {
        while let slice = begin() {
            let range = (slice * Self.slice)..<min(source.count, (slice + 1) * Self.slice)
            let result = Result { try source.make(range).map { try PreparedAct($0, by: by, idempotencyKey: nil) } }
            condition.lock()
            ready[slice] = result
            condition.broadcast()
            condition.unlock()
        }
    }

    /// The next slice to make, or nil when there is none.
    private func begin() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while !isStopped, begun < slices, begun - taken >= Self.ahead { condition.wait() }
        guard !isStopped, begun < slices else { return nil }
        begun += 1
        return begun - 1
    }
}
