import Institution
import Storage
import Synchronization

/// Keeps who owes what in the years last asked for, as of the latest state of the ledger and day: the pages of a year, of its returns,
/// checks and reviews all begin with it, and for 2,000 units it is 20,000 lines. The next act makes it anew.
final class DutyShelf: Sendable {
    private struct State: Equatable {
        let size: Int64
        let day: String
    }

    private struct Held {
        var state = State(size: -1, day: "")
        var years: [Int: [Duty]] = [:]
    }

    private let held = Mutex(Held())

    /// The duties of a year on the day, as ``DutyRegister/duties(year:on:unit:in:)`` gives them; `size` is the ledger's in this reading.
    func duties(_ year: Int, size: Int64, day: String, in tables: any Connection) throws -> [Duty] {
        let state = State(size: size, day: day)
        if let known = held.withLock({ $0.state == state ? $0.years[year] : nil }) { return known }
        let fresh = try DutyRegister.duties(year: year, on: day, in: tables)
        held.withLock { held in
            // A reading that began before the latest act does not push out what came after it.
            guard state.size >= held.state.size else { return }
            if held.state != state { held = Held(state: state) }
            held.years[year] = fresh
        }
        return fresh
    }
}

extension Desk {
    /// Who owes what in a year, today.
    func duties(_ year: Int) throws -> [Duty] {
        try dutyShelf.duties(year, size: registers.size, day: registers.day, in: tables)
    }
}
