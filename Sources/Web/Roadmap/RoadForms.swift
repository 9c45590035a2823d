import Acts
import Figures
import Institution
import Localization

/// What the forms of the roadmap share: fields from values or from what was typed, and back.
enum RoadForms {
    /// A text's three fields. What was typed wins over what is known.
    static func trilingual(
        _ name: String, _ label: String, _ form: Form?, _ desk: Desk, known: Trilingual? = nil, control: RoadField.Control = .area
    ) -> [RoadField] {
        let texts = [("ar", known?.ar), ("fr", known?.fr), ("en", known?.en)]
        return texts.map { language, text in
            RoadField(
                "\(name)_\(language)", "\(label) (\(desk.words.text("words.language.\(language)")))", value("\(name)_\(language)", form, text),
                control, lang: language)
        }
    }

    /// What was typed, else what is known.
    static func value(_ name: String, _ form: Form?, _ known: String?) -> String { form.map { $0[name] } ?? known ?? "" }

    /// The text of three fields.
    static func trilingual(_ name: String, _ form: Form) -> Trilingual {
        Trilingual(ar: form["\(name)_ar"], fr: form["\(name)_fr"], en: form["\(name)_en"])
    }

    /// The text of a field; nil when empty.
    static func given(_ name: String, _ form: Form) -> String? { form[name].isEmpty ? nil : form[name] }

    /// The rows of a list that hold anything.
    static func rows(_ prefix: String, _ fields: [String], _ form: Form) -> [String] {
        form.rows(prefix).map { "\(prefix).\($0)" }.filter { row in fields.contains { !form["\(row).\($0)"].isEmpty } }
    }

    /// Codes parted by spaces or commas.
    static func codes(_ name: String, _ form: Form) -> [String] {
        form[name].split { " ,;،\n".contains($0) }.map(String.init)
    }
}

