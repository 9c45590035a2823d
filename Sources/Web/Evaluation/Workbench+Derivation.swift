import Acts
import Figures
import Institution
import Publication

/// How the score came about, and what it would be with other values.
extension WorkbenchQuery {
    func derivation() throws -> DerivationPanel? {
        guard let terms = state.terms else { return nil }
        let (results, judged) = try inputs(terms)
        let tried = try whatIf(terms, results: results, judged: judged)
        let lines: [DerivationLine]
        let score: Score
        if let tried {
            (lines, score) = (tried.lines, tried.score)
        } else if let evaluation = state.evaluation, !state.mayRate {
            (lines, score) = (evaluation.derivation, evaluation.score)
        } else {
            let now = try Scoring.derivation(of: terms.commitments, results: results, judged: judged)
            (lines, score) = (now.lines, now.score)
        }
        let rows = try Scoring.explain(lines, terms: terms.commitments).map(row) + [total(lines, score)]
        return DerivationPanel(
            derivationTitle: say(tried != nil ? "derivation_what_if" : state.evaluation == nil ? "derivation_now" : "derivation"),
            isWhatIf: tried != nil, lines: rows, whatIf: try whatIfFields(terms, results: results, judged: judged),
            whatIfAction: desk.link(EvaluationRoutes.unit(year: "\(year)", unit)) + "#derivation",
            resetLink: tried == nil ? nil : desk.link(EvaluationRoutes.unit(year: "\(year)", unit)) + "#derivation",
            comparisonMarkup: try tried.map { tried in
                let real = try state.evaluation?.score ?? Scoring.derivation(of: terms.commitments, results: results, judged: judged).score
                return markup(
                    "what_if_compared",
                    ["tried": words.decimal(tried.score.description, measure: nil), "real": words.decimal(real.description, measure: nil)])
            })
    }

    /// The results as they stand: figures in force, and what the evaluator stated where no figure says it.
    private func inputs(_ terms: Terms) throws -> ([String: String], [String: Attainment]) {
        let reading = ResultReading(desk: desk, year: year)
        var (results, judged) = ([String: String](), [String: Attainment]())
        for commitment in terms.commitments {
            let line = state.evaluation?.derivation.first { $0.commitment == commitment.code }
            results[commitment.code] = try reading.figure(of: commitment)?.description ?? line?.result
            if !commitment.terms.targetType.isNumeric { judged[commitment.code] = line?.attainment }
        }
        return (results, judged)
    }

    /// The derivation with the values of the address; nil where it names none, or none that can be read.
    private func whatIf(_ terms: Terms, results: [String: String], judged: [String: Attainment]) throws -> Derivation? {
        var (results, judged, isTried) = (results, judged, false)
        for commitment in terms.commitments {
            guard let text = desk.query["w.\(commitment.code)"]?.replacing(",", with: "."), !text.isEmpty else { continue }
            if commitment.terms.targetType.isNumeric {
                guard (try? ExactDecimal(text)) != nil else { continue }
                results[commitment.code] = text
            } else {
                guard let share = try? WorkbenchForms.share(text) else { continue }
                judged[commitment.code] = share
            }
            isTried = true
        }
        return isTried ? try Scoring.derivation(of: terms.commitments, results: results, judged: judged) : nil
    }

    private func whatIfFields(_ terms: Terms, results: [String: String], judged: [String: Attainment]) throws -> [WhatIfField] {
        terms.commitments.map { commitment in
            let name = "w.\(commitment.code)"
            var value = results[commitment.code] ?? ""
            if !commitment.terms.targetType.isNumeric {
                value = judged[commitment.code].map {
                    "\(ExactDecimal(mantissa: Int64($0.tenThousandths), decimals: 2).withoutIdleZeros)"
                } ?? ""
            }
            let kind = commitment.terms.targetType.isNumeric ? "" : " · " + Markup.escape(say("share"))
            return WhatIfField(
                whatIfName: name,
                whatIfLabelMarkup: Markup.figure(commitment.code) + " " + RunningText.markup(words.pick(commitment.text)) + kind,
                whatIfValue: desk.query[name] ?? value)
        }
    }

    private func row(_ explanation: Scoring.Explanation) -> DerivationLineRow {
        let (terms, line) = (explanation.commitment, explanation.line)
        let measure = terms.indicator.flatMap(desk.registers.indicator)?.unitOfMeasure
        let dash = "<span class=\"q\">–</span>"
        let share = line.attainment.map { attainment in
            ExactDecimal(mantissa: Int64(attainment.tenThousandths), decimals: 2)
        }
        return DerivationLineRow(
            lineClass: "",
            lineNameMarkup: "<a href=\"#c-\(Markup.escape(terms.code))\">\(Markup.figure(terms.code))</a> \(RunningText.markup(words.pick(terms.text)))",
            lineWeightMarkup: Markup.figure(words.number(line.weight)),
            lineTargetMarkup: RunningText.markup(CommitmentReading(desk: desk, year: year).target(terms, measure)),
            lineValueMarkup: line.result.map { RunningText.markup(words.decimal($0, measure: measure)) } ?? dash,
            lineRuleMarkup: rule(explanation, measure), lineShareMarkup: share.map { Markup.figure(words.value($0, measure: "percent")) } ?? dash,
            linePointsMarkup: Markup.figure(words.value(explanation.points, measure: "")))
    }

    /// The rule in words, with the numbers it used.
    private func rule(_ explanation: Scoring.Explanation, _ measure: String?) -> String {
        func value(_ text: String?) -> String { text.map { words.decimal($0, measure: measure) } ?? "–" }
        switch explanation.rule {
        case .progress:
            return markup("rule_progress", ["way": value(explanation.way), "whole": value(explanation.whole)])
        case .betweenLevels:
            let level = explanation.level ?? 1
            let worth = Scoring.levelWorth[level - 1] / 100
            return markup(
                "rule_between_levels",
                [
                    "level": words.number(level), "worth": words.number(worth), "way": value(explanation.way),
                    "whole": value(explanation.whole),
                ])
        default: return words.markup("evaluation.rule_\(explanation.rule.rawValue)")
        }
    }

    private func total(_ lines: [DerivationLine], _ score: Score) -> DerivationLineRow {
        DerivationLineRow(
            lineClass: "tot", lineNameMarkup: Markup.escape(words.text("cycle.total")),
            lineWeightMarkup: Markup.figure(words.number(lines.reduce(0) { $0 + $1.weight })), lineTargetMarkup: "", lineValueMarkup: "",
            lineRuleMarkup: markup("rule_total"), lineShareMarkup: "",
            linePointsMarkup: "<b>\(Markup.figure(words.decimal(score.description, measure: nil)))</b>")
    }
}
