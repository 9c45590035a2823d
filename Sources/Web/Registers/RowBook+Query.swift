import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// One register: what its rows count, and the rows.
struct RowBookModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let doneMarkup: String?
    let counts: [CountCard]
    let selfLink: String
    let units: [Choice]
    let periods: [Choice]
    let withStruck: Bool
    let figureCaption: String
    let figures: [RowFigureLine]
    let unitLines: [RowUnitLine]
    let unitColumns: [String]
    let histograms: [HistogramPanel]
    let columns: [RowColumn]
    let rows: [RowLine]
    let rowCountMarkup: String
    let pageMarkup: String?
    let previousHref: String?
    let nextHref: String?
    let fileHref: String
    let entryHref: String?
    let designHref: String?
}

/// A figure that rows make.
struct RowFigureLine: Sendable {
    let figureName: String
    let figureHref: String
    let figureMeasure: String
    let figureValueMarkup: String
    let figureCoverageMarkup: String
    let figureTags: [Tag]
    let figureRowsHref: String?
}

/// A unit with its rows and figures.
struct RowUnitLine: Sendable {
    let lineUnit: String
    let lineHref: String
    let lineRowsMarkup: String
    let lineValuesMarkup: [String]
}

/// The merged histogram of a column with its percentiles.
struct HistogramPanel: Sendable {
    let histogramId: String
    let histogramTitle: String
    let histogramChartMarkup: String
    let histogramClasses: [HistogramClassLine]
    let percentilesMarkup: [String]
    let histogramTotalMarkup: String
}

/// One class of a histogram.
struct HistogramClassLine: Sendable {
    let className: String
    let classCountMarkup: String
    let classShareMarkup: String
}

/// A column of the table of rows.
struct RowColumn: Sendable {
    let columnName: String
    let columnClass: String
}

/// One row.
struct RowLine: Sendable {
    let rowHref: String
    let rowDayMarkup: String
    let rowUnit: String
    let rowCells: [RowCell]
    let rowTag: Tag?
    let isStruck: Bool
}

/// One cell.
struct RowCell: Sendable {
    let cellMarkup: String
    let cellClass: String
}

/// Fills the page of a register; query: `unit`, `period`, `struck=yes`, `page`.
struct RowBookQuery {
    let desk: Desk
    let declared: DeclaredRegister
    let reading: RowWords
    let period: Period
    let unit: String?

    private var words: Words { desk.words }
    private var register: RegisterDefinition { declared.definition }
    private static let perPage = 25
    /// A file holds every row of the filter; beyond this it says so by its number in the page.
    private static let largestFile = 1_000_000

    /// Throws `notFound` for an unknown register, unit or period.
    init(desk: Desk, register code: String) throws {
        self.desk = desk
        declared = try desk.declaredRegister(code)
        reading = try RowWords(desk: desk, register: declared.definition)
        period = try RowPeriod(declared.definition, desk).period
        let asked = desk.query["unit"] ?? ""
        unit = asked.isEmpty ? nil : try desk.unit(asked).code
    }

    private var withStruck: Bool { desk.query["struck"] == "yes" }
    private var filter: RegisterBook.Filter {
        RegisterBook.Filter(unit: unit, first: "\(period.first)", last: "\(period.last)", withStruck: withStruck)
    }

    func page() throws -> Page {
        let name = words.pick(register.names)
        let title = words.text("registers.book_title", ["register": name, "period": words.period(period)])
        let (all, byUnit) = try (
            RegisterBook.count(of: register.code, filter, in: desk.tables),
            RegisterBook.counts(of: register.code, filter, in: desk.tables)
        )
        let last = max(0, (all - 1) / Self.perPage)
        let at = min(max(0, (Int(desk.query["page"] ?? "1") ?? 1) - 1), last)
        let rows = try RegisterBook.current(
            of: register.code, filter, offset: at * Self.perPage, limit: Self.perPage, in: desk.tables)
        let place = unit ?? desk.root
        let model = RowBookModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("registers.book_lead"),
            simulatedTag: desk.registers.isExample ? words.simulated : nil,
            doneMarkup: done("done", "registers.done") ?? done("declared", "registerdesign.declared"),
            counts: [
                card("rows", all), card("units", byUnit.count), card("figures", register.indicators.count),
            ], selfLink: desk.link(RegisterRoutes.book(register.code)), units: unitChoices(),
            periods: try RowPeriod(register, desk).choices(register, desk),
            withStruck: withStruck, figureCaption: words.text("registers.figures_of", ["unit": desk.name(ofUnit: place)]),
            figures: try register.indicators.map { try figure($0, place) }, unitLines: unit == nil ? try unitLines(byUnit) : [],
            unitColumns: register.indicators.map { desk.registers.indicator($0).map(desk.name(of:)) ?? $0 },
            histograms: try histograms(place),
            columns: register.columns.map { RowColumn(columnName: reading.name(of: $0), columnClass: reading.style(of: $0)) },
            rows: rows.map(line), rowCountMarkup: words.markup("registers.row_count", count: all),
            pageMarkup: last > 0 ? words.markup(
                "registers.page", ["page": words.number(at + 1), "pages": words.number(last + 1)]) : nil,
            previousHref: at > 0 ? pageLink(at) : nil, nextHref: at < last ? pageLink(at + 2) : nil,
            fileHref: desk.link(RegisterRoutes.file(register.code), filterItems(page: "")), entryHref: entryHref,
            designHref: DefineRegister.allows(desk.signatory, unit: nil) ? desk.link(RegisterRoutes.design(register.code)) : nil)
        let crumbs = [Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title"))]
        return Page(Layout(title, crumbs: crumbs, here: name), "registers_book", model)
    }

