import Acts
import Figures
import Institution
import Localization
import Publication

/// What is compared: an indicator, or its total over another's total, times a scale. A sum over a sum, rounded once, when shown.
struct Measure {
    let indicator: Indicator
    /// The divisor; nil for the indicator itself.
    let per: Indicator?
    let scale: Int64
    let desk: Desk

    /// The value of a unit and a span with all that travels with it.
    struct Reading {
        let value: ExactDecimal?
        let reason: NoValue?
        let precision: Precision
        /// The indicator's own answer, and the divisor's.
        let top: Answer
        let bottom: Answer?

        var coverage: Coverage { top.coverage }
        var hasBreak: Bool { top.hasBreak || bottom?.hasBreak == true }
        /// Whether everything expected was reported above and below the line.
        var isComplete: Bool { top.coverage.isComplete && bottom?.coverage.isComplete ?? true }
    }

    /// Decimals of a quotient as printed.
    static let decimals = 2

    /// Whether an indicator can stand above or below a line: it adds over units and is no ratio or share itself.
    static func canDivide(_ indicator: Indicator) -> Bool {
        !indicator.isRatio && indicator.overUnits == .sum && indicator.unitOfMeasure != "percent"
    }

    /// Throws `ratioNotDivisible` where a ratio would be divided or divide.
    init(_ indicator: Indicator, per: Indicator?, scale: Int64, desk: Desk) throws {
        if let per {
            for part in [indicator, per] where !Self.canDivide(part) {
                throw Failure(.ratioNotDivisible, ["indicator": desk.name(of: part)])
            }
        }
        (self.indicator, self.per, self.scale, self.desk) = (indicator, per, scale, desk)
    }

    /// The measure of an address.
    init(_ request: AnalysisRequest) throws {
        guard let indicator = try request.indicator("indicator") ?? request.usualIndicator() else {
            throw Failure(.unknownIndicator, ["indicator": "–"])
        }
        try self.init(
            indicator, per: request.indicator("per"), scale: Int64(request.word("scale", of: AnalysisFields.scales)) ?? 1,
            desk: request.desk)
    }

    /// The reading of a unit with all below it.
    func reading(_ unit: String, _ span: Period, _ tree: TreeView) throws -> Reading {
        let top = try desk.answer(Question(indicator: indicator.code, unit: unit, span: span, tree: tree))
        guard let per else {
            return Reading(value: top.value, reason: top.reason, precision: top.precision, top: top, bottom: nil)
        }
        let bottom = try desk.answer(Question(indicator: per.code, unit: unit, span: span, tree: tree))
        let (value, reason) = quotient(top.value, bottom.value)
        return Reading(
            value: value, reason: reason, precision: top.precision.dividing(by: bottom.precision), top: top, bottom: bottom)
    }

    private func quotient(_ top: ExactDecimal?, _ bottom: ExactDecimal?) -> (ExactDecimal?, NoValue?) {
        guard let top, let bottom else { return (nil, .ratioIncomplete) }
        guard !bottom.isZero else { return (nil, .zeroDenominator) }
        guard let value = try? ExactDecimal.ratio(top, over: bottom, scale: scale, decimals: Self.decimals) else {
            return (nil, .overflow)
        }
        return (value, nil)
    }

    /// How values are printed.
    var format: String { per == nil ? indicator.unitOfMeasure : "" }

    /// Its name: the indicator's, with what it is divided by.
    var name: String {
        guard let per else { return desk.name(of: indicator) }
        let words = desk.words
        return words.text(
            scale == 1 ? "analysis.per_one" : "analysis.per_many",
            [
                "indicator": desk.name(of: indicator), "divisor": desk.name(of: per),
                "scale": Numerals.format("\(scale)", words.language),
            ])
    }

    /// Its name with its unit of measure, for the head of a column.
    var columnName: String { per == nil ? desk.measuredName(of: indicator) : name }

    /// The cell of a reading: its value with the word of its precision, linked to why it is so.
    func cell(_ reading: Reading, unit: String, span: Period, tree: String?) -> AnalysisCell {
        let href = desk.link(.figure(indicator: indicator.code, unit: unit, period: "\(span)"), ["tree": tree ?? ""])
        return AnalysisCell.value(
            reading.value, reading.precision, measure: format, reason: reading.reason, href: href, words: desk.words)
    }
}

extension AnalysisCell {
    /// A value with the word of its precision, linked to why it is so; without one, the reason.
    static func value(
        _ value: ExactDecimal?, _ precision: Precision, measure: String, reason: NoValue?, href: String, words: Words
    ) -> AnalysisCell {
        guard let value else {
            let why = reason.map { words.text("figure.reason.\($0.rawValue)") } ?? words.text("layout.not_available")
            return missing(why)
        }
        return AnalysisCell(
            markup:
                "<a href=\"\(Markup.escape(href))\">\(RunningText.markup(words.stated(value, precision, measure: measure)))</a>",
            raw: value.description, order: .number(value))
    }

    /// A change as printed, with the number it sorts by.
    static func change(_ move: FigureMove, _ number: ExactDecimal?) -> AnalysisCell {
        AnalysisCell(
            markup: "<span class=\"delta \(move.style)\">\(RunningText.markup(move.text))</span>", raw: number?.description ?? "",
            order: number.map { AnalysisCell.Order.number($0) } ?? AnalysisCell.Order.none)
    }

    /// Reported of expected; sorts by what is missing.
    static func coverage(_ coverage: Coverage, _ words: Words) -> AnalysisCell {
        guard coverage.expected > 0 else { return AnalysisCell(markup: "<span class=\"q\">–</span>", raw: "") }
        return AnalysisCell(
            markup: RunningText.markup(words.coverage(coverage)), raw: "\(coverage.reported)/\(coverage.expected)",
            order: .number(ExactDecimal(mantissa: Int64(coverage.reported - coverage.expected), decimals: 0)),
            style: coverage.isComplete ? "" : "part")
    }
}
