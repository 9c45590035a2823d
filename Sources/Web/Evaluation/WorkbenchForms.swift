import Acts
import Figures
import Institution
import Localization

/// Makes the acts of the workbench from its forms. Nothing is judged here: the acts' own rules do that.
struct WorkbenchForms {
    let desk: Desk
    let year: Int
    let unit: String
    let form: Form

    /// Throws `notFound` for an unknown year or unit.
    init(desk: Desk, year: String, unit: String, form: Form) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.unit = try desk.unit(unit).code
        self.form = form
    }

    /// The act that a form asks for.
    func act(_ step: EvaluationRoutes.Step) throws -> any Act {
        switch step {
        case .rating: return try rating()
        case .back:
            return SendBack(
                year: year, unit: unit, assessment: number("assessment"), reason: written("reason"), until: form["until"])
        case .sample:
            let figures = Int(form["figures"]) ?? 0
            return DrawSample(year: year, unit: unit, figures: figures, checkpoint: try DrawSample.state(in: desk.tables))
        case .checks: return try checks()
        case .answer:
            guard let position = AnswerRating.Position(rawValue: form["position"]) else { throw unknown("position") }
            return AnswerRating(year: year, unit: unit, rating: number("rating"), position: position, text: written("text"))
        case .conclusion: return ConcludeRating(year: year, unit: unit, rating: number("rating"), appealBy: optional("appeal_by"))
        case .appeal: return AppealRating(year: year, unit: unit, rating: number("rating"), grounds: written("grounds"))
        case .decision:
            guard let outcome = DecideAppeal.Outcome(rawValue: form["outcome"]) else { throw unknown("outcome") }
            return DecideAppeal(
                year: year, unit: unit, rating: number("rating"), outcome: outcome, reason: written("reason"),
                grade: try outcome == .changed ? Rating(word: form["grade"]) : nil, until: outcome == .reopened ? form["until"] : nil)
        case .approval:
            // What is approved is what was on the page: its digest travels with the form.
            guard let content = try EvaluationContent.current(year: year, unit: unit, in: desk.tables) else {
                throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
            }
            guard try content.digest() == form["digest"] else {
                throw Failure(.contentChanged, ["year": "\(year)", "unit": unit, "rating": "\(content.rating)", "part": "–"])
            }
            return ApproveEvaluation(year: year, unit: unit, content: content)
        }
    }

    private func number(_ name: String) -> Int64 { Int64(form[name]) ?? -1 }
    private func optional(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
    private func written(_ name: String) -> Written { Written(form[name], desk.language.rawValue) }
    private func unknown(_ name: String) -> Failure {
        Failure(.unknownWord, ["field": name, "value": String(form[name].prefix(40)), "known": ""])
    }

    /// Results come from the figures in force; only what no figure says is taken from the form.
    private func rating() throws -> RateUnit {
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: desk.tables) else {
            throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
        }
        let reading = ResultReading(desk: desk, year: year)
        var (results, judged, appraisals) = ([String: String](), [String: Attainment](), [RateUnit.Appraisal]())
        for (index, commitment) in terms.commitments.enumerated() {
            let name = "item.\(index)"
            if let figure = try reading.figure(of: commitment) {
                results[commitment.code] = figure.description
            } else {
                results[commitment.code] = optional("\(name).result")
            }
            if !commitment.terms.targetType.isNumeric, let share = optional("\(name).judged") {
                judged[commitment.code] = try Self.share(share)
            }
            if let grade = optional("\(name).grade") {
                let reason = optional("\(name).reason").map { Written($0, desk.language.rawValue) }
                appraisals.append(.init(commitment: commitment.code, rating: try Rating(word: grade), reason: reason))
            }
        }
        let derivation = try Scoring.derivation(of: terms.commitments, results: results, judged: judged)
        return RateUnit(
            year: year, unit: unit, rating: try Rating(word: form["overall"]), score: derivation.score, derivation: derivation.lines,
            findings: try findings(), appraisals: appraisals, answerBy: optional("answer_by"))
    }

    /// A share typed in percent, `80` or `87.5`.
    static func share(_ text: String) throws -> Attainment {
        let point = text.replacing(",", with: ".")
        guard let percent = try? ExactDecimal(point), let scaled = try? percent.rescaled(to: 2),
            let share = Attainment(tenThousandths: Int(scaled.mantissa))
        else { throw Failure(.malformedValue, ["field": "judged", "value": String(text.prefix(40))]) }
        return share
    }

    private func findings() throws -> [Finding] {
        try form.rows("finding").compactMap { row in
            let name = "finding.\(row)"
            let text = Trilingual(ar: form["\(name).ar"], fr: form["\(name).fr"], en: form["\(name).en"])
            guard let word = optional("\(name).kind") else {
                guard text.ar.isEmpty, text.fr.isEmpty, text.en.isEmpty else { throw unknown("\(name).kind") }
                return nil
            }
            guard let kind = Finding.Kind(rawValue: word) else { throw unknown("\(name).kind") }
            return Finding(kind: kind, text: text, owner: optional("\(name).owner"), due: optional("\(name).due"))
        }
    }

    private func checks() throws -> RecordSampleCheck {
        let checks = try form.rows("check").compactMap { row -> RecordSampleCheck.Check? in
            let name = "check.\(row)"
            guard let word = optional("\(name).outcome") else { return nil }
            guard let outcome = RecordSampleCheck.Outcome(rawValue: word) else { throw unknown("\(name).outcome") }
            let found = optional("\(name).found").map { $0.replacing(",", with: ".") }
            return RecordSampleCheck.Check(
                figure: row, outcome: outcome, found: outcome == .deviates ? found : nil,
                remark: optional("\(name).remark").map { Written($0, desk.language.rawValue) })
        }
        return RecordSampleCheck(year: year, unit: unit, sample: number("sample"), checks: checks)
    }
}

/// The figures that commitments are measured by: the unit's own where it reports them, else the institution's.
struct ResultReading {
    let desk: Desk
    let year: Int

    /// The figure in force of a numeric commitment; nil where no figure measures it.
    func figure(of commitment: Commitment) throws -> ExactDecimal? {
        guard commitment.terms.targetType.isNumeric, let indicator = commitment.terms.indicator.flatMap(desk.registers.indicator) else {
            return nil
        }
        let reading = FigureReading(desk: desk)
        let own = try reading.answer(indicator, commitment.unit, Period(year: year)).value
        return try own ?? reading.answer(indicator, desk.root, Period(year: year)).value
    }
}
