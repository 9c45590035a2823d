import Acts
import Figures
import Identity
import Institution
import Publication

/// The stages that units do: terms, figures, self-assessment, evaluation.
extension StageQuery {
    func figures() throws -> Page {
        let title = phrase("figures_title")
        let reading = FigureReading(desk: desk)
        var known = 0
        let rows = try desk.registers.indicators.map { indicator -> IndicatorRow in
            let answer = try reading.answer(indicator, desk.root, Period(year: year))
            if answer.value != nil { known += 1 }
            return IndicatorRow(
                indicatorHref: desk.link(.figure(indicator: indicator.code, unit: desk.root, period: "\(year)")),
                indicatorName: desk.name(of: indicator), indicatorValueMarkup: reading.valueMarkup(answer, indicator),
                indicatorUnit: desk.measure(of: indicator), indicatorChangeMarkup: "",
                indicatorTags: words.tags(answer), indicatorCoverageMarkup: reading.coverageMarkup(answer))
        }
        let mayEnter = SubmitReturn.policy.allows(desk.signatory, unit: desk.signatory.unit, ledgerIsEmpty: false)
        let model = ReportingModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(phrase("figures_lead")),
            enterLink: mayEnter ? desk.link(.returns(unit: desk.signatory.unit)) : nil,
            countMarkup: RunningText.markup(phrase("with_value", ["count": words.number(known), "all": words.number(rows.count)])),
            rows: rows, cycleLink: cycleLink, counts: ReturnListQuery.counts(try ReturnListQuery.items(year, desk), words),
            actions: ReturnListQuery.actions(desk, year, here: ""))
        return framed(title, "reporting", model)
    }

    func assessments() throws -> Page { try AssessmentListQuery(desk: desk, year: "\(year)").page() }

    func evaluations() throws -> Page { try EvaluationListQuery(desk: desk, year: year).page() }
}
