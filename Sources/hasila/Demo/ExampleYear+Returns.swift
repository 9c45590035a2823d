import Acts
import Figures
import Foundation
import Institution
import Storage

/// The returns' side of the example: rules before the first figure, then verification, acceptance, questions and locks. Simulated.
extension ExampleYear {
    /// The rules between figures; they judge what is loaded after them.
    func defineRules() async throws {
        let rows = try folder.rows(
            "rules.csv",
            columns: ["code", "left", "comparison", "right", "tolerance", "weight", "words_ar", "words_fr", "words_en"])
        let statistician = try await official(.statistician)
        for row in rows {
            guard let comparison = RuleComparison(rawValue: row["comparison"] ?? ""), let weight = RuleWeight(rawValue: row["weight"] ?? "")
            else { throw Failure(.unknownWord, ["field": "comparison", "value": row["comparison"] ?? "", "known": ""]) }
            let rule = DefineRule(
                code: row["code"] ?? "", left: row["left"] ?? "", comparison: comparison, right: row["right"] ?? "",
                tolerance: row.optional("tolerance"), weight: weight, words: row.trilingual("words_"))
            try await office.registrar.submit(rule, by: statistician)
        }
        step("rules between figures: \(rows.count)")
    }

    /// The year's returns go up the line, one comes back, two questions are asked, and the years before the last are locked: the last step
    /// of the year, since nothing may be entered into a locked period.
    func followReturns() async throws {
        let rows = try folder.rows("return-steps-2022.csv", columns: ["unit", "period", "step", "role", "of", "reason", "language"])
        for row in rows {
            let (unit, period) = (row["unit"] ?? "", row["period"] ?? "")
            guard let role = Role(rawValue: row["role"] ?? "") else {
                throw Failure(.unknownWord, ["field": "role", "value": row["role"] ?? "", "known": ""])
            }
            let signatory = try await official(role, of: row.optional("of"))
            let standing = try await office.database.read { try StandingBook.standing(unit: unit, period: period, in: $0) }
            guard let through = standing?.latest.number else { throw Failure(.noReturn, ["unit": unit, "period": period]) }
            switch ReturnStanding.Step(rawValue: row["step"] ?? "") {
            case .verify: try await office.registrar.submit(VerifyReturn(unit: unit, period: period, through: through), by: signatory)
            case .accept: try await office.registrar.submit(AcceptReturn(unit: unit, period: period, through: through), by: signatory)
            case .sendBack:
                let reason = Written(row["reason"] ?? "", row["language"] ?? "")
                try await office.registrar.submit(
                    SendBackReturn(unit: unit, period: period, through: through, reason: reason), by: signatory)
            case nil: throw Failure(.unknownWord, ["field": "step", "value": row["step"] ?? "", "known": ""])
            }
        }
        try await askAboutFigures()
        try await lockEarlierYears()
        step("returns of \(year): \(rows.count) steps, questions asked, earlier years locked")
    }

    private func askAboutFigures() async throws {
        let rows = try folder.rows(
            "figure-queries-2022.csv",
            columns: ["unit", "check", "indicator", "post", "question", "language", "answer", "answer_language"])
        let (statistician, today) = (try await official(.statistician), office.today)
        let held = try await office.database.read { try OfficialBook.held(on: today, in: $0) }
        for row in rows {
            let query = AssignQuery(
                unit: row["unit"] ?? "", period: "\(year)", check: row["check"] ?? "", indicator: row.optional("indicator"),
                post: row["post"] ?? "", due: "\(office.clock().day.advanced(by: 14))",
                question: Written(row["question"] ?? "", row["language"] ?? ""))
            let receipt = try await office.registrar.submit(query, by: statistician)
            guard let answer = row.optional("answer"), let post = held.first(where: { $0.post.code == query.post }) else { continue }
            let holder = Signatory(official: post.official, post: post.post.code, role: post.post.role, unit: post.post.unit)
            try await office.registrar.submit(
                AnswerQuery(query: receipt.number, outcome: .confirmed, answer: Written(answer, row["answer_language"] ?? "")), by: holder)
        }
    }

    private func lockEarlierYears() async throws {
        let statistician = try await official(.statistician)
        let reason = Written("La période est publiée ; ses données ne changent plus sans une réouverture motivée (simulé).", "fr")
        for locked in (year - 6)...(year - 2) {
            try await office.registrar.submit(LockPeriod(period: "\(locked)", reason: reason), by: statistician)
        }
    }
}
