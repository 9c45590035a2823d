/// What the checks of one transaction have read already: definitions, units. Forgotten whenever such a row changes or an act fails.
public final class ActMemory {
    private var values: [String: Any] = [:]

    /// An empty memory.
    public init() {}

    /// The remembered value, or the one that `read` gives, which is then remembered.
    public func remembered<Value>(_ key: String, _ read: () throws -> Value) rethrows -> Value {
        // Two steps: with an optional `Value`, casting the dictionary's own nil would pass for a remembered nil.
        if let stored = values[key], let known = stored as? Value { return known }
        let value = try read()
        values[key] = value
        return value
    }

    /// How many values it holds.
    var count: Int { values.count + signatories.count }

    /// Forgets one value: the act just projected has changed it.
    public func forget(_ key: String) {
        if !values.isEmpty { values[key] = nil }
    }

    /// Forgets everything.
    public func clear() {
        values.removeAll(keepingCapacity: true)
        signatories.removeAll(keepingCapacity: true)
    }

    private struct Holder: Hashable {
        let official, post: String
        let day: Int64
    }
    private var signatories: [Holder: Signatory] = [:]

    /// The signatory that an official is through a post on the day of a moment: asked for with every act, so found without text.
    func signatory(
        _ official: String, _ post: String, at time: Timestamp, _ resolve: () throws -> Signatory
    ) rethrows -> Signatory {
        let holder = Holder(official: official, post: post, day: time.milliseconds / 86_400_000)
        if let known = signatories[holder] { return known }
        let found = try resolve()
        signatories[holder] = found
        return found
    }
}

/// A memory that outlives its transaction: checks of thousands of small transactions a second read the same units and posts. It is good
/// as long as the ledger ends where it ended when it was kept (no other process wrote), on the same day, and nothing failed meanwhile.
///
/// Touched by one write transaction at a time, and by the registrar between them.
final class KeptMemory: @unchecked Sendable {
    /// So many values are enough for the largest institutions; beyond, it begins anew.
    private static let most = 400_000

    private var memory = ActMemory()
    private var size: UInt64?
    private var day: Int64 = -1

    /// The memory for a transaction that begins at this size, at this moment.
    func memory(at size: UInt64, _ time: Timestamp) -> ActMemory {
        let day = time.milliseconds / 86_400_000
        if self.size != size || self.day != day || memory.count > Self.most { memory = ActMemory() }
        // Until the transaction is durable, nothing in it may be believed by another one.
        (self.size, self.day) = (nil, day)
        return memory
    }

    /// Keeps what the transaction read, which ended the ledger at this size.
    func keep(at size: UInt64) { self.size = size }
}
