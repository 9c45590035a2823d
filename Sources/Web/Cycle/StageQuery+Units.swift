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
            rows: rows, cycleLink: cycleLink)
        return framed(title, "reporting", model)
    }

    func assessments() throws -> Page {
        let title = phrase("assessments_title")
        let units = try SelfAssessmentBook.all(year: year, in: desk.tables).map { assessment in
            AssessmentOfUnit(
                anchor: "u-\(assessment.unit)", unitHref: desk.link(.unit(assessment.unit)), unitName: desk.name(ofUnit: assessment.unit),
                assessmentTags: desk.registers.isExample ? [words.simulated] : [],
                assessmentDetailMarkup: RunningText.markup(done("submitted_on", assessment.by)), entries: assessment.items.map(entry))
        }
        let model = AssessmentsModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(phrase("assessments_lead")), units: units,
            cycleLink: cycleLink)
        return framed(title, "assessments", model)
    }

    private func entry(_ item: SubmitSelfAssessment.Item) -> AssessmentEntry {
        var tags: [Tag] = switch item.kind {
        case .achievement: [.good(phrase("achievement"))]
        case .challenge: [.now(phrase("challenge"))]
        case .constraint: [.warn(phrase("constraint"))]
        case .wayForward: [.plain(phrase("way_forward"))]
        }
        if item.isUnsupported { tags.append(.plain(phrase("unsupported"))) }
        var parts = item.commitment.map { [words.markup("cycle.on_commitment", ["code": $0])] } ?? []
        let cited = item.cites.compactMap(desk.registers.indicator).map { indicator in
            let href = desk.link(.figure(indicator: indicator.code, unit: desk.root, period: "\(year)"))
            return "<a href=\"\(Markup.escape(href))\">\(Markup.escape(desk.name(of: indicator)))</a>"
        }
        if !cited.isEmpty {
            let list = cited.joined(separator: Markup.escape(words.text("words.separator")))
            parts.append(Markup.escape(phrase("cites", ["indicators": "\u{1}"])).replacing("\u{1}", with: list))
        }
        return AssessmentEntry(
            entryText: words.pick(item.text), entryDetailMarkup: parts.isEmpty ? nil : parts.joined(separator: " · "), entryTags: tags)
    }

    func evaluations() throws -> Page { try EvaluationListQuery(desk: desk, year: year).page() }
}