/// The form of an objective: to adopt one, or to revise its plan.
struct ObjectiveForm {
    let reading: RoadmapReading
    /// The objective to be revised; nil for a new one.
    let revised: Objective?

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }
    private var year: Int { reading.year }

    /// The form of a new objective, or of a revision of the one named. Throws `notFound` for whom the act is not, and for no such objective.
    init(desk: Desk, year: Int, revising code: String? = nil) throws {
        reading = try RoadmapReading(desk: desk, year: year)
        revised = try code.map { code in
            guard let found = try RoadmapBook.objective(year: year, code: code, in: desk.tables) else {
                throw Failure(.notFound, privateDetail: "objective \(code.prefix(64))")
            }
            return found
        }
        guard reading.allows(code == nil ? AdoptObjective.self : ReviseObjective.self) else { throw Failure(.notAllowed) }
    }

    /// The page, empty, prefilled from a proposal, or with what was typed.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let proposal = try revised == nil ? proposed() : nil
        let start = revised.map { [$0.terms] } ?? proposal.map { [$0] } ?? []
        let known = start.first
        let plan = revised?.plan ?? known?.plan
        let title = revised.map { reading.phrase("revise_title", ["code": $0.terms.code]) } ?? reading.phrase("new_title")
        var groups = [RoadFieldGroup(groupTitle: reading.phrase("objective"), fields: try main(known, plan, form))]
        if revised != nil {
            let reason = RoadForms.trilingual("reason", reading.phrase("reason"), form, desk)
                + [RoadField("decided", reading.phrase("decided"), RoadForms.value("decided", form, "\(desk.today)"), .day)]
            groups.insert(RoadFieldGroup(groupTitle: reading.phrase("why"), fields: reason), at: 0)
        } else {
            groups.append(RoadFieldGroup(groupTitle: reading.phrase("origin"), fields: try origin(known, form)))
        }
        groups += lists(plan, form)
        let back = revised.map { RoadmapRoutes.objective("\(year)", $0.terms.code) }
        let model = RoadFormModel(
            titleMarkup: RunningText.markup(title), leadMarkup: reading.markup(revised == nil ? "new_lead" : "revise_lead"),
            simulatedTag: reading.simulatedTag, fault: failure.map(desk.fault),
            formAction: desk.link(revised.map { RoadmapRoutes.revision("\(year)", $0.terms.code) } ?? RoadmapRoutes.new("\(year)")),
            hidden: desk.formFields, fieldGroups: groups, submitText: reading.phrase(revised == nil ? "adopt" : "revise"),
            backHref: back.map { desk.link($0) } ?? reading.roadmapLink, backText: reading.phrase("back"))
        return reading.framed(title, "roadform", model)
    }

    private func proposed() throws -> AdoptObjective {
        let proposals = try RoadmapProposals.all(year: year, in: desk.tables)
        if let wanted = desk.query["from"], let found = proposals.first(where: { $0.id == wanted }) { return found.objective }
        return AdoptObjective(
            year: year, code: RoadmapProposals.nextCode(reading.objectives), text: Trilingual(ar: "", fr: "", en: ""),
            owner: desk.signatory.unit, starts: "\(year)-01-01", due: "\(year)-12-31")
    }

    private func main(_ known: AdoptObjective?, _ plan: ObjectivePlan?, _ form: Form?) throws -> [RoadField] {
        func value(_ name: String, _ text: String?) -> String { RoadForms.value(name, form, text) }
        let units = desk.registers.units.values.filter { $0.closed == nil }.map { ($0.code, desk.name(ofUnit: $0.code)) }.sorted { $0.1 < $1.1 }
        let indicators = desk.registers.indicators.map { ($0.code, desk.name(of: $0)) }
        var fields: [RoadField] = []
        if revised == nil { fields.append(RoadField("code", reading.phrase("code"), value("code", known?.code), hint: reading.phrase("code_hint"))) }
        fields.append(RoadField("owner", reading.phrase("owner"), "", .choice(reading.choices(units, chosen: value("owner", plan?.owner)))))
        fields += RoadForms.trilingual("text", reading.phrase("objective"), form, desk, known: plan?.text)
        fields += [
            RoadField("starts", reading.phrase("starts"), value("starts", plan?.starts), .day),
            RoadField("due", reading.phrase("due"), value("due", plan?.due), .day),
            RoadField("indicator", reading.phrase("indicator"), "",
                .choice(reading.choices(indicators, chosen: value("indicator", plan?.indicator), none: reading.phrase("none")))),
            RoadField("target", reading.phrase("target"), value("target", plan?.target), .number),
            RoadField("depends_on", reading.phrase("depends_on"), value("depends_on", plan?.dependsOn.joined(separator: " ")),
                hint: reading.phrase("depends_hint", ["codes": reading.objectives.map(\.terms.code).joined(separator: " ")])),
        ]
        return fields
    }

    private func origin(_ known: AdoptObjective?, _ form: Form?) throws -> [RoadField] {
        func value(_ name: String, _ text: String?) -> String { RoadForms.value(name, form, text) }
        let decisions = try OutcomeBook.outcomes(year: year - 1, in: desk.tables).filter { $0.state != .refused }.map(\.decision)
        let priorities = try PrioritiesBook.priorities(year: year, in: desk.tables).map { ($0.code, words.pick($0.text)) }
        let goals = try StrategyBook.strategies(year: year, in: desk.tables).flatMap { strategy in
            strategy.terms.goals.map { ("\(strategy.terms.code)/\($0.code)", words.pick($0.name)) }
        }
        let none = reading.phrase("none")
        let numbered = decisions.map { ("\($0.number)", "\($0.number) · \(words.pick($0.text))") }
        return [
            RoadField("decision", reading.phrase("decision"), "",
                .choice(reading.choices(numbered, chosen: value("decision", known?.decision.map { "\($0.number)" }), none: none))),
            RoadField("priority", reading.phrase("priority"), "", .choice(reading.choices(priorities, chosen: value("priority", known?.priority), none: none))),
            RoadField("goal", reading.phrase("goal"), "", .choice(reading.choices(goals, chosen: value("goal", nil), none: none))),
            RoadField("commitment", reading.phrase("commitment"), value("commitment", known?.commitment?.code), hint: reading.phrase("commitment_hint")),
            RoadField("difficulty", reading.phrase("difficulty"), value("difficulty", known?.difficulty)),
        ]
    }

    /// The repeated parts: what is there, and two empty rows.
    private func lists(_ plan: ObjectivePlan?, _ form: Form?) -> [RoadFieldGroup] {
        func group(_ key: String, _ count: Int, _ row: (Int, String) -> [RoadField]) -> [RoadFieldGroup] {
            let typed = (form?.rows(key).last ?? -1) + 1
            let all = max(count + 2, typed)
            return (0..<all).map { index in
                let name = reading.phrase("row.\(key)", ["number": words.number(index + 1)])
                return RoadFieldGroup(groupTitle: name, isFolded: true, isOpen: index < count || index < typed, fields: row(index, "\(key).\(index)"))
            }
        }
        func value(_ name: String, _ text: String?) -> String { RoadForms.value(name, form, text) }
        func text(_ name: String, _ label: String, _ known: Trilingual?) -> [RoadField] {
            RoadForms.trilingual(name, reading.phrase(label), form, desk, known: known, control: .line)
        }
        let indicators = desk.registers.indicators.map { ($0.code, desk.name(of: $0)) }
        let levels = ObjectiveRisk.Level.allCases.map { ($0.rawValue, reading.phrase("level.\($0.rawValue)")) }
        let kinds = ObjectiveResource.Kind.allCases.map { ($0.rawValue, reading.phrase("means.\($0.rawValue)")) }
        let none = reading.phrase("none")
        func known<Part>(_ parts: [Part]?, _ index: Int) -> Part? { parts.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
        return group("milestones", plan?.milestones.count ?? 0) { index, row in
            let part = known(plan?.milestones, index)
            return [RoadField("\(row).code", reading.phrase("code"), value("\(row).code", part?.code)),
                RoadField("\(row).due", reading.phrase("due"), value("\(row).due", part?.due), .day)]
                + text("\(row).text", "milestone", part?.text)
                + [RoadField("\(row).indicator", reading.phrase("indicator"), "",
                        .choice(reading.choices(indicators, chosen: value("\(row).indicator", part?.indicator), none: none))),
                    RoadField("\(row).target", reading.phrase("target"), value("\(row).target", part?.target), .number)]
        } + group("phases", plan?.phases.count ?? 0) { index, row in
            let part = known(plan?.phases, index)
            return [RoadField("\(row).code", reading.phrase("code"), value("\(row).code", part?.code)),
                RoadField("\(row).owner", reading.phrase("phase_owner"), value("\(row).owner", part?.owner)),
                RoadField("\(row).starts", reading.phrase("starts"), value("\(row).starts", part?.starts), .day),
                RoadField("\(row).due", reading.phrase("due"), value("\(row).due", part?.due), .day)]
                + text("\(row).text", "phase", part?.text)
        } + group("resources", plan?.resources.count ?? 0) { index, row in
            let part = known(plan?.resources, index)
            return [RoadField("\(row).kind", reading.phrase("kind"), "", .choice(reading.choices(kinds, chosen: value("\(row).kind", part?.kind.rawValue)))),
                RoadField("\(row).amount", reading.phrase("amount"), value("\(row).amount", part?.amount), .number)]
                + text("\(row).text", "resource", part?.text)
        } + group("risks", plan?.risks.count ?? 0) { index, row in
            let part = known(plan?.risks, index)
            return [RoadField("\(row).likelihood", reading.phrase("likelihood"), "",
                    .choice(reading.choices(levels, chosen: value("\(row).likelihood", part?.likelihood.rawValue)))),
                RoadField("\(row).impact", reading.phrase("impact"), "",
                    .choice(reading.choices(levels, chosen: value("\(row).impact", part?.impact.rawValue))))]
                + text("\(row).text", "risk", part?.text) + text("\(row).answer", "risk_answer", part?.answer)
        }
    }
}

