import Acts
import Figures

/// Rows of `figures`: those of one unit and period become one return. A figure that stands several times with different `as_of` is a
/// chain of revisions and becomes as many returns, in the order in which the values were known.
struct FigureRows: RowReader {
    private let indicators: [String: Indicator]
    private let units: Set<String>
    private var periods: [String: Period] = [:]
    private var groups: [Group] = []
    private var places: [Key: Int] = [:]

    private struct Key: Hashable { let unit, period: String }
    private struct Line {
        let value: ReturnedValue
        let line: Int
    }
    private struct Group {
        let key: Key
        let span: Period
        var lines: [Line] = []
    }

    init(indicators: [Indicator], units: [Unit]) {
        self.units = Set(units.map(\.code))
        self.indicators = Dictionary(uniqueKeysWithValues: indicators.map { ($0.code, $0) })
    }

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        let (unit, period) = (try row.needed("unit"), try row.needed("period"))
        guard units.contains(unit) else { throw RowRefusal("unit", Failure(.unknownUnit, ["unit": String(unit.prefix(64))])) }
        let span = try span(period)
        if let text = row.optional("as_of"), Timestamp(text) == nil {
            throw RowRefusal("as_of", Failure(.malformedTime, ["value": String(text.prefix(40))]))
        }
        let value = ReturnedValue(
            indicator: try row.needed("indicator"), breakdown: try Self.refusing("breakdown", row.optional("breakdown"), ReturnRules.breakdown),
            value: row.optional("value"), status: try Self.word(row, "status", ObservationStatus.self, ordinary: .normal),
            precision: try Self.word(row, "precision", Precision.self, ordinary: .exact), asOf: row.optional("as_of"),
            source: row.optional("source"), note: row.optional("note"),
            scope: try Self.word(row, "scope", Scope.self, ordinary: .plain))
        guard let indicator = indicators[value.indicator] else {
            throw RowRefusal("indicator", Failure(.unknownIndicator, ["indicator": String(value.indicator.prefix(64))]))
        }
        do {
            try ReturnRules.check(value, indicator: indicator, span: span)
        } catch let failure as Failure {
            throw RowRefusal(failure.code == .wrongFrequency ? "period" : "value", failure)
        } catch {
            throw RowRefusal("value", Failure(.internal, privateDetail: "\(error)"))
        }
        let key = Key(unit: unit, period: "\(span)")
        let place = places[key] ?? groups.count
        if place == groups.count {
            places[key] = place
            groups.append(Group(key: key, span: span))
        }
        groups[place].lines.append(Line(value: value, line: row.line))
    }

    private mutating func span(_ text: String) throws(RowRefusal) -> Period {
        if let known = periods[text] { return known }
        do {
            let span = try ReturnRules.period(text)
            periods[text] = span
            return span
        } catch {
            throw RowRefusal("period", error as? Failure ?? Failure(.malformedPeriod, ["period": text]))
        }
    }

    /// A word of a closed list; empty or ordinary is nil, so that ordinary figures stay short in the ledger.
    private static func word<Word: RawRepresentable & CaseIterable & Equatable>(
        _ row: ImportRow, _ column: String, _ type: Word.Type, ordinary: Word
    ) throws(RowRefusal) -> Word? where Word.RawValue == String {
        guard row.optional(column) != nil else { return nil }
        let word = try row.word(column, type)
        return word == ordinary ? nil : word
    }

    private static func refusing(
        _ column: String, _ text: String?, _ read: (String) throws -> String
    ) throws(RowRefusal) -> String? {
        guard let text else { return nil }
        do { return try read(text) } catch {
            throw RowRefusal(column, error as? Failure ?? Failure(.internal))
        }
    }

    /// Layers the lines of each group so that no layer holds a figure twice.
    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        for group in groups.sorted(by: { $0.span.first < $1.span.first }) {
            var layers: [(values: [ReturnedValue], line: Int)] = []
            var seen: [[String]: [String?]] = [:]
            for line in group.lines.sorted(by: { ($0.value.asOf ?? "9999", $0.line) < ($1.value.asOf ?? "9999", $1.line) }) {
                let key = [line.value.indicator, line.value.breakdown ?? ""]
                let times = seen[key] ?? []
                guard !times.contains(line.value.asOf) else {
                    report.refused.append(
                        RefusedRow(
                            line: line.line, column: nil,
                            failure: Failure(
                                .duplicateFigure,
                                ["indicator": line.value.indicator, "unit": group.key.unit, "period": group.key.period])))
                    continue
                }
                seen[key] = times + [line.value.asOf]
                if times.count == layers.count { layers.append(([], line.line)) }
                layers[times.count].values.append(line.value)
            }
            for layer in layers {
                draft.add(SubmitReturn(unit: group.key.unit, period: group.key.period, values: layer.values), line: layer.line)
            }
        }
    }
}
