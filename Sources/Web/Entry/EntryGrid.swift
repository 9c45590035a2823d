import Figures
import Institution
import Localization
import Publication

/// The sections of the form as grids. A section of one column shows the periods before beside it, to be read and not typed into.
struct EntryGrid {
    let place: EntryDesk
    let state: EntryDesk.State

    /// The most earlier periods shown as columns.
    private static let mostPast = 5

    private var words: Words { place.desk.words }

    var sections: [EntrySection] {
        var rest = state.reading.readings[...]
        return place.form.definition.sections.enumerated().map { index, section in
            let own = Array(rest.prefix { $0.cell.section == index })
            rest = rest.dropFirst(own.count)
            return self.section(index, section, own)
        }
    }

    /// Section, its place and its cells.
    private func section(_ index: Int, _ section: DefineForm.Section, _ readings: [CellReading]) -> EntrySection {
        let isSingle = section.columns.count < 2
        let past = isSingle ? Array(pastPeriods.reversed()) : []
        var columns = past.map { period in
            EntryColumn(
                columnText: short(period),
                columnHref: period.first > place.desk.today ? nil : place.link(EntryRoutes.entry, period),
                isWide: true)
        }
        columns += isSingle
            ? [EntryColumn(
                columnText: section.columns.first.map { words.pick($0.title) } ?? short(place.period), columnHref: nil,
                isWide: false)]
            : section.columns.map { EntryColumn(columnText: words.pick($0.title), columnHref: nil, isWide: false) }
        let hasTotal = !isSingle && !section.columns.contains { $0.breakdown == nil }
        let lines = section.lines.enumerated().map { position, content in
            line(section, position, content, readings.filter { $0.cell.line == position }, past, hasTotal)
        }
        return EntrySection(
            sectionId: "s\(index)", sectionTitle: words.pick(section.title), sectionHelp: section.help.map(words.pick),
            sectionColumns: columns, hasTotal: hasTotal, lines: lines)
    }

    /// The earlier periods that have a figure of the form at all, the nearest first.
    private var pastPeriods: [Period] {
        let near = state.earlier.prefix(Self.mostPast)
        guard let last = near.lastIndex(where: { !$0.figures.isEmpty }) else { return [] }
        return near[...last].map(\.period)
    }

    private func line(
        _ section: DefineForm.Section, _ index: Int, _ line: DefineForm.Line, _ readings: [CellReading], _ past: [Period],
        _ hasTotal: Bool
    ) -> EntryLine {
        let indicator = place.indicator(line.indicator)
        let key = FormCell.key(line.indicator, section.columns.first?.breakdown)
        var cells = past.map { period -> EntryCell in
            let value = state.earlier.first { $0.period == period }?.figures[key]?.value
            return EntryCell(
                cellStyle: value?.value == nil ? "lock miss" : "lock", isWideCell: true,
                standing: value?.value.map(place.written) ?? "–", field: nil)
        }
        for column in 0..<max(1, section.columns.count) {
            guard let reading = readings.first(where: { $0.cell.column == column }) else {
                cells.append(EntryCell(cellStyle: "lock", isWideCell: false, standing: "", field: nil))
                continue
            }
            cells.append(state.lock == nil ? open(reading) : closed(reading))
        }
        return EntryLine(
            lineName: indicator.map(place.desk.name(of:)) ?? line.indicator,
            lineUnit: indicator.map(place.desk.measure(of:)) ?? "", lineHelp: line.help.map(words.pick),
            isRequired: line.isRequired ?? false, lineCells: cells,
            lineTotal: hasTotal
                ? EntryTotal(totalId: "t\(readings.first?.cell.section ?? 0)-\(index)", totalText: total(readings)) : nil)
    }

    private func open(_ reading: CellReading) -> EntryCell {
        EntryCell(cellStyle: reading.state.rawValue, isWideCell: false, standing: nil, field: field(reading))
    }

    /// A cell of a locked period: the figure in force, to be read.
    private func closed(_ reading: CellReading) -> EntryCell {
        let blank = reading.draft.status.isEmpty ? "–" : reading.draft.status
        return EntryCell(
            cellStyle: reading.inForce == nil ? "lock miss" : "lock", isWideCell: false,
            standing: reading.draft.plain.map(place.written) ?? blank, field: nil,
            reading: CellLink(readingHref: "#d-\(EntryDesk.id(reading.cell))", readingLabel: place.name(reading.cell)))
    }

    func field(_ reading: CellReading) -> CellField {
        CellField(
            fieldId: EntryDesk.id(reading.cell), fieldName: "v.\(reading.cell.key)", fieldText: text(reading),
            fieldLabel: label(reading),
            isInvalid: reading.state == .refused, fieldBlank: reading.draft.status.isEmpty ? "–" : reading.draft.status)
    }

    /// What stands in the field: the number as the language writes it, or the text that could not be read.
    func text(_ reading: CellReading) -> String {
        reading.draft.plain.map(place.written) ?? reading.draft.typed
    }

    /// The field's name for who does not see its colour: the cell and its state.
    func label(_ reading: CellReading) -> String {
        words.text(
            "entry.cell_label", ["cell": place.name(reading.cell), "state": words.text("entry.key.\(reading.state.rawValue)")])
    }

    /// The exact sum of a row's values; a dash where there is none. Missing cells add nothing, and are seen to be missing.
    func total(_ readings: [CellReading]) -> String {
        var sum: ExactDecimal?
        for reading in readings {
            guard let text = reading.value?.value ?? (reading.draft.isBlank ? reading.inForce?.value.value : nil),
                let value = try? ExactDecimal(text)
            else { continue }
            guard let known = sum else {
                sum = value
                continue
            }
            guard let next = try? known.adding(value) else { return "–" }
            sum = next
        }
        return sum.map { place.written($0.description) } ?? "–"
    }

    /// The rows' totals by place, for the autosave.
    var totals: [EntryTotal] { sections.flatMap { $0.lines.compactMap(\.lineTotal) } }

    /// A period as a column's heading: the month's name alone within the form's year, else the period in words.
    private func short(_ period: Period) -> String {
        guard period.frequency == .month, period.first.year == place.period.first.year else { return words.period(period) }
        return Dates.monthName(period.first.month, words.language)
    }
}
