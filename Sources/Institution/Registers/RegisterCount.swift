import Acts
import Figures
import Storage

/// What an act does to the rows of one unit and one period.
public enum RegisterChange: Sendable, Hashable {
    /// New rows.
    case record([RegisterEntry])
    /// Other content for the row of a code.
    case correct(String, RegisterEntry)
    /// The row of a code no longer counts.
    case strike(String)
    /// There was no event for these indicators.
    case nothing([String])
}

/// Makes figures of rows: the one place where it is decided what a register counts.
public enum RegisterCount {
    /// The figures of a unit and period that a change of the rows changes, in a fixed order. An act's figures must be these.
    ///
    /// Recounted are the indicators whose rows change, from the rows that count for them and no others, and those whose rules
    /// changed since the register was first declared. An indicator of which the period never held a row is not touched: the
    /// register says nothing of it. Where all rows of a figure were struck it is 0; a cell of another breakdown than the present
    /// one is then in the new cells (status K).
    public static func values(
        _ change: RegisterChange, register: RegisterDefinition, unit: String, period: String, source: String?,
        in tables: any Connection
    ) throws -> [ReturnedValue] {
        let span = try ReturnRules.period(period)
        let (replaced, added) = try moved(change, register, unit: unit, span: span, in: tables)
        let cells = added.map(\.cells) + (replaced.map { [$0.cells] } ?? [])
        var touched = Set(register.feeds.filter { feed in cells.contains(where: feed.takes) }.map(\.indicator))
        if case .nothing(let indicators) = change { touched.formUnion(indicators) }
        let rewritten = try RegisterBook.rewritten(register, in: tables)
        let concerned = register.indicators.filter { touched.contains($0) || rewritten.contains($0) }
        guard !concerned.isEmpty else { return [] }
        let rows =
            try RegisterBook.counted(
                register.feeds.filter { concerned.contains($0.indicator) }, of: register.code, unit: unit, period: span,
                withPast: !rewritten.isEmpty, in: tables
            ).map { CountedRow(code: $0.code, cells: $0.cells, counts: $0.counts && $0.code != replaced?.code) }
            + added.map { CountedRow(code: "", cells: $0.cells, counts: true) }
        touched.formUnion(try RegisterBook.nothing(of: register.code, unit: unit, period: period, in: tables))
        let current = try ReturnBook.current(unit: unit, period: period, asOf: nil, in: tables)
        // What a unit with others below it records is its own share of the figure.
        let scope: Scope? = try UnitBook.hasChildren(unit, in: tables) ? .own : nil
        var changed: [ReturnedValue] = []
        for code in concerned {
            guard let indicator = try IndicatorBook.indicator(code, in: tables) else {
                throw Failure(.unknownIndicator, ["indicator": code])
            }
            guard let figure = try figure(of: indicator, rows: rows, register, isTouched: touched.contains(code)) else {
                continue
            }
            let inForce = current.filter { $0.value.indicator == code && $0.value.scope != .total }.map(\.value)
            changed += try differences(figure, inForce, indicator, scope, source)
        }
        return changed
    }

    /// A figure as its rows make it.
    public struct Figure: Sendable, Hashable {
        /// By cell, the undivided figure under the empty text: mantissas at the indicator's decimals.
        public var cells: [String: Int64]
        /// The keys of the breakdowns in force, each set in order.
        public var keys: Set<[String]>
    }

    /// The figure that rows make; nil where it is not touched and none of the rows ever was of it.
    static func figure(
        of indicator: Indicator, rows: [CountedRow], _ register: RegisterDefinition, isTouched: Bool
    ) throws -> Figure? {
        var isTouched = isTouched
        var figure = Figure(cells: ["": 0], keys: [])
        for feed in register.feeds where feed.indicator == indicator.code {
            let keys = try cellKeys(of: feed, register)
            if !keys.isEmpty { figure.keys.insert(keys) }
            for row in rows where feed.takes(row.cells) {
                isTouched = true
                guard row.counts else { continue }
                for (cell, amount) in try amounts(of: row.cells, feed, register, indicator) {
                    for place in cell.isEmpty ? [""] : ["", cell] {
                        let (sum, over) = figure.cells[place, default: 0].addingReportingOverflow(amount)
                        guard !over else { throw Failure(.overflow, ["indicator": indicator.code, "value": "–"]) }
                        figure.cells[place] = sum
                    }
                }
            }
        }
        return isTouched ? figure : nil
    }

    /// What a row adds to each cell; the empty cell where the rule has no breakdown.
    public static func amounts(
        of cells: [String: String], _ feed: FeedingRule, _ register: RegisterDefinition, _ indicator: Indicator
    ) throws -> [(cell: String, amount: Int64)] {
        let parts = feed.breakdowns.map { column in
            "\(register.column(column)?.dimension ?? column)=\(cells[column] ?? CodeList.unstated)"
        }
        guard let adds = feed.adds, let column = register.column(adds) else {
            return [(try cell(parts), try scaled(1, indicator))]
        }
        // A row that leaves out what is added adds nothing.
        guard let text = cells[adds] else { return [] }
        guard column.kind == .histogram else {
            let measure = column.measureColumn.flatMap { cells[$0] } ?? column.measures?.first ?? ""
            return [(try cell(parts), try converted(text, measure, register, indicator))]
        }
        let bounds = column.bounds ?? []
        let counts = try counts(text, of: column)
        return try zip(Histogram.labels(of: bounds), counts).filter { $0.1 > 0 }.map { label, count in
            (try cell(parts + ["\(adds)=\(label)"]), try scaled(count, indicator))
        }
    }

