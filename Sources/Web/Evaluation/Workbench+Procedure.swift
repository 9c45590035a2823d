import Acts
import Figures
import Institution
import Localization
import Publication

/// The sample, the contradictory procedure and the approval.
extension WorkbenchQuery {
    func samplePanel() throws -> SamplePanel? {
        guard let terms = state.terms else { return nil }
        let sample = state.sample
        let mayDraw = state.mayJudge && (sample == nil || sample?.assessment != state.assessment?.by.number ?? 0)
        let population = mayDraw ? try FigureBasis(year: year, in: desk.tables).figures(of: unit, commitments: terms.commitments).count : 0
        guard sample != nil || population > 0 || state.isJudge else { return nil }
        let tag: Tag =
            if let sample {
                sample.checked == sample.figures.count
                    ? .good(say("sample_checked")) : .now(say("sample_open", ["done": words.number(sample.checked), "all": words.number(sample.figures.count)]))
            } else { .plain(say("sample_none")) }
        let customary = SampleDraw.customary(of: population)
        return SamplePanel(
            sampleTag: tag,
            leadMarkup: try sample.map { sample in
                markup(
                    "sample_lead",
                    ["drawn": words.number(sample.figures.count), "population": words.number(sample.population), "number": words.entry(sample.by.number)])
                    + " " + (try done(sample.by))
            } ?? markup("sample_how"),
            seedRows: sample.map { sample in
                [
                    Fact(factName: say("sample_root", ["size": words.entry(sample.log.size)]), factMarkup: Self.hash(sample.log.root)),
                    Fact(factName: say("sample_seed"), factMarkup: Self.hash(sample.seed)),
                ]
            } ?? [], sampleFigures: try sample?.figures.map(row) ?? [],
            drawForm: mayDraw && population > 0
                ? DrawForm(
                    frame: frame(.sample), size: typed(.sample, "figures", "\(customary)"), most: "\(min(population, DrawSample.most))")
                : nil,
            checkFrame: state.mayJudge && sample != nil ? frame(.checks) : nil, sampleNumber: "\(sample?.by.number ?? 0)")
    }

    private static func hash(_ hex: String) -> String { "<span class=\"hash\">\(Markup.escape(hex))</span>" }

    private func row(_ figure: Sample.Figure) throws -> SampleRow {
        let indicator = desk.registers.indicator(figure.indicator)
        let measure = indicator?.unitOfMeasure
        let name = "check.\(figure.ordinal)"
        let outcome = typed(.checks, "\(name).outcome", figure.check?.outcome.rawValue ?? "")
        let tag: Tag =
            switch figure.check?.outcome {
            case .confirmed: .good(say("outcome_confirmed"))
            case .deviates:
                .bad(say("outcome_deviates") + " " + (figure.check?.found.map { words.decimal($0, measure: measure) } ?? ""))
            case .notFound: .warn(say("outcome_not_found"))
            case nil: .plain(say("outcome_open"))
            }
        let parts = [desk.name(ofUnit: figure.unit), (try? Period(figure.period)).map(words.period) ?? figure.period, figure.breakdown]
        return SampleRow(
            rowNumber: words.number(figure.ordinal),
            rowNameMarkup: RunningText.markup(indicator.map(desk.name(of:)) ?? figure.indicator) + "<br><span class=\"q xs\">"
                + RunningText.markup(parts.compactMap { $0 }.joined(separator: " · ")) + "</span>",
            rowHref: desk.link(.figure(indicator: figure.indicator, unit: figure.unit, period: figure.period)),
            rowValueMarkup: figure.value.map { Markup.figure(words.decimal($0, measure: measure)) } ?? "–", rowOutcome: tag,
            rowRemark: figure.check?.remark?.text, rowFieldName: name,
            outcomes: [Choice(choiceValue: "", choiceText: "–", isChosen: outcome.isEmpty)]
                + RecordSampleCheck.Outcome.allCases.map {
                    Choice(choiceValue: $0.rawValue, choiceText: words.text("evaluation.outcome_\($0.rawValue)"), isChosen: $0.rawValue == outcome)
                }, foundValue: typed(.checks, "\(name).found", figure.check?.found ?? ""),
            remarkValue: typed(.checks, "\(name).remark", figure.check?.remark?.text ?? ""), isOpen: state.mayJudge)
    }

    func procedurePanel() throws -> ProcedurePanel? {
        guard let procedure = state.procedure else { return nil }
        let signatory = desk.signatory
        func may(_ policy: Policy) -> Bool { policy.allows(signatory, unit: unit, ledgerIsEmpty: false) }
        let isFinal = procedure.isFinal(on: day)
        let mayConclude = state.isJudge && state.reasons.isEmpty && procedure.conclusion == nil
            && (!procedure.answers.isEmpty || day > procedure.answerBy)
        let mayAppeal = may(AppealRating.policy) && isFinal && procedure.appeal == nil && day <= procedure.appealBy
        let involved = [state.evaluation?.by, procedure.appeal?.by, procedure.conclusion?.by].compactMap { $0?.official }
        let mayDecide = may(DecideAppeal.policy) && procedure.isAppealPending && !involved.contains(signatory.official)
            && (signatory.role == .directorGeneral || state.reasons.isEmpty)
        return ProcedurePanel(
            procedureTag: isFinal ? .now(say("is_final")) : .warn(say("is_provisional")),
            leadMarkup: isFinal
                ? markup("appeal_until", ["date": words.day(procedure.appealBy)])
                : markup("answer_until", ["date": words.day(procedure.answerBy)]),
            entries: try entries(procedure), ratingNumber: "\(procedure.rating)",
            answerForm: may(AnswerRating.policy) && !isFinal
                ? AnswerForm(frame: frame(.answer), positions: positions, text: typed(.answer, "text")) : nil,
            conclusionForm: mayConclude
                ? ConclusionForm(
                    frame: frame(.conclusion),
                    appealBy: typed(.conclusion, "appeal_by", "\(desk.today.advanced(by: Procedure.appealDays))")) : nil,
            appealForm: mayAppeal ? AppealForm(frame: frame(.appeal), grounds: typed(.appeal, "grounds")) : nil,
            decisionForm: mayDecide ? decisionForm : nil)
    }

