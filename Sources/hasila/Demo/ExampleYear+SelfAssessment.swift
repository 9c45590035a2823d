import Acts
import Foundation
import Institution
import Publication
import Storage

/// What units say of their year, the evidence for it, and what was answered to their difficulties.
extension ExampleYear {
    func assess() async throws {
        try await defineTaxonomy()
        let files = try await fileEvidence()
        let rows = try folder.rows(
            "self-assessments.csv",
            columns: [
                "year", "unit", "commitment", "kind", "text_ar", "text_fr", "text_en", "cites", "evidence", "taxon", "severity",
                "remover_unit", "remover_outside",
            ])
        for unit in units(of: rows) {
            let items = try rows.filter { $0["unit"] == unit }.map { row in
                guard let kind = SubmitSelfAssessment.Item.Kind(rawValue: row["kind"] ?? "") else {
                    throw Failure(.unknownWord, ["field": "kind", "value": row["kind"] ?? "", "known": ""])
                }
                let (removerUnit, outside) = (row.optional("remover_unit"), row.optional("remover_outside"))
                return SubmitSelfAssessment.Item(
                    commitment: row.optional("commitment"), kind: kind, text: row.trilingual(),
                    cites: (row["cites"] ?? "").split(separator: " ").map(String.init),
                    evidence: row.optional("evidence").flatMap { files[$0] }.map { [$0] }, taxon: row.optional("taxon"),
                    severity: row.optional("severity").flatMap(SubmitSelfAssessment.Item.Severity.init),
                    remover: removerUnit == nil && outside == nil ? nil : .init(unit: removerUnit, outside: outside))
            }
            // The way forward was added after a first submission: so that one sees what a second one changes.
            let first = items.filter { $0.kind != .wayForward }
            if first.count < items.count {
                try await office.registrar.submit(
                    SubmitSelfAssessment(year: year, unit: unit, items: first), by: official(.reportingOfficer, of: unit))
            }
            try await office.registrar.submit(
                SubmitSelfAssessment(year: year, unit: unit, items: items), by: official(.unitHead, of: unit))
        }
        step("self-assessments: \(rows.count) statements, \(files.count) evidence files")
    }

    private func defineTaxonomy() async throws {
        let secretary = try await official(.secretary)
        for row in try folder.rows("difficulty-kinds.csv", columns: ["code", "rank", "name_ar", "name_fr", "name_en"]) {
            let taxon = DefineTaxon(code: row["code"] ?? "", rank: try row.integer("rank"), names: row.trilingual("name_"))
            try await office.registrar.submit(taxon, by: secretary)
        }
    }

    /// The files go the way of every file: looked through, kept, filed. Answers their hashes by name.
    private func fileEvidence() async throws -> [String: String] {
        var hashes: [String: String] = [:]
        for row in try folder.rows("evidence-\(year).csv", columns: ["year", "unit", "commitment", "file", "expires", "caption"]) {
            let (unit, name) = (row["unit"] ?? "", row["file"] ?? "")
            let path = folder.file("evidence/" + name)
            let report = try await EvidenceInspector().inspect(path, name: name, declared: nil)
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            let hash = try office.evidence.put(bytes)
            let act = FileEvidence(
                year: year, unit: unit, hash: hash, name: name, mediaType: report.kind.mediaType, bytes: Int64(bytes.count),
                expires: row.optional("expires"), commitment: row.optional("commitment"), caption: row.optional("caption"),
                inspection: report.inspection)
            try await office.registrar.submit(act, by: official(.reportingOfficer, of: unit))
            hashes[name] = hash
        }
        return hashes
    }

    /// Some difficulties are answered, some wait: the home page counts those.
    func answerDifficulties() async throws {
        let columns = [
            "year", "unit", "commitment", "kind", "manner", "decision", "objective", "to_ar", "to_fr", "to_en", "reason_ar", "reason_fr",
            "reason_en",
        ]
        let year = year
        let all = try await office.database.read { try DifficultyBook.all(year: year, in: $0) }
        let secretary = try await official(.secretary)
        for row in try folder.rows("difficulty-answers.csv", columns: columns) {
            guard let manner = AnswerDifficulty.Manner(rawValue: row["manner"] ?? ""),
                let kind = SubmitSelfAssessment.Item.Kind(rawValue: row["kind"] ?? "")
            else { throw Failure(.unknownWord, ["field": "manner", "value": row["manner"] ?? "", "known": ""]) }
            let asked = all.filter { $0.unit == row["unit"] && $0.item.commitment == row.optional("commitment") && $0.item.kind == kind }
            let objective = row.optional("objective")?.split(separator: "/").map(String.init)
            let answer = AnswerDifficulty(
                year: year, statements: asked.map(\.place), manner: manner, decision: try row.optional("decision") == nil ? nil : row.integer("decision"),
                objective: objective.flatMap { parts in Int(parts[0]).map { .init(year: $0, code: parts[1]) } },
                to: row.optional("to_ar") == nil ? nil : row.trilingual("to_"),
                reason: row.optional("reason_ar") == nil ? nil : row.trilingual("reason_"))
            try await office.registrar.submit(answer, by: secretary)
        }
        let count = try await office.database.read { try DifficultyBook.count(year: year, in: $0) }
        step("difficulties: \(count.all - count.unanswered) of \(count.all) answered")
    }
}