    /// That an act was done, from its number in the query.
    private func done(_ item: String, _ phrase: String) -> String? {
        desk.query[item].flatMap { Int64($0) }.map { words.markup(phrase, ["number": words.entry($0)]) }
    }

    private func filterItems(page: String) -> KeyValuePairs<String, String> {
        ["unit": unit ?? "", "period": "\(period)", "struck": withStruck ? "yes" : "", "page": page]
    }
    private func pageLink(_ number: Int) -> String {
        desk.link(RegisterRoutes.book(register.code), filterItems(page: "\(number)")) + "#rows"
    }

    private var entryHref: String? {
        let place = unit ?? desk.signatory.unit
        guard RecordRows.allows(desk.signatory, unit: place) else { return nil }
        return desk.link(RegisterRoutes.entry(register.code, place), ["period": "\(period)"])
    }

    private func card(_ key: String, _ count: Int) -> CountCard {
        CountCard(
            countName: words.text("registers.count_\(key)"), countMarkup: Markup.figure(words.number(count)), countOfMarkup: "")
    }

    private func unitChoices() -> [Choice] {
        let all = Choice(choiceValue: "", choiceText: words.text("registers.all_units"), isChosen: unit == nil)
        let named = desk.registers.units.keys.map { (code: $0, name: desk.name(ofUnit: $0)) }.sorted { $0.name < $1.name }
        return [all] + named.map {
            Choice(choiceValue: $0.code, choiceText: $0.name, isChosen: $0.code == unit)
        }
    }

    // MARK: What the rows count

    private func figure(_ code: String, _ place: String) throws -> RowFigureLine {
        guard let indicator = desk.registers.indicator(code) else { throw Failure(.notFound, privateDetail: "indicator \(code)") }
        let answer = try desk.answer(Question(indicator: code, unit: place, span: period))
        var tags = words.tags(answer)
        if let difference = answer.difference, !difference.isZero {
            tags.append(
                .warn(words.text("registers.beyond_rows", ["value": words.value(difference, measure: indicator.unitOfMeasure)])))
        } else if answer.declared != nil {
            tags.append(.good(words.text("registers.equals_declared")))
        }
        if let unit {
            let sum = try sum(of: indicator, unit)
            if let sum, sum == answer.value {
                tags.append(.good(words.text("registers.equals_rows")))
            } else if let sum {
                tags.append(.warn(words.text("registers.of_rows", ["value": words.value(sum, measure: indicator.unitOfMeasure)])))
            }
            if let simulation = desk.simulation(ofUnit: unit) { tags.append(simulation) }
        }
        return RowFigureLine(
            figureName: desk.name(of: indicator),
            figureHref: desk.link(.figure(indicator: code, unit: place, period: "\(period)")),
            figureMeasure: desk.measure(of: indicator),
            figureValueMarkup: answer.value.map {
                Markup.figure(words.value($0, measure: indicator.unitOfMeasure))
            } ?? "<span class=\"q\">–</span>",
            figureCoverageMarkup: RunningText.markup(words.coverage(answer.coverage)), figureTags: tags,
            figureRowsHref: unit.map {
                desk.link(RegisterRoutes.count(register.code), ["unit": $0, "period": "\(period)", "indicator": code])
            })
    }

    /// The recount of a unit's rows; nil where it has none for the indicator.
    private func sum(of indicator: Indicator, _ unit: String) throws -> ExactDecimal? {
        let parts = try RegisterReading.contributions(
            to: indicator, of: unit, period: period, register: register, in: desk.tables)
        guard !parts.isEmpty else { return nil }
        return ExactDecimal(mantissa: parts.reduce(0) { $0 + $1.amount.mantissa }, decimals: indicator.decimals)
    }