    private var positions: [Choice] {
        AnswerRating.Position.allCases.map {
            Choice(
                choiceValue: $0.rawValue, choiceText: words.text("evaluation.position_\($0.rawValue)"), isChosen: $0.rawValue == typed(.answer, "position"))
        }
    }

    private var decisionForm: DecisionForm {
        let (outcome, grade) = (typed(.decision, "outcome"), typed(.decision, "grade"))
        return DecisionForm(
            frame: frame(.decision),
            outcomes: DecideAppeal.Outcome.allCases.map {
                Choice(choiceValue: $0.rawValue, choiceText: words.text("evaluation.decide_\($0.rawValue)"), isChosen: $0.rawValue == outcome)
            },
            grades: Rating.allCases.filter { $0 != state.evaluation?.rating }.map {
                Choice(choiceValue: $0.rawValue, choiceText: words.word("rating", $0.rawValue), isChosen: $0.rawValue == grade)
            }, reason: typed(.decision, "reason"), until: typed(.decision, "until", "\(desk.today.advanced(by: 14))"))
    }

    private func entries(_ procedure: Procedure) throws -> [ProcedureEntry] {
        var entries = try procedure.answers.map { answer in
            ProcedureEntry(
                entryTitle: say("answer"), entryText: answer.text.text, entryLang: answer.text.language, entryDetailMarkup: try done(answer.by),
                entryTag: answer.position == .accepts ? .good(say("position_accepts")) : .warn(say("position_contests")))
        }
        if let conclusion = procedure.conclusion {
            entries.append(
                ProcedureEntry(
                    entryTitle: say("concluded"), entryText: nil, entryLang: words.language.rawValue,
                    entryDetailMarkup: try done(conclusion.by), entryTag: .now(say("is_final"))))
        }
        if let appeal = procedure.appeal {
            entries.append(
                ProcedureEntry(
                    entryTitle: say("appeal"), entryText: appeal.grounds.text, entryLang: appeal.grounds.language,
                    entryDetailMarkup: try done(appeal.by),
                    entryTag: procedure.decision == nil ? .warn(say("waits")) : .plain(say("decided"))))
        }
        if let decision = procedure.decision {
            let before = words.word("rating", decision.before.rawValue)
            let change = decision.grade.map { say("grade_changed", ["before": before, "after": words.word("rating", $0.rawValue)]) }
            entries.append(
                ProcedureEntry(
                    entryTitle: words.text("evaluation.decide_\(decision.outcome.rawValue)") + (change.map { " · " + $0 } ?? ""),
                    entryText: decision.reason.text, entryLang: decision.reason.language, entryDetailMarkup: try done(decision.by),
                    entryTag: .now(say("decided"))))
        }
        return entries
    }

    func approvalPanel() throws -> ApprovalPanel? {
        guard let content = state.content else { return nil }
        let mayApprove = ApproveEvaluation.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false)
            && [.final, .void].contains(state.standing) && state.evaluation?.by.official != desk.signatory.official
            && state.procedure?.isFinal(on: day) == true
        let lead = try state.approval.map { approval in
            markup(state.edited.isEmpty ? "approved_lead" : "void_lead") + " " + (try done(approval.by))
        } ?? markup("approval_lead")
        func fact(_ part: EvaluationContent.Part, _ number: Int64?) -> Fact {
            let isEdited = state.edited.contains(part)
            let value = number.map { markup("entry", ["number": words.entry($0)]) } ?? "–"
            let mark = isEdited ? " <b>\(Markup.escape(say("edited")))</b>" : ""
            return Fact(factName: words.text("evaluation.part_\(part.rawValue)"), factMarkup: value + mark)
        }
        let figures = Fact(
            factName: say("part_figures"),
            factMarkup: Self.hash(String(content.figures.prefix(16)) + "…")
                + (state.edited.contains(.figures) ? " <b>\(Markup.escape(say("edited")))</b>" : ""))
        let digest = try content.digest()
        return ApprovalPanel(
            approvalTag: state.approval == nil ? .plain(say("not_approved")) : tag(state.edited.isEmpty ? .approved : .void),
            leadMarkup: lead,
            contents: [
                fact(.rating, content.rating), fact(.terms, content.terms), fact(.assessment, content.assessment),
                fact(.checks, content.checks), fact(.decision, content.decision), figures,
                Fact(factName: say("digest"), factMarkup: Self.hash(digest)),
            ], approveForm: mayApprove ? ApproveForm(frame: frame(.approval), digest: digest) : nil)
    }
}
