import Acts
import Figures
import Storage

/// Rows of a table before they are recorded: which would be taken, and why others would not. It changes nothing; recording them
/// checks all of it again.
public struct RowPreview: Sendable, Equatable {
    /// One row.
    public struct Line: Sendable, Equatable {
        /// Counts the rows of the table from 1.
        public let number: Int
        /// What it holds, as read.
        public let entry: RegisterEntry
        /// Why it is refused; nil for a row that would be taken.
        public let failure: Failure?
        /// Whether the unit's register, or an earlier row of the table, holds the same already: two events may be alike, one sent
        /// twice is too.
        public let isRepeated: Bool
    }

    /// The period of the first row whose day can be read: the others must lie in it too. Nil where there is none.
    public let period: Period?
    /// All rows in their order.
    public let lines: [Line]

    /// The rows that would be taken.
    public var accepted: [RegisterEntry] { lines.filter { $0.failure == nil }.map(\.entry) }

    /// Looks through rows of a unit, on a day. Throws for what cannot be read at all; the faults of a row stand in its line.
    public init(
        _ entries: [RegisterEntry], register: RegisterDefinition, unit: String, today: Day, in tables: any Connection
    ) throws {
        let period = entries.lazy.compactMap { try? Day($0.date) }.first.map { Period(register.frequency, holding: $0) }
        self.period = period
        var known: Set<RegisterEntry> = []
        if let period {
            let filter = RegisterBook.Filter(unit: unit, first: "\(period.first)", last: "\(period.last)")
            for row in try RegisterBook.current(of: register.code, filter, limit: 100_000, in: tables) {
                known.insert(RegisterEntry(date: row.date, cells: row.cells))
            }
        }
        let memory = ActMemory()
        var lines: [Line] = []
        for (index, entry) in entries.enumerated() {
            var refusal: Failure?
            do {
                // Without a period no day can be read; then the row's own is what is wrong with it.
                let span = try period ?? Period(register.frequency, holding: Codes.day(entry.date, field: "date"))
                try RegisterRules.check(
                    entry, register, unit: unit, span: span, today: today, memory: memory, in: tables)
            } catch let failure as Failure {
                refusal = failure
            }
            lines.append(
                Line(number: index + 1, entry: entry, failure: refusal, isRepeated: !known.insert(entry).inserted))
        }
        self.lines = lines
    }
}
