import Acts
import Figures
import Institution
import Publication

/// What a figure is made of: numerator and denominator, or the units directly below.
struct FigureParts {
    private(set) var title = ""
    private(set) var tag: Tag?
    private(set) var columns: [Column] = []
    private(set) var rows: [InputRow] = []

    private let query: FigureQuery
    private var words: Words { query.desk.words }
    private static let dash = "<span class=\"q\">–</span>"

    /// Reads the parts; none for a figure that the unit alone reports.
    init(query: FigureQuery) throws {
        self.query = query
        if let ratio = query.answer.ratio { try readRatio(ratio) } else { try readUnits() }
    }

    private func column(_ name: String, _ style: String) -> Column {
        Column(columnName: name, columnClass: style, columnHref: nil, columnSort: nil)
    }

    private mutating func readRatio(_ ratio: RatioParts) throws {
        title = words.text("figure.inputs_ratio")
        columns = [
            column(words.text("figure.indicator"), ""), column(words.text("figure.units"), "num"),
            column(words.text("figure.value"), "num"), column("", "num"),
        ]
        for (key, part) in [("input_numerator", ratio.numerator), ("input_denominator", ratio.denominator)] {
            guard let indicator = query.desk.registers.indicator(part.indicator) else { continue }
            rows.append(
                InputRow(
                    inputClass: "", inputHref: link(part.indicator, query.unit.code), inputName: query.desk.name(of: indicator),
                    inputCoverageMarkup: RunningText.markup(words.coverage(part.coverage)),
                    inputValueMarkup: part.value.map { RunningText.markup(words.stated($0, part.precision, measure: indicator.unitOfMeasure)) }
                        ?? Self.dash,
                    inputShareMarkup: Markup.escape(words.text("figure.\(key)"))))
        }
    }

    private func link(_ indicator: String, _ unit: String) -> String {
        query.desk.link(
            .figure(indicator: indicator, unit: unit, period: "\(query.view.period)"), ["tree": query.desk.query["tree"] ?? ""])
    }

    private mutating func readUnits() throws {
        let question = Question(
            indicator: query.indicator.code, unit: query.unit.code, span: query.view.period, tree: query.view.tree)
        let parts = ((try? query.desk.cube.parts(of: question)) ?? [])
            .filter { $0.answer.value != nil || $0.answer.coverage.expected > 0 }
        guard parts.contains(where: { !$0.isOwn }) else { return }
        title = words.text("figure.inputs_children")
        tag = query.desk.registers.isExample ? words.simulated : nil
        columns = ["part", "units", "value", "share"].enumerated().map {
            column(words.text("figure.\($1)"), $0 == 0 ? "" : "num")
        }
        let total = query.answer.value
        rows = parts.map { row($0, total: total) }
        if let declared = query.answer.declared, let difference = query.answer.difference, !difference.isZero {
            rows.append(plain("difference", difference, style: ""))
            rows.append(plain("declared", declared, style: "tot"))
        } else if let total {
            rows.append(
                InputRow(
                    inputClass: "tot", inputHref: nil, inputName: words.text("figure.total"),
                    inputCoverageMarkup: query.reading.coverageMarkup(query.answer),
                    inputValueMarkup: Markup.figure(words.value(total, measure: query.indicator.unitOfMeasure)),
                    inputShareMarkup: Markup.figure(words.value(ExactDecimal(mantissa: 100, decimals: 0), measure: "percent"))))
        }
    }

    private func row(_ part: AnswerPart, total: ExactDecimal?) -> InputRow {
        let share = part.answer.value.flatMap { value in total.flatMap { try? ExactDecimal.ratio(value, over: $0, scale: 100, decimals: 1) } }
        let name = query.desk.name(ofUnit: part.unit)
        return InputRow(
            inputClass: "", inputHref: part.isOwn ? nil : link(query.indicator.code, part.unit),
            inputName: part.isOwn ? "\(name), \(words.text("figure.own_share"))" : name,
            inputCoverageMarkup: query.reading.coverageMarkup(part.answer),
            inputValueMarkup: query.reading.valueMarkup(part.answer, query.indicator),
            inputShareMarkup: share.map { Markup.figure(words.value($0, measure: "percent")) } ?? Self.dash)
    }

    private func plain(_ key: String, _ value: ExactDecimal, style: String) -> InputRow {
        InputRow(
            inputClass: style, inputHref: nil, inputName: words.text("figure.\(key)"), inputCoverageMarkup: "",
            inputValueMarkup: Markup.figure(words.value(value, measure: query.indicator.unitOfMeasure)), inputShareMarkup: "")
    }
}
