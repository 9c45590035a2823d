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
