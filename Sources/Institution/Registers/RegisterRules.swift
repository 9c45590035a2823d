import Acts
import Figures
import Storage

/// What rows must fulfil, what an act's figures must be, and which returns a register closes.
enum RegisterRules {
    /// The form of a row under a register, on the day of the act. Throws what ``check(_:_:unit:span:today:memory:in:)`` throws.
    static func check(
        _ entry: RegisterEntry, _ register: RegisterDefinition, unit: String, span: Period, in context: ActContext
    ) throws {
        try check(
            entry, register, unit: unit, span: span, today: context.record.time.day, memory: context.memory, in: context.tables)
    }

    /// The form of a row under a register, on a day. Throws `rowOutsidePeriod`, `futurePeriod`, `unitNotOpen`, `cellMissing`,
    /// `cellMalformed`, `codeNotInForce` or `conversionInexact`.
    static func check(
        _ entry: RegisterEntry, _ register: RegisterDefinition, unit: String, span: Period, today: Day, memory: ActMemory,
        in tables: any Connection
    ) throws {
        let day = try Codes.day(entry.date, field: "date")
        guard span.contains(day) else {
            throw Failure(.rowOutsidePeriod, ["date": entry.date, "period": "\(span)", "register": register.code])
        }
        guard day <= today else { throw Failure(.futurePeriod, ["period": entry.date]) }
        _ = try memory.remembered("open/\(unit)/\(entry.date)") { try UnitBook.open(unit, on: entry.date, in: tables) }
        for (name, text) in entry.cells.sorted(by: { $0.key < $1.key }) {
            guard let column = register.column(name), !text.isEmpty, text.utf8.count <= 400 else {
                throw Failure(.cellMalformed, ["column": String(name.prefix(64)), "value": String(text.prefix(80))])
            }
            try check(text, column, day: day, memory, tables)
        }
        for column in register.columns where column.isRequired && entry.cells[column.code] == nil {
            throw Failure(.cellMissing, ["column": column.code, "date": entry.date])
        }
        for feed in register.feeds where feed.takes(entry.cells) {
            let indicator = try memory.remembered("indicator/\(feed.indicator)") {
                try IndicatorBook.indicator(feed.indicator, in: tables)
            }
            guard let indicator else { throw Failure(.unknownIndicator, ["indicator": feed.indicator]) }
            _ = try RegisterCount.amounts(of: entry.cells, feed, register, indicator)
        }
    }

    private static func check(
        _ text: String, _ column: RegisterColumn, day: Day, _ memory: ActMemory, _ tables: any Connection
    ) throws {
        let refused = Failure(.cellMalformed, ["column": column.code, "value": String(text.prefix(80))])
        switch column.kind {
        case .code:
            guard text != CodeList.unstated else { return }
            let list = try memory.dimension(column.dimension ?? "", in: tables)
            try DimensionRules.check(text, of: list, span: Period(.day, holding: day))
        case .quantity:
            let number = try Required.decimal(text)
            guard number.mantissa >= 0, number.decimals <= column.decimals ?? 0 else { throw refused }
        case .measure: guard column.measures?.contains(text) == true else { throw refused }
        case .histogram: _ = try RegisterCount.counts(text, of: column)
        case .day: _ = try Codes.day(text, field: column.code)
        case .unit: try Required.unit(text, in: tables)
        }
    }

    /// The period is one of the register's rhythm; throws `malformedPeriod` or `wrongFrequency`.
    static func span(_ period: String, _ register: RegisterDefinition) throws -> Period {
        let span = try ReturnRules.period(period)
        guard span.frequency == register.frequency else {
            throw Failure(
                .wrongFrequency, ["indicator": register.code, "period": period, "frequency": register.frequency.rawValue])
        }
        return span
    }

    /// A correction or strike says why.
    static func check(reason: String) throws {
        guard !reason.unicodeScalars.allSatisfy(\.properties.isWhitespace), reason.count <= 2_000 else {
            throw Failure(.missingText, ["field": "reason", "language": "–"])
        }
        guard !reason.utf8.contains(0) else { throw Failure(.malformedValue, ["field": "reason", "value": "NUL"]) }
    }

    /// What every act on rows must fulfil once its rows are good: its figures are the recount, and they keep the rules of
    /// figures.
    static func checkFigures(
        of act: any CountedAct, _ register: RegisterDefinition, reason: String?, in context: ActContext
    ) throws {
        let counted = try RegisterCount.values(
            act.change, register: register, unit: act.unit, period: act.period, source: act.source, in: context.tables)
        guard counted == act.values else {
            throw Failure(.countDiffers, ["register": register.code, "unit": act.unit, "period": act.period])
        }
        guard !counted.isEmpty else { return }
        try SubmitReturn(unit: act.unit, period: act.period, reason: reason, values: counted).check(in: context)
    }

    /// Keeps the figures of an act on rows as a return's.
    static func projectFigures(of act: any FigureAct, reason: String?, in context: ActContext) throws {
        guard !act.values.isEmpty else { return }
        try SubmitReturn(unit: act.unit, period: act.period, reason: reason, values: act.values).project(in: context)
    }

    /// What registers and code lists require of a return: a figure that rows make is corrected in its rows
    /// (`figureFromRegister`).
    static func check(_ act: SubmitReturn, span: Period, in context: ActContext) throws {
        try DimensionRules.check(act, span: span, in: context)
        // The figures of acts on rows come through here as well: they are the recount itself.
        guard context.record.kind == SubmitReturn.kind else { return }
        let fed = try context.memory.remembered("registers by indicator") {
            var fed: [String: RegisterDefinition] = [:]
            for register in try RegisterBook.all(in: context.tables) {
                for indicator in register.definition.indicators { fed[indicator] = register.definition }
            }
            return fed
        }
        guard !fed.isEmpty else { return }
        for value in act.values where value.scope != .total {
            guard let register = fed[value.indicator],
                try isCounted(value.indicator, register, unit: act.unit, period: act.period, span, in: context.tables)
            else { continue }
            throw Failure(
                .figureFromRegister,
                ["indicator": value.indicator, "unit": act.unit, "period": act.period, "register": register.code])
        }
    }

    /// Whether rows make the figure of a unit and period.
    static func isCounted(
        _ indicator: String, _ register: RegisterDefinition, unit: String, period: String, _ span: Period,
        in tables: any Connection
    ) throws -> Bool {
        let feeds = register.feeds.filter { $0.indicator == indicator }
        if try RegisterBook.holds(feeds, of: register.code, unit: unit, period: span, withPast: true, in: tables) { return true }
        return try RegisterBook.nothing(of: register.code, unit: unit, period: period, in: tables).contains(indicator)
    }
}
