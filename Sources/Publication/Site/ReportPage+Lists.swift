import Localization

extension ReportPage {
    /// Challenges, decisions, roadmap and priorities, each only where the cycle has some.
    func lists(after sections: Int) -> [PageModel] {
        let wanted: [(code: String, items: [PageModel], simulated: Bool)] = [
            ("challenges", report.challenges.map(item), report.challenges.contains(where: \.isSimulated)),
            ("decisions", report.decisions.map(item), report.decisions.contains(where: \.isSimulated)),
            ("priorities", report.priorities.map(item), report.priorities.contains(where: \.isSimulated)),
            ("roadmap", report.roadmap.map(objective), report.roadmap.contains(where: \.statement.isSimulated)),
        ]
        return wanted.filter { !$0.items.isEmpty }.enumerated().map { index, list in
            [
                "code": list.code, "ordinal": text.phrase("report.ordinal_\(min(sections + index + 1, 12))"),
                "title": text.phrase("report.list_\(list.code)", ["next": String(report.year + 1), "year": String(report.year)]),
                "items": list.items, "isSimulated": list.simulated, "note": PageModel.optional(note(list.code)),
            ]
        }
    }

    /// Of the difficulties: how many were answered, and how many are open.
    private func note(_ list: String) -> String {
        guard list == "challenges" else { return "" }
        let (all, answered) = (report.challenges.count, report.answeredChallenges)
        return text.phrase(
            "report.challenges_note",
            [
                "all": Numerals.format(String(all), text.language), "answered": Numerals.format(String(answered), text.language),
                "open": Numerals.format(String(all - answered), text.language),
            ])
    }

    private func objective(_ objective: ReportObjective) -> PageModel {
        var model = item(objective.statement)
        model["phases"] = objective.phases.map(item)
        model["hasPhases"] = !objective.phases.isEmpty
        return model
    }

    private func item(_ statement: ReportStatement) -> PageModel {
        let best = statement.text.best(text.language)
        let owner = statement.owner.best(text.language).text
        let answer = statement.answer.isEmpty ? "" : text.phrase("report.answer_\(statement.answer)")
        let due = !answer.isEmpty ? answer : statement.due.isEmpty ? "" : text.phrase("report.due", ["date": text.day(statement.due)])
        return [
            "code": PageModel.optional(statement.code), "text": best.text,
            "textLang": PageModel.optional(best.language == text.language ? nil : best.language.rawValue),
            "owner": owner, "separator": owner.isEmpty ? "" : " · ", "due": PageModel.optional(due),
            "hasContext": !owner.isEmpty || !due.isEmpty,
            "phases": false, "hasPhases": false,
        ]
    }
}