extension ObjectiveForm {
    private static let texts = ["text_ar", "text_fr", "text_en"]

    /// The act that adopts what the form says.
    static func adopt(_ form: Form, year: Int) throws -> AdoptObjective {
        let plan = try plan(form)
        let goal = form["goal"].split(separator: "/").map(String.init)
        return AdoptObjective(
            year: year, code: form["code"], text: plan.text, owner: plan.owner, starts: plan.starts, due: plan.due,
            indicator: plan.indicator, target: plan.target,
            decision: try RoadForms.given("decision", form).map { .init(year: year - 1, number: try number($0)) },
            priority: RoadForms.given("priority", form), phases: plan.phases, milestones: plan.milestones, dependsOn: plan.dependsOn,
            resources: plan.resources, risks: plan.risks, goal: goal.count == 2 ? .init(strategy: goal[0], goal: goal[1]) : nil,
            commitment: RoadForms.given("commitment", form).map { .init(year: year - 1, code: $0) },
            difficulty: RoadForms.given("difficulty", form))
    }

    /// The act that changes what the form changes; what it leaves as it is, is not named.
    static func revise(_ form: Form, _ objective: Objective) throws -> ReviseObjective {
        let (old, plan) = (objective.plan, try plan(form))
        func changed<Value: Equatable>(_ part: (ObjectivePlan) -> Value) -> Value? { part(plan) == part(old) ? nil : part(plan) }
        return ReviseObjective(
            year: objective.terms.year, code: objective.terms.code, reason: RoadForms.trilingual("reason", form),
            decided: RoadForms.given("decided", form), text: changed(\.text), owner: changed(\.owner), starts: changed(\.starts),
            due: changed(\.due), indicator: plan.indicator == old.indicator ? nil : plan.indicator,
            target: plan.target == old.target ? nil : plan.target, phases: changed(\.phases), milestones: changed(\.milestones),
            dependsOn: changed(\.dependsOn), resources: changed(\.resources), risks: changed(\.risks))
    }

