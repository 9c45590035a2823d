import Acts
import Figures
import Institution
import Publication
import Storage

/// Which rows make a figure: the count, line by line.
struct RowCountModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let selfLink: String
    let unitValue: String
    let periodValue: String
    let indicators: [Choice]
    let cells: [Choice]
    let sumMarkup: String
    let sumMeasure: String
    let sumTags: [Tag]
    let figureHref: String
    let columns: [RowColumn]
    let rows: [CountedLine]
    let rowCountMarkup: String
    let bookHref: String
}

/// A row with what it adds.
struct CountedLine: Sendable {
    let rowHref: String
    let rowDayMarkup: String
    let rowCells: [RowCell]
    let rowAmountMarkup: String
}

/// Fills the page of a count; query: `unit`, `period`, `indicator`, `cell`.
struct RowCountQuery {
    let desk: Desk
    let register: RegisterDefinition
    let reading: RowWords
    let period: Period
    let unit: String
    let indicator: Indicator

    private var words: Words { desk.words }

    /// Throws `notFound` for anything unknown.
    init(desk: Desk, register code: String) throws {
        self.desk = desk
        register = try desk.declaredRegister(code).definition
        reading = try RowWords(desk: desk, register: register)
        period = try RowPeriod(register, desk).period
        unit = try desk.unit(desk.query["unit"] ?? desk.signatory.unit).code
        let asked = desk.query["indicator"] ?? register.indicators.first ?? ""
        guard register.indicators.contains(asked), let indicator = desk.registers.indicator(asked) else {
            throw Failure(.notFound, privateDetail: "indicator \(asked)")
        }
        self.indicator = indicator
    }

    func page() throws -> Page {
        let cell = desk.query["cell"] ?? ""
        guard cell.isEmpty || (try? Breakdown(cell)) != nil else { throw Failure(.notFound, privateDetail: "cell \(cell)") }
        let parts = try RegisterReading.contributions(
            to: indicator, cell: cell, of: unit, period: period, register: register, in: desk.tables)
        let sum = ExactDecimal(mantissa: parts.reduce(0) { $0 + $1.amount.mantissa }, decimals: indicator.decimals)
        let current = try ReturnBook.current(unit: unit, period: "\(period)", asOf: nil, in: desk.tables)
            .first { $0.value.indicator == indicator.code && ($0.value.breakdown ?? "") == cell && $0.value.scope != .total }
        let given = current?.value.value.flatMap { try? ExactDecimal($0) }
        var tags: [Tag] = []
        if given == sum { tags.append(.good(words.text("registers.equals_figure"))) } else if let given {
            tags.append(
                .warn(words.text("registers.figure_says", ["value": words.value(given, measure: indicator.unitOfMeasure)])))
        }
        if let simulation = desk.simulation(ofUnit: unit) { tags.append(simulation) }
        let title = words.text("registers.count_title", ["indicator": desk.name(of: indicator), "unit": desk.name(ofUnit: unit)])
        let model = RowCountModel(
            titleMarkup: RunningText.markup(title + " · " + words.period(period)),
            leadMarkup: words.markup("registers.count_lead"),
            simulatedTag: desk.simulation(ofUnit: unit), selfLink: desk.link(RegisterRoutes.count(register.code)),
            unitValue: unit,
            periodValue: "\(period)",
            indicators: register.indicators.map {
                Choice(
                    choiceValue: $0, choiceText: desk.registers.indicator($0).map(desk.name(of:)) ?? $0,
                    isChosen: $0 == indicator.code)
            }, cells: try cells(cell), sumMarkup: Markup.figure(words.value(sum, measure: indicator.unitOfMeasure)),
            sumMeasure: desk.measure(of: indicator), sumTags: tags,
            figureHref: desk.link(.figure(indicator: indicator.code, unit: unit, period: "\(period)")),
            columns: register.columns.map { RowColumn(columnName: reading.name(of: $0), columnClass: reading.style(of: $0)) },
            rows: parts.map { part in
                CountedLine(
                    rowHref: desk.link(RegisterRoutes.row(register.code, part.row.code)),
                    rowDayMarkup: RunningText.markup(words.day(part.row.date)),
                    rowCells: register.columns.map {
                        RowCell(cellMarkup: reading.markup(part.row.cells[$0.code], $0), cellClass: reading.style(of: $0))
                    }, rowAmountMarkup: Markup.figure(words.value(part.amount, measure: indicator.unitOfMeasure)))
            }, rowCountMarkup: words.markup("registers.row_count", count: parts.count),
            bookHref: desk.link(RegisterRoutes.book(register.code), ["unit": unit, "period": "\(period)"]))
        let crumbs = [
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(href: model.bookHref, text: words.pick(register.names)),
        ]
        return Page(Layout(title, crumbs: crumbs, here: words.text("registers.count_here")), "registers_count", model)
    }

    /// The undivided figure and the cells in force.
    private func cells(_ chosen: String) throws -> [Choice] {
        let current = try ReturnBook.current(unit: unit, period: "\(period)", asOf: nil, in: desk.tables)
        let cells = current.filter { $0.value.indicator == indicator.code && $0.value.value != nil }.compactMap(\.value.breakdown)
        return ([""] + Set(cells).union(chosen.isEmpty ? [] : [chosen]).sorted()).map {
            Choice(choiceValue: $0, choiceText: reading.text(ofCell: $0), isChosen: $0 == chosen)
        }
    }
}
