import Acts
import Foundation
import Institution
import Storage

/// What follows the ratings of the example's year: a sample of figures checked, the units' answers, one appeal, approvals.
extension ExampleYear {
    func concludeEvaluations() async throws {
        let rows = try folder.rows("evaluation-answers.csv", columns: ["year", "unit", "position", "language", "text", "check"])
        let director = try await official(.directorGeneral)
        for row in rows {
            let unit = row["unit"] ?? ""
            let year = year
            guard let position = AnswerRating.Position(rawValue: row["position"] ?? ""),
                let outcome = RecordSampleCheck.Outcome(rawValue: row["check"] ?? "")
            else { throw Failure(.unknownWord, ["field": "position", "value": row["position"] ?? "", "known": ""]) }
            guard let rating = try await office.database.read({ try EvaluationBook.current(year: year, unit: unit, in: $0)?.by.number })
            else { continue }
            let judge = try await evaluator(of: unit)
            // A unit whose commitments no figure measures has nothing to draw from.
            do { try await check(unit, outcome, by: judge) } catch let failure as Failure where failure.code == .nothingToSample {}
            let text = Written(row["text"] ?? "", row["language"] ?? "")
            let head = try await official(.unitHead, of: unit)
            try await office.registrar.submit(
                AnswerRating(year: year, unit: unit, rating: rating, position: position, text: text), by: head)
            try await office.registrar.submit(ConcludeRating(year: year, unit: unit, rating: rating), by: judge)
            if position == .contests { try await appeal(unit, rating, by: head, decidedBy: director) }
            guard let content = try await office.database.read({ try EvaluationContent.current(year: year, unit: unit, in: $0) }) else {
                continue
            }
            try await office.registrar.submit(ApproveEvaluation(year: year, unit: unit, content: content), by: director)
        }
        step("evaluations: \(rows.count) answered, concluded and approved")
    }

    /// Draws the figures to check and records what is found; only the first of them is other than confirmed.
    private func check(_ unit: String, _ outcome: RecordSampleCheck.Outcome, by judge: Signatory) async throws {
        let state = try await office.database.read { try DrawSample.state(in: $0) }
        let sample = try await office.registrar.submit(
            DrawSample(year: year, unit: unit, figures: 2, checkpoint: state), by: judge)
        let year = year
        let drawn = try await office.database.read { try SampleBook.current(year: year, unit: unit, in: $0)?.figures.count ?? 0 }
        let checks = (1...max(drawn, 1)).map { figure in
            RecordSampleCheck.Check(
                figure: figure, outcome: figure == 1 ? outcome : .confirmed,
                remark: figure == 1 && outcome != .confirmed ? Written("Pièce demandée, non produite le jour de la visite (exemple simulé).", "fr") : nil)
        }
        try await office.registrar.submit(
            RecordSampleCheck(year: year, unit: unit, sample: sample.number, checks: checks), by: judge)
    }

    private func appeal(_ unit: String, _ rating: Int64, by head: Signatory, decidedBy director: Signatory) async throws {
        let grounds = Written("Les deux missions reportées ne relevaient pas de notre décision (exemple simulé).", "fr")
        try await office.registrar.submit(AppealRating(year: year, unit: unit, rating: rating, grounds: grounds), by: head)
        let reason = Written("Le report est établi pour une mission sur deux ; le degré est maintenu (exemple simulé).", "fr")
        try await office.registrar.submit(
            DecideAppeal(year: year, unit: unit, rating: rating, outcome: .rejected, reason: reason), by: director)
    }
}
