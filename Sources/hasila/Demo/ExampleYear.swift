import Acts
import Figures
import Foundation
import Institution
import Storage

/// Plays the example institution's year: each step is done by the post whose step it is, through the one write path.
struct ExampleYear {
    let office: Office
    let folder: ExampleFolder
    let year: Int
    let step: (String) -> Void

    func play() async throws {
        let administrator = try await office.signatory(role: .administrator)
        for (kind, file) in [
            (ImportKind.units, "units.csv"), (.events, "events.csv"), (.measures, "measures.csv"),
            (.indicators, "indicators.csv"), (.assignments, "assignments.csv"), (.officials, "officials.csv"),
        ] {
            try await load(kind, file, by: administrator)
        }
        try await defineRules()
        for file in ["figures.csv", "simulated-figures.csv"] { try await load(.figures, file, by: administrator) }
        try await keepRegisters()
        try await openCycle()
        try await load(.indicators, "form-indicators.csv", by: administrator)
        try await fillForms()
        try await setReminders()
        try await setPriorities()
        try await negotiateTerms()
        try await amendTerms()
        try await reviewQuarters()
        try await assess()
        try await evaluate()
        try await concludeEvaluations()
        try await meet()
        try await adoptRoadmap()
        try await answerDifficulties()
        try await closeMeeting()
        try await followRoadmap()
        try await announceEvents()
        try await lendAndHandOver()
        try await prepareAnalysis()
        try await followReturns()
    }

    func load(_ kind: ImportKind, _ file: String, by signatory: Signatory) async throws {
        let report = try await Importer(office: office, signatory: signatory).run(kind, path: folder.file(file))
        if let first = report.refused.first { throw first.failure.adding(["file": file, "line": "\(first.line)"]) }
        step("\(file): \(report.rows) rows, \(report.acts) acts")
    }

    /// Who holds the post with this role in a unit.
    func official(_ role: Role, of unit: String? = nil) async throws -> Signatory {
        let today = office.today
        let held = try await office.database.read { try OfficialBook.held(on: today, in: $0) }
        guard let found = held.first(where: { $0.post.role == role && (unit == nil || $0.post.unit == unit) }) else {
            throw Failure(.notAppointed, ["official": unit ?? "–", "post": role.rawValue, "date": today])
        }
        return Signatory(official: found.official, post: found.post.code, role: role, unit: found.post.unit)
    }

    /// The cycle of the example's year, and one of the running year so that something is due when one looks in.
    private func openCycle() async throws {
        let administrator = try await official(.administrator)
        let rows = try folder.rows("cycle.csv", columns: ["year", "phase", "starts", "ends"])
        let phases = try rows.map { row in
            guard let phase = Phase(rawValue: row["phase"] ?? "") else {
                throw Failure(.unknownWord, ["field": "phase", "value": row["phase"] ?? "", "known": ""])
            }
            return PhaseDates(phase, starts: row["starts"] ?? "", ends: row["ends"] ?? "")
        }
        try await office.registrar.submit(OpenCycle(year: year, phases: phases), by: administrator)
        try await extendPhases(phases, by: administrator)
        let running = Int(office.today.prefix(4)) ?? year
        if running != year {
            let shifted = phases.map { phase in
                PhaseDates(phase.phase, starts: shift(phase.starts, to: running), ends: shift(phase.ends, to: running))
            }
            try await office.registrar.submit(OpenCycle(year: running, phases: shifted), by: administrator)
        }
        step("cycles \(year) and \(running) opened")
    }

    /// The example's year is entered after the fact: every phase stays open until today, and the ledger says why.
    private func extendPhases(_ phases: [PhaseDates], by administrator: Signatory) async throws {
        let reason = Trilingual(
            ar: "سنة المثال تُدخل بعد انقضائها.", fr: "L’année de l’exemple est saisie après coup.",
            en: "The example’s year is entered after the fact.")
        for phase in phases where phase.ends < office.today {
            try await office.registrar.submit(
                ExtendPhase(year: year, phase: phase.phase, until: office.today, reason: reason), by: administrator)
        }
    }

    func shift(_ day: String, to running: Int) -> String {
        guard let old = Int(day.prefix(4)) else { return day }
        return "\(running + old - year)" + day.dropFirst(4)
    }

    /// The meeting's priorities guide the next year; the example's own terms answer the same ones, which is simulated.
    private func setPriorities() async throws {
        let director = try await official(.directorGeneral)
        for row in try folder.rows("priorities.csv", columns: ["year", "code", "rank", "text_ar", "text_fr", "text_en", "source"]) {
            for guided in [year, year + 1] {
                let priority = SetPriority(
                    year: guided, code: row["code"] ?? "", rank: try row.integer("rank"), text: row.trilingual(),
                    source: row.optional("source"))
                try await office.registrar.submit(priority, by: director)
            }
        }
    }

    /// Proposed by the unit's reporting officer, signed by its head and by the Director General.
    func units(of rows: [[String: String]]) -> [String] {
        rows.reduce(into: []) { units, row in
            if let unit = row["unit"], !units.contains(unit) { units.append(unit) }
        }
    }

    /// The score is computed from the figures in force; only the rating and the findings are the evaluator's own.
    private func evaluate() async throws {
        let rows = try folder.rows(
            "evaluations.csv",
            columns: ["year", "unit", "rating", "finding_kind", "text_ar", "text_fr", "text_en", "owner", "due"])
        for unit in units(of: rows) {
            let (year, own) = (year, rows.filter { $0["unit"] == unit })
            guard let terms = try await office.database.read({ try TermsBook.inForce(year: year, unit: unit, in: $0) }) else {
                throw Failure(.noTerms, ["unit": unit, "year": "\(year)"])
            }
            let derivation = try Scoring.derivation(of: terms.commitments, results: try results(of: terms.commitments), judged: [:])
            let findings = try own.map { row in
                guard let kind = Finding.Kind(rawValue: row["finding_kind"] ?? "") else {
                    throw Failure(.unknownWord, ["field": "finding_kind", "value": row["finding_kind"] ?? "", "known": ""])
                }
                return Finding(kind: kind, text: row.trilingual(), owner: row.optional("owner"), due: row.optional("due"))
            }
            let act = RateUnit(
                year: year, unit: unit, rating: try Rating(word: own.first?["rating"] ?? ""), score: derivation.score,
                derivation: derivation.lines, findings: findings)
            try await office.registrar.submit(act, by: evaluator(of: unit))
        }
        step("evaluations: \(units(of: rows).count) units rated")
    }

    /// Nobody rates the unit they belong to.
    func evaluator(of unit: String) async throws -> Signatory {
        let evaluator = try await official(.evaluator)
        return evaluator.unit == unit ? try await official(.inspector) : evaluator
    }

    /// The example's commitments are measured by the published national figure of the year.
    private func results(of commitments: [Commitment]) throws -> [String: String] {
        let cube = office.cube
        var results: [String: String] = [:]
        for commitment in commitments where commitment.terms.targetType.isNumeric {
            guard let indicator = commitment.terms.indicator else { continue }
            let question = Question(indicator: indicator, unit: "dgsn", span: try Period("\(year)"))
            results[commitment.code] = try cube.answer(question).value?.description
        }
        return results
    }
}
