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
    public func clear() { values.removeAll(keepingCapacity: true) }
}