    /// The counts of a histogram's cell; throws `cellMalformed`.
    static func counts(_ text: String, of column: RegisterColumn) throws -> [Int64] {
        let refused = Failure(.cellMalformed, ["column": column.code, "value": String(text.prefix(80))])
        let counts = text.split(separator: ";", omittingEmptySubsequences: false).map { Int64($0) }
        // Int64 also reads "+1" and "007": what is stored is what is written back.
        guard counts.allSatisfy({ $0 != nil }), counts.compactMap({ $0 }).map(String.init).joined(separator: ";") == text,
            let histogram = try? Histogram(bounds: column.bounds ?? [], counts: counts.compactMap { $0 })
        else { throw refused }
        return histogram.counts
    }

    /// A quantity in the indicator's measure and decimals, exactly; throws `conversionInexact` where that is not possible.
    static func converted(
        _ text: String, _ measure: String, _ register: RegisterDefinition, _ indicator: Indicator
    ) throws -> Int64 {
        let refused = Failure(
            .conversionInexact,
            [
                "value": String(text.prefix(40)), "measure": measure, "target": indicator.unitOfMeasure,
                "indicator": indicator.code,
                "decimals": "\(indicator.decimals)",
            ])
        let quantity = try Required.decimal(text)
        guard let factor = register.factor(from: measure, to: indicator.unitOfMeasure) else { throw refused }
        func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { result, _ in result * 10 } }
        let (first, over) = Int128(quantity.mantissa).multipliedReportingOverflow(by: Int128(factor.numerator))
        let (top, overAgain) = first.multipliedReportingOverflow(by: power(indicator.decimals))
        let (bottom, overBelow) = Int128(factor.denominator).multipliedReportingOverflow(by: power(quantity.decimals))
        guard !over, !overAgain, !overBelow else { throw Failure(.overflow, ["indicator": indicator.code, "value": text]) }
        let (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
        guard rest == 0 else { throw refused }
        guard let mantissa = Int64(exactly: quotient) else {
            throw Failure(.overflow, ["indicator": indicator.code, "value": text])
        }
        return mantissa
    }

    private static func scaled(_ count: Int64, _ indicator: Indicator) throws -> Int64 {
        do { return try ExactDecimal(mantissa: count, decimals: 0).rescaled(to: indicator.decimals).mantissa } catch {
            throw Failure(.overflow, ["indicator": indicator.code, "value": "\(count)"])
        }
    }

    private static func cell(_ parts: [String]) throws -> String {
        parts.isEmpty ? "" : try ReturnRules.breakdown(parts.joined(separator: ";"))
    }

    private static func cellKeys(of feed: FeedingRule, _ register: RegisterDefinition) throws -> [String] {
        var keys = feed.breakdowns.map { register.column($0)?.dimension ?? $0 }
        if let adds = feed.adds, register.column(adds)?.kind == .histogram { keys.append(adds) }
        return keys.sorted()
    }
}

/// A row as counting sees it.
struct CountedRow: Sendable, Hashable {
    let code: String
    let cells: [String: String]
    let counts: Bool
}

extension RegisterCount {
    /// What a change takes out of the rows that count, and what it puts there; throws `unknownRow`.
    private static func moved(
        _ change: RegisterChange, _ register: RegisterDefinition, unit: String, span: Period, in tables: any Connection
    ) throws -> (replaced: RegisterRow?, added: [RegisterEntry]) {
        func row(_ code: String) throws -> RegisterRow {
            try RegisterRow.counting(code, register: register.code, unit: unit, span: span, in: tables)
        }
        switch change {
        case .record(let entries): return (nil, entries)
        case .correct(let code, let entry): return (try row(code), [entry])
        case .strike(let code): return (try row(code), [])
        case .nothing: return (nil, [])
        }
    }

    /// The cells that differ from those in force.
    private static func differences(
        _ figure: Figure, _ inForce: [ReturnedValue], _ indicator: Indicator, _ scope: Scope?, _ source: String?
    ) throws -> [ReturnedValue] {
        var known: [String: ReturnedValue] = [:]
        for value in inForce { known[value.breakdown ?? ""] = value }
        func value(_ cell: String, _ text: String?, _ status: ObservationStatus?) -> ReturnedValue {
            ReturnedValue(
                indicator: indicator.code, breakdown: cell.isEmpty ? nil : cell, value: text, status: status, source: source,
                scope: scope)
        }
        var changed: [ReturnedValue] = []
        for cell in Set(figure.cells.keys).union(known.keys).sorted() {
            let old = known[cell]
            if let mantissa = figure.cells[cell] {
                let text = ExactDecimal(mantissa: mantissa, decimals: indicator.decimals).description
                if try !isSame(old, text, scope, indicator) { changed.append(value(cell, text, nil)) }
            } else if figure.keys.contains(try Breakdown(cell).keys) {
                let zero = ExactDecimal(mantissa: 0, decimals: indicator.decimals).description
                if try !isSame(old, zero, scope, indicator) { changed.append(value(cell, zero, nil)) }
            } else if old?.value != nil {
                changed.append(value(cell, nil, .includedElsewhere))
            }
        }
        return changed
    }

    /// Whether the figure in force says the same: an exact, ordinary value.
    private static func isSame(_ old: ReturnedValue?, _ text: String, _ scope: Scope?, _ indicator: Indicator) throws -> Bool {
        guard let old, let given = old.value, old.scope ?? .plain == scope ?? .plain,
            old.status ?? .normal == .normal, old.precision ?? .exact == .exact
        else { return false }
        return try ReturnRules.decimal(given, indicator: indicator) == ReturnRules.decimal(text, indicator: indicator)
    }
}
