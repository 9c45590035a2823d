import Institution
import Storage
import Synchronization

/// Keeps who owes what in the years asked for, as of the latest state of the ledger and day: the pages of a year, of its returns,
/// checks and reviews all begin with it, and for 2,000 units it is 20,000 lines. After an act that concerns one unit only that unit's
/// lines are made anew.
final class DutyShelf: Sendable {
    private struct Held {
        let size: Int64
        let day: String
        let duties: [Duty]
    }

    private let held = Mutex<[Int: Held]>([:])

    /// The duties of a year on the day, as ``DutyRegister/duties(year:on:unit:in:)`` gives them; `size` is the ledger's in this reading.
    func duties(_ year: Int, size: Int64, day: String, in tables: any Connection) throws -> [Duty] {
        // Under the lock: whoever asks at the same moment waits for the first instead of working out the same.
        try held.withLock { held in
            let known = held[year].flatMap { $0.day == day && $0.size <= size ? $0 : nil }
            if let known, known.size == size { return known.duties }
            let renewed = try known.flatMap { try DutyRegister.duties(year: year, on: day, from: $0.duties, of: $0.size, in: tables) }
            let fresh = try renewed ?? DutyRegister.duties(year: year, on: day, in: tables)
            // A reading that began before the latest act does not push out what came after it.
            if (held[year]?.size ?? -1) <= size { held[year] = Held(size: size, day: day, duties: fresh) }
            return fresh
        }
    }
}

extension Desk {
    /// Who owes what in a year, today.
    func duties(_ year: Int) throws -> [Duty] {
        try dutyShelf.duties(year, size: registers.size, day: registers.day, in: tables)
    }
}
