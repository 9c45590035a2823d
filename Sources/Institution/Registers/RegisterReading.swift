import Acts
import Figures
import Storage

/// Reads what rows have become in the cube, for any unit with all below it and any span.
public enum RegisterReading {
    /// The merged histogram of an indicator that a histogram's column feeds; nil where nothing was reported by classes. With
    /// `cell`, of that cell of another breakdown only, such as `service=cnie`.
    public static func histogram(
        _ column: RegisterColumn, indicator: String, unit: String, span: Period, tree: TreeView = .then, cell: String = "",
        cube: Cube
    ) throws -> Histogram? {
        guard let bounds = column.bounds, let rule = cube.indicator(indicator) else { return nil }
        var counts: [Int64] = []
        var isReported = false
        for label in Histogram.labels(of: bounds) {
            let text = (cell.isEmpty ? "" : cell + ";") + "\(column.code)=\(label)"
            let question = Question(
                indicator: indicator, unit: unit, span: span, tree: tree, breakdown: try Breakdown(ReturnRules.breakdown(text)))
            let value: ExactDecimal?
            do { value = try cube.answer(question).value } catch {
                throw Failure(.unknownUnit, ["unit": String(unit.prefix(64))])
            }
            isReported = isReported || value != nil
            guard let count = try? (value ?? .zero).rescaled(to: 0) else {
                throw Failure(.overflow, ["indicator": rule.code, "value": value?.description ?? "–"])
            }
            counts.append(count.mantissa)
        }
        guard isReported else { return nil }
        return try? Histogram(bounds: bounds, counts: counts)
    }

    /// One row with what it adds to a figure.
    public struct Contribution: Sendable, Hashable {
        /// The row, in its last version.
        public let row: RegisterRow
        /// What it adds, at the indicator's decimals.
        public let amount: ExactDecimal
    }

    /// The rows that make a unit's figure of a period, by day, each with what it adds: the proof of a count. `cell` is a cell of
    /// the breakdown, or empty.
    public static func contributions(
        to indicator: Indicator, cell: String = "", of unit: String, period: Period, register: RegisterDefinition,
        in tables: any Connection
    ) throws -> [Contribution] {
        let wanted = try Breakdown(cell.isEmpty ? "" : ReturnRules.breakdown(cell))
        let feeds = register.feeds.filter { $0.indicator == indicator.code }
        return try RegisterBook.counting(feeds, of: register.code, unit: unit, period: period, in: tables).compactMap { row in
            var sum: Int64 = 0
            var isOfIt = false
            for feed in feeds where feed.takes(row.cells) {
                for (place, amount) in try RegisterCount.amounts(of: row.cells, feed, register, indicator)
                where try wanted.covers(Breakdown(place)) {
                    isOfIt = true
                    sum += amount
                }
            }
            return isOfIt ? Contribution(row: row, amount: ExactDecimal(mantissa: sum, decimals: indicator.decimals)) : nil
        }
    }
}