    private func unitLines(_ counts: [String: Int]) throws -> [RowUnitLine] {
        try counts.sorted { desk.name(ofUnit: $0.key) < desk.name(ofUnit: $1.key) }.map { unit, count in
            let values = try register.indicators.map { code -> String in
                let answer = try desk.answer(Question(indicator: code, unit: unit, span: period))
                let measure = desk.registers.indicator(code)?.unitOfMeasure ?? ""
                return answer.value.map { Markup.figure(words.value($0, measure: measure)) } ?? "<span class=\"q\">–</span>"
            }
            return RowUnitLine(
                lineUnit: desk.name(ofUnit: unit),
                lineHref: desk.link(RegisterRoutes.book(register.code), ["unit": unit, "period": "\(period)"]),
                lineRowsMarkup: Markup.figure(words.number(count)), lineValuesMarkup: values)
        }
    }

    private func histograms(_ place: String) throws -> [HistogramPanel] {
        try register.feeds.compactMap { feed in
            guard let column = feed.adds.flatMap(register.column), column.kind == .histogram,
                let measure = column.measures?.first,
                let merged = try RegisterReading.histogram(
                    column, indicator: feed.indicator, unit: place, span: period, cube: desk.cube)
            else { return nil }
            return panel(merged, column, measure, feed.indicator, desk.name(ofUnit: place))
        }
    }

    private func panel(
        _ merged: Histogram, _ column: RegisterColumn, _ measure: String, _ indicator: String, _ place: String
    ) -> HistogramPanel {
        func percent(_ count: Int64) -> String {
            let share = try? ExactDecimal.ratio(
                ExactDecimal(mantissa: count, decimals: 0),
                over: ExactDecimal(mantissa: merged.total, decimals: 0), scale: 100, decimals: 1)
            return share.map { words.value($0, measure: "percent") } ?? "–"
        }
        let median = merged.percentile(50)
        let classes = merged.counts.indices.map { merged.class($0) }
        let bars = zip(classes, merged.counts).map { one, count in
            ChartPoint(
                label: reading.text(of: one, measure: measure), value: ExactDecimal(mantissa: count, decimals: 0),
                text: words.number(Int(count)), isCurrent: one == median)
        }
        let title = words.text("registers.histogram_title", ["name": words.pick(column.names), "unit": place])
        let percentiles = [50, 90, 95].compactMap { percent in
            merged.percentile(percent).map { one in
                words.markup(
                    "registers.percentile",
                    ["percent": Numerals.percent("\(percent)", desk.language), "class": reading.text(of: one, measure: measure)])
            }
        }
        let finding = median.map { words.text("registers.median", ["class": reading.text(of: $0, measure: measure)]) } ?? ""
        return HistogramPanel(
            histogramId: "h-\(indicator)", histogramTitle: title,
            histogramChartMarkup: BarChart(
                id: "c-\(indicator)", title: title, description: finding, bars: bars).svg(desk.language),
            histogramClasses: zip(classes, merged.counts).map { one, count in
                HistogramClassLine(
                    className: reading.text(of: one, measure: measure), classCountMarkup: Markup.figure(words.number(Int(count))),
                    classShareMarkup: Markup.figure(percent(count)))
            }, percentilesMarkup: percentiles,
            histogramTotalMarkup: words.markup("registers.case_count", count: Int(clamping: merged.total)))
    }

    // MARK: The rows

    private func line(_ row: RegisterRow) -> RowLine {
        RowLine(
            rowHref: desk.link(RegisterRoutes.row(register.code, row.code)),
            rowDayMarkup: RunningText.markup(words.day(row.date)),
            rowUnit: desk.name(ofUnit: row.unit),
            rowCells: register.columns.map {
                RowCell(cellMarkup: reading.markup(row.cells[$0.code], $0), cellClass: reading.style(of: $0))
            },
            rowTag: reading.tag(row), isStruck: row.isStruck)
    }

    /// The rows of the filter as CSV: codes as they are stored.
    func file() throws -> String {
        let rows = try RegisterBook.current(of: register.code, filter, limit: Self.largestFile, in: desk.tables)
        let head = ["row", "date", "unit"] + register.columns.map(\.code) + ["version", "state", "entry", "reason"]
        let lines = rows.map { row in
            [row.code, row.date, row.unit] + register.columns.map { row.cells[$0.code] ?? "" }
                + ["\(row.version)", row.isStruck ? "struck" : "counts", "\(row.by.number)", row.reason ?? ""]
        }
        return ([head] + lines).map { $0.map(DutiesQuery.cell).joined(separator: ",") + "\r\n" }.joined()
    }
}
