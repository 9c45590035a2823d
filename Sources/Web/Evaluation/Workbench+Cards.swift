import Acts
import Figures
import Institution
import Localization
import Publication

/// The commitments of the workbench: what speaks for each, and the fields to judge it.
extension WorkbenchQuery {
    func cards() throws -> [CommitmentCard] {
        let reading = ResultReading(desk: desk, year: year)
        return try (state.terms?.commitments ?? []).enumerated().map { index, commitment in
            let figure = try reading.figure(of: commitment)
            let line = state.evaluation?.derivation.first { $0.commitment == commitment.code }
            return try card(commitment, index, figure: figure, line: line)
        }
    }

    private func card(_ commitment: Commitment, _ index: Int, figure: ExactDecimal?, line: DerivationLine?) throws -> CommitmentCard {
        let terms = commitment.terms
        let indicator = terms.indicator.flatMap(desk.registers.indicator)
        let result = figure ?? line?.result.flatMap { try? ExactDecimal($0) }
        let status = try result.flatMap { result in
            try Scoring.Target(terms).map { Scoring.attainment(of: result, for: $0).1 }
        } ?? line?.status
        let reading = CommitmentReading(desk: desk, year: year)
        let items = state.assessment?.items.filter { $0.commitment == commitment.code } ?? []
        let appraisal = state.evaluation?.appraisals.first { $0.commitment == commitment.code }
        return CommitmentCard(
            anchor: "c-\(commitment.code)",
            codeMarkup: "\(Markup.figure(commitment.code)) · " + markup("weight", ["weight": words.number(terms.weight)]),
            cardTitle: words.pick(commitment.text),
            resultMarkup: result.map { Markup.figure(words.value($0, measure: indicator?.unitOfMeasure ?? "")) }
                ?? line?.result.map(RunningText.markup) ?? Markup.escape(words.text("layout.not_available")),
            resultTag: status.map(reading.tag), drawingMarkup: bullet(terms, indicator, result),
            drawingNoteMarkup: drawingNote(terms, indicator, reading), quotes: try items.map(quote), evidence: evidence(items, indicator),
            fields: state.mayRate ? fields(commitment, index, figure: figure, line: line, appraisal: appraisal) : nil,
            verdict: appraisal.map {
                Verdict(
                    verdictGrade: words.word("rating", $0.rating.rawValue).capitalizedFirst, verdictReason: $0.reason?.text,
                    verdictLang: $0.reason?.language ?? words.language.rawValue)
            })
    }

    private func quote(_ item: SubmitSelfAssessment.Item) throws -> Quote {
        let source = try state.assessment.map { try done($0.by) } ?? ""
        let unsupported = item.isUnsupported ? " · " + Markup.escape(words.text("cycle.unsupported")) : ""
        return Quote(quoteText: words.pick(item.text), quoteTag: kindTag(item), quoteSourceMarkup: source + unsupported, supports: files(of: item))
    }

    /// The figures that support it, with the way to why each is what it is.
    private func evidence(_ items: [SubmitSelfAssessment.Item], _ indicator: Indicator?) -> [Link] {
        var seen: Set<String> = []
        let cited = items.flatMap(\.cites).compactMap(desk.registers.indicator) + (indicator.map { [$0] } ?? [])
        return cited.filter { seen.insert($0.code).inserted }.map { indicator in
            Link(
                href: desk.link(.figure(indicator: indicator.code, unit: desk.root, period: "\(year)")), text: desk.name(of: indicator))
        }
    }

    private func drawingNote(_ terms: ProposedCommitment, _ indicator: Indicator?, _ reading: CommitmentReading) -> String {
        let measure = indicator?.unitOfMeasure
        var parts = [reading.target(terms, measure)].filter { !$0.isEmpty }
        if let levels = terms.levels {
            let list = levels.map { words.decimal($0, measure: measure) }.joined(separator: " · ")
            parts.append(say("levels", ["levels": list]))
        } else if let baseline = terms.baseline {
            parts.append(words.text("unit.baseline", ["value": words.decimal(baseline, measure: measure)]))
        }
        return RunningText.markup(parts.joined(separator: " · "))
    }

    private func bullet(_ terms: ProposedCommitment, _ indicator: Indicator?, _ result: ExactDecimal?) -> String? {
        guard let target = terms.target.flatMap({ try? ExactDecimal($0) }), terms.targetType.isNumeric else { return nil }
        let baseline = terms.baseline.flatMap { try? ExactDecimal($0) }
        let found = result.map { words.value($0, measure: indicator?.unitOfMeasure ?? "") } ?? words.text("unit.no_value_yet")
        return BulletChart(
            id: "w-\(terms.code)", title: words.pick(terms.text), description: found,
            thresholds: CommitmentReading.thresholds(from: baseline ?? .zero, to: target), result: result, target: target, baseline: baseline
        ).svg(words.language)
    }

