import Acts
import Figures

/// Rows of `figures`: those of one unit and period become one return. A figure that stands several times with different `as_of`
/// is a chain of revisions and becomes as many returns, in the order in which the values were known.
///
/// Nearly all rows of a large file are plain: known codes, a value, nothing else. Those are taken without a string being made.
struct FigureRows: RowReader {
    private let indicators: [Indicator]
    private let units: [String]
    /// The form by which all figures of the file are given, where they are.
    private let form: String?
    private let indicatorTable: ByteTable
    private let unitTable: ByteTable
    private var periodTable = ByteTable()
    private var cellTable = ByteTable()
    /// For each text of a period or cell as it was written, the number of what it means.
    private var periodOfText: [Int32] = []
    private var cellOfText: [Int32] = []
    private var periods: [Period] = []
    private var numberOfPeriod: [Period: Int32] = [:]
    private var cells: [String?] = [nil]
    private var numberOfCell: [String?: Int32] = [nil: 0]
    private var sheet = FigureSheet()
    private var columns = Columns()

    private struct Columns {
        var indicator = DelimitedReader.Column(index: -1), unit = DelimitedReader.Column(index: -1)
        var period = DelimitedReader.Column(index: -1), breakdown = DelimitedReader.Column(index: -1)
        var value = DelimitedReader.Column(index: -1)
        var rare: [DelimitedReader.Column] = []
    }

    init(indicators: [Indicator], units: [Unit], form: String? = nil) {
        self.indicators = indicators
        self.form = form
        self.units = units.map(\.code)
        var (indicatorTable, unitTable) = (ByteTable(), ByteTable())
        for indicator in indicators { _ = indicatorTable.add(indicator.code) }
        for unit in units { _ = unitTable.add(unit.code) }
        (self.indicatorTable, self.unitTable) = (indicatorTable, unitTable)
    }