    static func number(_ text: String) throws -> Int {
        guard let number = Int(text) else { throw Failure(.notANumber, ["value": String(text.prefix(40))]) }
        return number
    }

    private static func plan(_ form: Form) throws -> ObjectivePlan {
        func level(_ name: String) throws -> ObjectiveRisk.Level {
            guard let level = ObjectiveRisk.Level(rawValue: form[name]) else {
                throw Failure(.malformedValue, ["field": name, "value": String(form[name].prefix(40))])
            }
            return level
        }
        let milestones = RoadForms.rows("milestones", ["code", "due"] + texts, form).map { row in
            Milestone(
                code: form["\(row).code"], text: RoadForms.trilingual("\(row).text", form), due: form["\(row).due"],
                indicator: RoadForms.given("\(row).indicator", form), target: RoadForms.given("\(row).target", form))
        }
        let phases = RoadForms.rows("phases", ["code", "starts", "due"] + texts, form).map { row in
            AdoptObjective.ObjectivePhase(
                code: form["\(row).code"], text: RoadForms.trilingual("\(row).text", form), starts: form["\(row).starts"],
                due: form["\(row).due"], owner: RoadForms.given("\(row).owner", form))
        }
        let resources = try RoadForms.rows("resources", ["amount"] + texts, form).map { row in
            guard let kind = ObjectiveResource.Kind(rawValue: form["\(row).kind"]) else {
                throw Failure(.malformedValue, ["field": "\(row).kind", "value": String(form["\(row).kind"].prefix(40))])
            }
            return ObjectiveResource(kind: kind, text: RoadForms.trilingual("\(row).text", form), amount: RoadForms.given("\(row).amount", form))
        }
        let risks = try RoadForms.rows("risks", texts + ["answer_ar", "answer_fr", "answer_en"], form).map { row in
            ObjectiveRisk(
                text: RoadForms.trilingual("\(row).text", form), likelihood: try level("\(row).likelihood"),
                impact: try level("\(row).impact"), answer: RoadForms.trilingual("\(row).answer", form))
        }
        return ObjectivePlan(
            text: RoadForms.trilingual("text", form), owner: form["owner"], starts: form["starts"], due: form["due"],
            indicator: RoadForms.given("indicator", form), target: RoadForms.given("target", form), phases: phases,
            milestones: milestones, dependsOn: RoadForms.codes("depends_on", form), resources: resources, risks: risks)
    }
}