    private func fields(
        _ commitment: Commitment, _ index: Int, figure: ExactDecimal?, line: DerivationLine?, appraisal: RateUnit.Appraisal?
    ) -> CardFields {
        let name = "item.\(index)"
        let chosen = typed(.rating, "\(name).grade", appraisal?.rating.rawValue ?? "")
        var field: TypedResult?
        if commitment.terms.targetType.isNumeric {
            if figure == nil {
                field = TypedResult(
                    typedName: "\(name).result", typedLabel: say("result"), typedHint: say("result_hint"),
                    typedValue: typed(.rating, "\(name).result", line?.result ?? ""), isNumber: true, noteName: nil, noteValue: "")
            }
        } else {
            let share = line?.attainment.map { "\(ExactDecimal(mantissa: Int64($0.tenThousandths), decimals: 2).withoutIdleZeros)" } ?? ""
            field = TypedResult(
                typedName: "\(name).judged", typedLabel: say("share"), typedHint: say("share_hint"),
                typedValue: typed(.rating, "\(name).judged", share), isNumber: true, noteName: "\(name).result",
                noteValue: typed(.rating, "\(name).result", line?.result ?? ""))
        }
        return CardFields(
            name: name, grades: grades(chosen), reason: typed(.rating, "\(name).reason", appraisal?.reason?.text ?? ""), typed: field)
    }

    /// The scale as radio cards.
    func grades(_ chosen: String) -> [GradeChoice] {
        Rating.allCases.map { rating in
            GradeChoice(
                gradeValue: rating.rawValue, gradeName: words.word("rating", rating.rawValue).capitalizedFirst,
                gradeMeaning: words.word("rating_definition", rating.rawValue), isChosen: rating.rawValue == chosen)
        }
    }

    /// The form of the whole rating; nil for whoever may not rate the unit now.
    func ratingForm() throws -> RatingForm? {
        guard let paper else { return nil }
        let evaluation = state.evaluation
        let given = evaluation?.findings ?? []
        let typedForm = refused?.step == .rating ? refused?.form : paper.form
        let rows = typedForm.map { max($0.rows("finding").count, 3) } ?? given.count + 3
        return RatingForm(
            frame: frame(.rating), draftAction: draftLink, draftOwner: desk.signatory.official, seen: "\(paper.common?.revision ?? 0)",
            savedMarkup: try savedBy(paper), conflict: try conflict(paper), mayDiscard: paper.form != nil,
            saidSaving: words.text("assessment.said_saving"), saidSaved: words.text("assessment.said_saved"),
            saidOffline: words.text("assessment.said_offline"), saidConflict: words.text("assessment.said_conflict"),
            overall: grades(typed(.rating, "overall", evaluation?.rating.rawValue ?? "")),
            findingRows: (0..<rows).map { finding($0, $0 < given.count ? given[$0] : nil) },
            answerBy: typed(.rating, "answer_by", defaultAnswerBy), scoreMarkup: "")
    }

    /// A week to answer, where the form names no other day.
    private var defaultAnswerBy: String { "\(desk.today.advanced(by: 7))" }

    private func finding(_ index: Int, _ given: Finding?) -> FindingFields {
        let name = "finding.\(index)"
        let kind = typed(.rating, "\(name).kind", given?.kind.rawValue ?? "")
        return FindingFields(
            findingName: name, findingNumber: words.number(index + 1),
            kinds: [Choice(choiceValue: "", choiceText: say("no_finding"), isChosen: kind.isEmpty)]
                + Finding.Kind.allCases.map {
                    Choice(choiceValue: $0.rawValue, choiceText: words.word("finding", $0.rawValue), isChosen: $0.rawValue == kind)
                }, textAr: typed(.rating, "\(name).ar", given?.text.ar ?? ""), textFr: typed(.rating, "\(name).fr", given?.text.fr ?? ""),
            textEn: typed(.rating, "\(name).en", given?.text.en ?? ""), owner: typed(.rating, "\(name).owner", given?.owner ?? ""),
            due: typed(.rating, "\(name).due", given?.due ?? ""))
    }

    /// The rating in force with its findings.
    func judgement() throws -> JudgementPanel? {
        guard let evaluation = state.evaluation else { return nil }
        let word = words.word("rating", evaluation.rating.rawValue)
        let tag: Tag =
            switch evaluation.rating {
            case .outstanding, .good: .good(word)
            case .adequate: .now(word)
            case .requiresImprovement: .warn(word)
            case .inadequate: .bad(word)
            }
        return JudgementPanel(
            gradeTag: tag, gradeMeaning: words.word("rating_definition", evaluation.rating.rawValue),
            scoreMarkup: CommitmentReading(desk: desk, year: year).composite(evaluation), byMarkup: try done(evaluation.by),
            findings: evaluation.findings.map { finding in
                let word = words.word("finding", finding.kind.rawValue)
                let detail = finding.owner.map { owner in
                    words.text("cycle.owner_due", ["owner": desk.name(ofUnit: owner), "date": finding.due.map(words.day) ?? "–"])
                }
                let tag: Tag = finding.kind == .goodPractice ? .good(word) : finding.kind == .concern ? .bad(word) : .warn(word)
                return FindingRow(
                    findingText: words.pick(finding.text), findingDetailMarkup: detail.map(RunningText.markup), findingTag: tag)
            })
    }
}