    mutating func open(_ names: [String: DelimitedReader.Column]) {
        func column(_ name: String) -> DelimitedReader.Column { names[name] ?? DelimitedReader.Column(index: -1) }
        columns = Columns(
            indicator: column("indicator"), unit: column("unit"), period: column("period"), breakdown: column("breakdown"),
            value: column("value"),
            rare: ["status", "precision", "as_of", "source", "note", "scope"].compactMap { names[$0] })
    }

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        if !takePlainly(row.record) { try takeSlowly(row) }
    }

    /// Takes a row of known codes with nothing but a whole number; false for any other, and then nothing is taken.
    private mutating func takePlainly(_ record: DelimitedReader.Record) -> Bool {
        let (columns, bounds) = (columns, record.bounds)
        return record.storage.withUnsafeBufferPointer { bytes in
            func field(_ column: DelimitedReader.Column) -> UnsafeBufferPointer<UInt8> {
                guard column.index >= 0 else { return UnsafeBufferPointer(rebasing: bytes[..<0]) }
                return UnsafeBufferPointer(rebasing: bytes[bounds[2 * column.index]..<bounds[2 * column.index + 1]])
            }
            for column in columns.rare where bounds[2 * column.index] != bounds[2 * column.index + 1] { return false }
            let (breakdown, value) = (field(columns.breakdown), field(columns.value))
            guard let unit = unitTable.number(of: field(columns.unit)), let indicator = indicatorTable.number(
                of: field(columns.indicator)),
                let period = periodTable.number(of: field(columns.period)).map({ periodOfText[Int($0)] }),
                let cell = breakdown.isEmpty ? 0 : cellTable.number(of: breakdown).map({ cellOfText[Int($0)] }),
                Self.isWholeNumber(value)
            else { return false }
            let (rule, span) = (indicators[Int(indicator)], periods[Int(period)])
            guard !rule.isRatio, span.frequency == rule.frequency || span.frequency == nil, rule.decimals == 0 || value.count < 7 else {
                return false
            }
            sheet.add(
                unit: unit, period: period, span: span, indicator: indicator, cell: cell, extra: nil, value: value,
                line: record.line)
            return true
        }
    }

    /// Digits without a leading zero, few enough to fit whatever the decimals.
    private static func isWholeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (1...18).contains(text.count), text[0] != UInt8(ascii: "0") || text.count == 1 else { return false }
        return text.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    private mutating func takeSlowly(_ row: ImportRow) throws(RowRefusal) {
        let (unit, period) = (try row.needed("unit"), try row.needed("period"))
        guard let unitNumber = Self.number(of: unit, in: unitTable) else {
            throw RowRefusal("unit", Failure(.unknownUnit, ["unit": String(unit.prefix(64))]))
        }
        let (periodNumber, span) = try self.period(period)
        if let text = row.optional("as_of"), Timestamp(text) == nil {
            throw RowRefusal("as_of", Failure(.malformedTime, ["value": String(text.prefix(40))]))
        }
        let value = ReturnedValue(
            indicator: try row.needed("indicator"), breakdown: try Self.refusing(
                "breakdown", row.optional("breakdown"), ReturnRules.breakdown),
            value: row.optional("value"), status: try Self.word(row, "status", ObservationStatus.self, ordinary: .normal),
            precision: try Self.word(row, "precision", Precision.self, ordinary: .exact), asOf: row.optional("as_of"),
            source: row.optional("source"), note: row.optional("note"),
            scope: try Self.word(row, "scope", Scope.self, ordinary: .plain))
        guard let indicator = Self.number(of: value.indicator, in: indicatorTable) else {
            throw RowRefusal("indicator", Failure(.unknownIndicator, ["indicator": String(value.indicator.prefix(64))]))
        }
        do {
            try ReturnRules.check(value, indicator: indicators[Int(indicator)], span: span)
        } catch let failure as Failure {
            throw RowRefusal(failure.code == .wrongFrequency ? "period" : "value", failure)
        } catch {
            throw RowRefusal("value", Failure(.internal, privateDetail: "\(error)"))
        }
        let extra = FigureSheet.Extra(
            status: value.status, precision: value.precision, asOf: value.asOf, source: value.source, note: value.note,
            scope: value.scope)
        let cell = cell(value.breakdown, written: row.text("breakdown"))
        var text = value.value ?? ""
        let line = row.line
        text.withUTF8 { text in
            sheet.add(
                unit: unitNumber, period: periodNumber, span: span, indicator: indicator, cell: cell, extra: extra, value: text,
                line: line)
        }
    }

    private static func number(of text: String, in table: ByteTable) -> Int32? {
        var text = text
        return text.withUTF8 { table.number(of: $0) }
    }

    /// The number of a cell, which is known from now on by the text it was written with.
    private mutating func cell(_ breakdown: String?, written: String) -> Int32 {
        let number = numberOfCell[breakdown] ?? Int32(cells.count)
        if number == cells.count {
            numberOfCell[breakdown] = number
            cells.append(breakdown)
        }
        if breakdown != nil, cellTable.add(written) == cellOfText.count { cellOfText.append(number) }
        return number
    }

    private mutating func period(_ text: String) throws(RowRefusal) -> (number: Int32, span: Period) {
        if let known = Self.number(of: text, in: periodTable) {
            let number = periodOfText[Int(known)]
            return (number, periods[Int(number)])
        }
        do {
            let span = try ReturnRules.period(text)
            let number = numberOfPeriod[span] ?? Int32(periods.count)
            if number == periods.count {
                numberOfPeriod[span] = number
                periods.append(span)
            }
            _ = periodTable.add(text)
            periodOfText.append(number)
            return (number, span)
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

    /// Hands over the acts, which are made when their turn comes.
    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        let (periods, codes, units, cells) = (periods.map(\.description), indicators.map(\.code), units, cells)
        var refused: [RefusedRow] = []
        let acts = sheet.acts { line, indicator, unit, period in
            let arguments = ["indicator": codes[Int(indicator)], "unit": units[Int(unit)], "period": periods[Int(period)]]
            refused.append(RefusedRow(line: line, column: nil, failure: Failure(.duplicateFigure, arguments)))
        }
        report.refused += refused
        draft.lines = acts.lines
        let (sheet, form) = (sheet, form)
        draft.source = ActSource(count: acts.count) { range in
            range.map { sheet.act($0, of: acts, units: units, periods: periods, indicators: codes, cells: cells, form: form) }
        }
    }
}
