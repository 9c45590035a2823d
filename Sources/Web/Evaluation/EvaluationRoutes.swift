import Acts
import Hummingbird
import Institution

/// The addresses of the evaluation: a workbench a unit, the calibration and the separation of duties of a year.
enum EvaluationRoutes: FeatureRoutes {
    /// What can be done on the workbench; the last word of the form's address.
    enum Step: String, CaseIterable, Sendable {
        case rating, back, sample, checks, answer, conclusion, appeal, decision, approval
    }

    /// The workbench of a unit's evaluation.
    static func unit(year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "evaluations", unit]) }
    /// Where a form of the workbench is sent.
    static func step(year: String, _ unit: String, _ step: Step) -> SiteRoute {
        .place(["cycles", year, "evaluations", unit, step.rawValue])
    }
    /// Where the rating is kept while it is being written.
    static func draft(year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "evaluations", unit, "draft"]) }
    /// How the evaluators' posts read the scale.
    static func calibration(year: String) -> SiteRoute { .place(["cycles", year, "calibration"]) }
    /// Whether anyone judged their own work.
    static func separation(year: String) -> SiteRoute { .place(["cycles", year, "separation"]) }

    static let lines: [RouteLine] =
        [
            RouteLine(method: "GET", route: .stage(year: "{year}", .evaluation), access: .official),
            RouteLine(method: "GET", route: unit(year: "{year}", "{unit}"), access: .official),
            RouteLine(method: "POST", route: draft(year: "{year}", "{unit}"), access: .official),
            RouteLine(method: "GET", route: calibration(year: "{year}"), access: .official),
            RouteLine(method: "GET", route: separation(year: "{year}"), access: .official),
        ] + Step.allCases.map { RouteLine(method: "POST", route: step(year: "{year}", "{unit}", $0), access: .official) }

    static func add(to table: RouteRegistry) {
        table.page(.stage(year: "{year}", .evaluation), isKept: false) { desk, at in
            try EvaluationListQuery(desk: desk, year: desk.year(at.word("year"))).page()
        }
        table.page(unit(year: "{year}", "{unit}"), isKept: false) { desk, at in
            try WorkbenchQuery(desk: desk, year: at.word("year"), unit: at.word("unit")).page()
        }
        table.page(calibration(year: "{year}")) { desk, at in try CalibrationQuery(desk: desk, year: at.word("year")).page() }
        table.page(separation(year: "{year}")) { desk, at in try SeparationQuery(desk: desk, year: at.word("year")).page() }
        let site = table.site
        table.post(step(year: "{year}", "{unit}", .rating)) { try await site.signRating($0, $1) }
        table.post(draft(year: "{year}", "{unit}")) { try await site.draftRating($0, $1) }
        for step in Step.allCases where step != .rating {
            table.act(self.step(year: "{year}", "{unit}", step)) { form, desk, at in
                try WorkbenchForms(desk: desk, year: at.word("year"), unit: at.word("unit"), form: form).act(step)
            } then: { _, address in
                unit(year: address.parameters.word("year"), address.parameters.word("unit")).link(address.language) + "#" + step.place
            } again: { desk, form, failure, at in
                try WorkbenchQuery(desk: desk, year: at.word("year"), unit: at.word("unit"), refused: (step, form, failure)).page()
            }
        }
    }
}

extension EvaluationRoutes.Step {
    /// The part of the workbench where its result shows.
    var place: String {
        switch self {
        case .rating: "derivation"
        case .back: "top"
        case .sample, .checks: "sample"
        case .answer, .conclusion, .appeal, .decision: "procedure"
        case .approval: "approval"
        }
    }
}
