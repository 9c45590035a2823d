import Acts
import Institution
import Storage
import Synchronization

/// Keeps the figures in force of the unit-periods read last, so that a series does not decode the same returns at every view.
final class RevisionShelf: Sendable {
    private struct Held {
        var size: Int64 = -1
        var lists: [String: [Revision]] = [:]
    }

    /// Beyond this many unit-periods the shelf begins anew.
    private static let largest = 2_000

    private let held = Mutex(Held())

    /// The figures of a unit and period in force, as of a ledger of `size` entries.
    func current(unit: String, period: String, size: Int64, in tables: any Connection) throws -> [Revision] {
        let key = "\(unit)/\(period)"
        if let known = held.withLock({ $0.size == size ? $0.lists[key] : nil }) { return known }
        let fresh = try ReturnBook.current(unit: unit, period: period, asOf: nil, in: tables)
        held.withLock { held in
            if held.size > size { return }
            if held.size < size || held.lists.count >= Self.largest { held = Held(size: size) }
            held.lists[key] = fresh
        }
        return fresh
    }
}
