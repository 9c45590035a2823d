import Acts
import Figures
import Storage

/// What a figure must fulfil to be accepted.
enum ReturnRules {
    /// The period of a text; throws `malformedPeriod`.
    static func period(_ text: String) throws -> Period {
        do { return try Period(text) } catch {
            throw Failure(.malformedPeriod, ["period": String(text.prefix(40))])
        }
    }

    /// The indicator of a code; throws `unknownIndicator`.
    static func indicator(_ code: String, in context: ActContext) throws -> Indicator {
        guard let indicator = try context.memory.remembered("indicator/\(code)", {
            try IndicatorBook.indicator(code, in: context.tables)
        }) else {
            throw Failure(.unknownIndicator, ["indicator": code])
        }
        return indicator
    }

    /// The rules of one figure against its indicator.
    static func check(_ value: ReturnedValue, indicator: Indicator, span: Period, in context: ActContext) throws {
        try check(value, indicator: indicator, span: span)
        if let asOf = value.asOf {
            guard let time = Timestamp(asOf) else { throw Failure(.malformedTime, ["value": String(asOf.prefix(40))]) }
            guard time <= context.record.time else { throw Failure(.futurePeriod, ["period": asOf]) }
        }
    }

    /// The rules that need no table.
    static func check(_ value: ReturnedValue, indicator: Indicator, span: Period) throws {
        guard !indicator.isRatio else { throw Failure(.computedIndicator, ["indicator": indicator.code]) }
        if let frequency = span.frequency, frequency != indicator.frequency {
            throw Failure(
                .wrongFrequency,
                ["indicator": indicator.code, "period": "\(span)", "frequency": indicator.frequency.rawValue])
        }
        let missing = value.status?.meansMissing ?? false
        guard (value.value == nil) == missing else {
            throw Failure(.statusWithoutValue, ["indicator": indicator.code, "status": value.status?.rawValue ?? "A"])
        }
        if let text = value.value { _ = try decimal(text, indicator: indicator) }
        if let text = value.breakdown, !Breakdown.isPlainlyCanonical(text), try text.isEmpty || breakdown(text) != text {
            throw Failure(.malformedBreakdown, ["value": String(text.prefix(80))])
        }
    }

    /// The place of the first figure that stands in the list already; nil where each stands once.
    static func duplicate(in values: [ReturnedValue]) -> Int? {
        // Most lists are told apart by a short hash of their figures; only where two agree are the texts compared.
        var marks = values.map { value in
            var mark: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in value.indicator.utf8 { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01B3 }
            mark = (mark ^ 0xFF) &* 0x100_0000_01B3
            for byte in (value.breakdown ?? "").utf8 { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return mark
        }
        marks.sort()
        guard zip(marks, marks.dropFirst()).contains(where: ==) else { return nil }
        var seen: Set<[String]> = []
        return values.firstIndex { !seen.insert([$0.indicator, $0.breakdown ?? ""]).inserted }
    }

    /// The exact value at the indicator's decimals; throws `notANumber`, `tooManyDecimals`, `overflow`.
    static func decimal(_ text: String, indicator: Indicator) throws -> ExactDecimal {
        // Only a refusal needs them, and this is asked of every figure.
        var arguments: [String: String] {
            ["indicator": indicator.code, "value": String(text.prefix(40)), "decimals": "\(indicator.decimals)"]
        }
        do {
            return try ExactDecimal(text, decimals: indicator.decimals)
        } catch .tooManyDecimals {
            throw Failure(.tooManyDecimals, arguments)
        } catch .overflow {
            throw Failure(.overflow, arguments)
        } catch {
            throw Failure(.notANumber, arguments)
        }
    }

    /// The ordered form of a breakdown, as it is kept; throws `malformedBreakdown`.
    static func breakdown(_ text: String) throws -> String {
        do { return try Breakdown(text).description } catch {
            throw Failure(.malformedBreakdown, ["value": String(text.prefix(80))])
        }
    }

    /// Under which key a transaction remembers which indicators a unit reported plainly for a period.
    static func plainFigures(_ unit: String, _ period: String) -> String { "plain/\(period)/\(unit)" }

    /// A parent and its descendants may report the same figure only where a scope says whose share it is.
    static func checkScopes(of act: SubmitReturn, span: Period, in context: ActContext) throws {
        let tables = context.tables
        let day = "\(span.last)"
        let ancestors = try context.memory.remembered("ancestors/\(act.unit)/\(day)") {
            try UnitBook.ancestors(of: act.unit, on: day, in: tables)
        }
        for above in ancestors {
            let reported = try context.memory.remembered(plainFigures(above, act.period)) {
                try ReturnBook.current(unit: above, period: act.period, asOf: nil, in: tables)
                    .filter { $0.value.scope == nil }.map(\.value.indicator)
            }
            for indicator in reported where act.values.contains(where: { $0.indicator == indicator }) {
                throw Failure(.scopeNeeded, ["indicator": indicator, "unit": above, "below": act.unit, "period": act.period])
            }
        }
        guard act.values.contains(where: { $0.scope == nil }),
            try context.memory.remembered("children/\(act.unit)", { try UnitBook.hasChildren(act.unit, in: tables) })
        else { return }
        let plain = Set(act.values.lazy.filter { $0.scope == nil }.map(\.indicator))
        let others = try tables.query("SELECT DISTINCT unit FROM returns WHERE period = ? AND unit <> ?", [.text(act.period), .text(act.unit)])
        for row in others {
            let other = try row.text("unit")
            guard try UnitBook.ancestors(of: other, on: day, in: tables).contains(act.unit) else { continue }
            for value in try ReturnBook.current(unit: other, period: act.period, asOf: nil, in: tables) where plain.contains(value.value.indicator) {
                throw Failure(
                    .scopeNeeded, ["indicator": value.value.indicator, "unit": act.unit, "below": other, "period": act.period])
            }
        }
    }
}
