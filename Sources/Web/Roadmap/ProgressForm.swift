import Acts
import Figures
import Institution
import Localization

/// The form that reports progress.
struct ProgressForm {
    let reading: RoadmapReading
    let standing: ObjectiveStanding
    /// The files its owner has filed, those of the roadmap's year and of the cycle it was adopted in.
    private let files: [EvidenceFile]

    private var desk: Desk { reading.desk }

    /// Throws `notFound` for no such objective, `notAllowed` for whom its progress is not to report.
    init(desk: Desk, year: Int, code: String) throws {
        reading = try RoadmapReading(desk: desk, year: year)
        guard let standing = reading.standings.first(where: { $0.code == code }) else {
            throw Failure(.notFound, privateDetail: "objective \(code.prefix(64))")
        }
        self.standing = standing
        guard reading.allows(ReportProgress.self, unit: standing.plan.owner) else { throw Failure(.notAllowed) }
        files = try [year, year - 1].flatMap { try EvidenceBook.files(year: $0, unit: standing.plan.owner, in: desk.tables) }
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
            RoadField(
                "evidence", reading.phrase("evidence"), "", .files(choices(form), evidenceLink: evidenceLink),
                hint: reading.phrase(files.isEmpty ? "evidence_none" : "evidence_hint")),
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

    private func choices(_ form: Form?) -> [FileChoice] {
        files.map { FileChoice($0, field: "\($0.by.number)", isCited: form?["evidence.\($0.by.number)"] == "1", desk: desk) }
    }

    /// Where the owner files evidence: in the newest year that has a cycle.
    private var evidenceLink: String {
        let year = desk.registers.phases[reading.year] == nil ? reading.year - 1 : reading.year
        return desk.link(SelfAssessmentRoutes.evidence("\(year)", standing.plan.owner))
    }

    /// The hashes of the files ticked; a number that is none of the owner's files is refused as it stands.
    private func hashes(_ form: Form) -> [String] {
        let known = files.reduce(into: [:]) { $0["\($1.by.number)"] = $1.hash }
        let ticked = form.names("evidence.").filter { form["evidence.\($0)"] == "1" }
        // The same bytes may be filed for two years.
        return ticked.map { known[$0] ?? $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
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
        let evidence = hashes(form)
        return ReportProgress(
            year: reading.year, code: standing.code, unit: standing.plan.owner, asOf: form["as_of"], status: status,
            percent: try ObjectiveForm.number(form["percent"]), note: form["note"], milestones: milestones,
            expected: RoadForms.given("expected", form), evidence: evidence.isEmpty ? nil : evidence)
    }
}
