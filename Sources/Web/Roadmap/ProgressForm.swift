import Acts
import Figures
import Institution
import Localization

/// The form that reports progress.
struct ProgressForm {
    let reading: RoadmapReading
    let standing: ObjectiveStanding

    private var desk: Desk { reading.desk }

    /// Throws `notFound` for no such objective, `notAllowed` for whom its progress is not to report.
    init(desk: Desk, year: Int, code: String) throws {
        reading = try RoadmapReading(desk: desk, year: year)
        guard let standing = reading.standings.first(where: { $0.code == code }) else {
            throw Failure(.notFound, privateDetail: "objective \(code.prefix(64))")
        }
        self.standing = standing
        guard reading.allows(ReportProgress.self, unit: standing.plan.owner) else { throw Failure(.notAllowed) }
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) -> Page {
        let latest = standing.latest?.report
        func value(_ name: String, _ known: String?) -> String { RoadForms.value(name, form, known) }
        let states = ReportProgress.Status.allCases.map { ($0.rawValue, reading.phrase("standing.\($0.rawValue)")) }
        let main = [
            RoadField("as_of", reading.phrase("on"), value("as_of", "\(reading.day)"), .day),
            RoadField("status", reading.phrase("state"), "", .choice(reading.choices(states, chosen: value("status", latest?.status.rawValue ?? "on_track")))),
            RoadField("percent", reading.phrase("percent"), value("percent", "\(standing.percent)"), .number),
            RoadField("expected", reading.phrase("expected"), value("expected", latest?.expected), .day, hint: reading.phrase("expected_hint")),
            RoadField("note", reading.phrase("note"), value("note", nil), .area, hint: reading.phrase("note_hint")),
            RoadField("evidence", reading.phrase("evidence"), value("evidence", nil), hint: reading.phrase("evidence_hint")),
        ]
        let milestones = standing.milestones.enumerated().map { index, milestone in
            let row = "milestones.\(index)"
            return RoadFieldGroup(
                groupTitle: "\(milestone.milestone.code) · \(reading.words.pick(milestone.milestone.text))",
                fields: [
                    RoadField("\(row).reached", reading.phrase("reached"), value("\(row).reached", milestone.reached), .day, hint: reading.phrase("reached_hint")),
                    RoadField("\(row).result", reading.phrase("result"), value("\(row).result", milestone.result), .number),
                ])
        }
        let title = reading.phrase("progress_title", ["code": standing.code])
        let model = RoadFormModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(reading.words.pick(standing.plan.text)),
            simulatedTag: reading.simulatedTag, fault: failure.map(desk.fault),
            formAction: desk.link(RoadmapRoutes.progress("\(reading.year)", standing.code)), hidden: desk.formFields,
            fieldGroups: [RoadFieldGroup(groupTitle: reading.phrase("situation_title"), fields: main)] + milestones,
            submitText: reading.phrase("report"), backHref: desk.link(RoadmapRoutes.objective("\(reading.year)", standing.code)),
            backText: reading.phrase("back"))
        return reading.framed(title, "roadform", model)
    }

    /// The act the form asks for: of the milestones only what differs from what is known.
    func act(_ form: Form) throws -> ReportProgress {
        guard let status = ReportProgress.Status(rawValue: form["status"]) else {
            throw Failure(.malformedValue, ["field": "status", "value": String(form["status"].prefix(40))])
        }
        let milestones = standing.milestones.enumerated().compactMap { index, milestone -> ReportProgress.MilestoneReport? in
            let row = "milestones.\(index)"
            let report = ReportProgress.MilestoneReport(
                code: milestone.milestone.code, reached: RoadForms.given("\(row).reached", form), result: RoadForms.given("\(row).result", form))
            return report.reached == milestone.reached && report.result == milestone.result ? nil : report
        }
        let evidence = RoadForms.codes("evidence", form)
        return ReportProgress(
            year: reading.year, code: standing.code, unit: standing.plan.owner, asOf: form["as_of"], status: status,
            percent: try ObjectiveForm.number(form["percent"]), note: form["note"], milestones: milestones,
            expected: RoadForms.given("expected", form), evidence: evidence.isEmpty ? nil : evidence)
    }
}
