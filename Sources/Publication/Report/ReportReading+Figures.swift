import Acts
import Figures
import Institution

extension ReportReading {
    /// How many years before the report's are read.
    static let yearsBefore = 12

    /// One indicator at the root over the years.
    mutating func figure(_ indicator: Indicator, measure: Trilingual?) throws -> ReportFigure {
        var points: [FigurePoint] = []
        for year in (year - Self.yearsBefore)...(year + Self.yearsBefore) {
            if let point = try point(indicator, year: year) { points.append(point) }
        }
        var figure = ReportFigure(
            indicator: indicator.code, name: Wording(indicator.names), definition: Wording(indicator.definition),
            measure: indicator.unitOfMeasure, measureName: measure.map { Wording($0) } ?? Wording(), decimals: indicator.decimals,
            ratio: indicator.numerator.flatMap { top in
                indicator.denominator.map { FigureRatio(numerator: top, denominator: $0, scale: indicator.scale) }
            },
            direction: indicator.direction.rawValue, overUnits: indicator.overUnits.rawValue,
            overTime: indicator.overTime.rawValue,
            unit: root, unitName: names[root].map { Wording($0) } ?? Wording(same: root), points: points)
        if figure.ratio == nil { try addParts(to: &figure) }
        return figure
    }

    /// What the cube answers for one year, with every value the root itself gave.
    private mutating func point(_ indicator: Indicator, year: Int) throws -> FigurePoint? {
        let question = Question(indicator: indicator.code, unit: root, span: Period(year: year))
        guard let answer = try? cube.answer(question), let value = answer.value else { return nil }
        let revisions = indicator.isRatio ? [] : try revisions(indicator.code, unit: root, year: year)
        // A value that the root gave itself, other than its own share, is the official total: units below that are silent take
        // nothing from it.
        let isDeclared =
            answer.declared != nil || answer.coverage.expected <= 1 || revisions.last.map { $0.scope != "own" } ?? false
        let isProven = revisions.last.map { !$0.proof.isEmpty && $0.value == value } ?? false
        return FigurePoint(
            year: year, value: value, precision: answer.precision, interval: answer.ratio.flatMap { interval($0, indicator) },
            status: answer.status.rawValue, isBreak: answer.hasBreak || answer.status == .seriesBreak,
            coverage: isDeclared ? nil : FigureCoverage(reported: answer.coverage.reported, expected: answer.coverage.expected),
            source: revisions.last?.source ?? "", note: revisions.last?.note ?? "", revisions: revisions, hasProof: isProven,
            isSimulated: try revisions.last?.source == "simulated" || isInvented(indicator, year: year))
    }

    /// Whether a value that the root never gave itself is made of simulated values alone: those of the units directly below it.
    private func isInvented(_ indicator: Indicator, year: Int) throws -> Bool {
        try [indicator.numerator ?? indicator.code, indicator.denominator].compactMap { $0 }.contains { code in
            guard try latest(code, unit: root, year: year) == nil,
                let parts = try? cube.parts(of: Question(indicator: code, unit: root, span: Period(year: year)))
            else { return false }
            let reporting = parts.filter { !$0.isOwn && $0.answer.value != nil }
            return try !reporting.isEmpty && reporting.allSatisfy { try latest(code, unit: $0.unit, year: year)?.source == "simulated" }
        }
    }

    private func latest(_ indicator: String, unit: String, year: Int) throws -> ReturnedValue? {
        try ReturnBook.history(indicator: indicator, unit: unit, period: String(year), in: tables).last?.value
    }

    /// Where a ratio of rounded values can lie.
    private func interval(_ parts: RatioParts, _ indicator: Indicator) -> DecimalInterval? {
        guard let top = parts.numerator.value, let bottom = parts.denominator.value,
            let above = try? DecimalInterval.interval(of: top, parts.numerator.precision),
            let below = try? DecimalInterval.interval(of: bottom, parts.denominator.precision)
        else { return nil }
        return RatioInterval.of(above, over: below, scale: indicator.scale, decimals: indicator.decimals)
    }

    private mutating func revisions(_ indicator: String, unit: String, year: Int) throws -> [FigureRevision] {
        try ReturnBook.history(indicator: indicator, unit: unit, period: String(year), in: tables).map { revision in
            let value = revision.value
            return FigureRevision(
                act: revision.act, recorded: revision.recorded.text, asOf: value.asOf ?? revision.recorded.text,
                value: try value.value.map { try ExactDecimal($0) }, precision: value.precision ?? .exact,
                source: value.source ?? "",
                note: value.note ?? "", status: (value.status ?? .normal).rawValue, scope: (value.scope ?? .plain).rawValue,
                text: value.value, proof: try prover.prove(revision, indicator: indicator, unit: unit, period: String(year)))
        }
    }

    /// The units directly below with values of the year.
    private mutating func addParts(to figure: inout ReportFigure) throws {
        let question = Question(indicator: figure.indicator, unit: root, span: Period(year: year))
        guard figure.point(year)?.value != nil, let parts = try? cube.parts(of: question) else { return }
        for part in parts where !part.isOwn && part.answer.value != nil {
            let revisions = try revisions(figure.indicator, unit: part.unit, year: year)
            figure.parts.append(
                FigurePart(
                    unit: part.unit, name: names[part.unit].map { Wording($0) } ?? Wording(same: part.unit),
                    value: part.answer.value,
                    coverage: FigureCoverage(reported: part.answer.coverage.reported, expected: part.answer.coverage.expected),
                    revisions: revisions))
            if revisions.contains(where: { $0.source == "simulated" }) { figure.partsAreSimulated = true }
        }
    }
}
