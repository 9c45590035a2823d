import Acts
import Figures
import Institution
import Storage

/// How the example's terms came about: drafted, disputed, vetted, accepted by those they depend on, signed; and one amendment.
extension ExampleYear {
    /// Units whose terms stay open, so that there is something to vet and to sign when one looks in.
    private static let open: Set<String> = ["rabat", "sale"]

    private static let columns = [
        "year", "unit", "code", "priority", "text_ar", "text_fr", "text_en", "indicator", "baseline", "target_type", "target", "target_max",
        "weight", "due", "depends_on", "levels", "evidence_ar", "evidence_fr", "evidence_en", "owner", "carries",
    ]

    func negotiateTerms() async throws {
        let rows = try folder.rows("terms-\(year).csv", columns: Self.columns)
        var proposals: [(unit: String, number: Int64)] = []
        for unit in units(of: rows) {
            let commitments = try rows.filter { $0["unit"] == unit }.map(commitment)
            if unit == "dcpj" { try await disputedVersion(commitments) }
            let proposal = try await propose(unit, commitments)
            try await comment(unit, version: unit == "dcpj" ? 2 : 1, proposal)
            proposals.append((unit, proposal))
        }
        // Dependencies reach across units, so they are answered once all have proposed.
        for (unit, proposal) in proposals where !Self.open.contains(unit) {
            try await acceptDependencies(proposal)
            try await vetAndSign(unit, proposal)
        }
        try await assign(by: official(.directorGeneral))
        step("terms of reference: \(rows.count) commitments of \(proposals.count) units, \(Self.open.count) units still to be signed")
    }

    private func commitment(_ row: [String: String]) throws -> ProposedCommitment {
        guard let type = TargetType(rawValue: row["target_type"] ?? "") else {
            throw Failure(.unknownWord, ["field": "target_type", "value": row["target_type"] ?? "", "known": ""])
        }
        func words(_ column: String) -> [String]? { row.optional(column).map { $0.split(separator: " ").map(String.init) } }
        return ProposedCommitment(
            code: row["code"] ?? "", priority: row.optional("priority"), text: row.trilingual(), indicator: row.optional("indicator"),
            baseline: row.optional("baseline"), targetType: type, target: row.optional("target"), targetMax: row.optional("target_max"),
            weight: try row.integer("weight"), due: row.optional("due"), dependsOn: words("depends_on"), levels: words("levels"),
            evidence: row.optional("evidence_ar") == nil ? nil : row.trilingual("evidence_"), owner: row.optional("owner"),
            carries: row.optional("carries"))
    }

    private func propose(_ unit: String, _ commitments: [ProposedCommitment]) async throws -> Int64 {
        try await office.registrar.submit(
            ProposeTerms(year: year, unit: unit, commitments: commitments), by: official(.reportingOfficer, of: unit)
        ).number
    }

    /// The judicial police first asked for less; the direction disputed it, and the statistician sent it back.
    private func disputedVersion(_ commitments: [ProposedCommitment]) async throws {
        var first = commitments
        first[0].target = "93.00"
        first[0].text = Trilingual(
            ar: "رفع نسبة الزجر إلى 93 %", fr: "Porter le taux d’élucidation à 93\u{A0}%", en: "Raise the clearance rate to 93%")
        let proposal = try await propose("dcpj", first)
        try await comment("dcpj", version: 1, proposal)
        try await office.registrar.submit(
            VetTerms(
                year: year, unit: "dcpj", proposal: proposal, outcome: .returned,
                remarks: "La cible de PJ-01 est à reprendre\u{A0}: voir la négociation.", language: "fr"),
            by: official(.statistician))
    }

    private func comment(_ unit: String, version: Int, _ proposal: Int64) async throws {
        let rows = try folder.rows("terms-comments-\(year).csv", columns: ["unit", "version", "by", "role", "commitment", "language", "text"])
        for row in rows where row["unit"] == unit && row["version"] == "\(version)" {
            guard let role = Role(rawValue: row["role"] ?? "") else {
                throw Failure(.unknownWord, ["field": "role", "value": row["role"] ?? "", "known": ""])
            }
            try await office.registrar.submit(
                CommentTerms(
                    year: year, unit: unit, proposal: proposal, commitment: row.optional("commitment"), text: row["text"] ?? "",
                    language: row["language"] ?? ""),
                by: official(role, of: row.optional("by")))
        }
    }

    private func acceptDependencies(_ proposal: Int64) async throws {
        let waits = try await office.database.read { tables in
            try TermsBook.proposal(proposal, in: tables).map { try TermsBook.waiting(of: $0, in: tables) } ?? []
        }
        for wait in waits {
            try await office.registrar.submit(
                AcceptDependency(
                    year: year, unit: wait.unit, proposal: proposal, code: wait.code, dependsOn: wait.dependsOn, accepted: true),
                by: official(.unitHead, of: wait.unit))
        }
    }

    private func vetAndSign(_ unit: String, _ proposal: Int64) async throws {
        try await office.registrar.submit(
            VetTerms(year: year, unit: unit, proposal: proposal, outcome: .cleared), by: official(.statistician))
        let signature = SignTerms(year: year, unit: unit, proposal: proposal)
        try await office.registrar.submit(signature, by: official(.unitHead, of: unit))
        try await office.registrar.submit(signature, by: official(.directorGeneral))
    }

    /// The direction proposes to two prefectures what it expects of each; Rabat has not taken it over yet.
    private func assign(by director: Signatory) async throws {
        let text = Trilingual(
            ar: "حجز المؤثرات العقلية: عمليات مشتركة كل شهر", fr: "Saisie de psychotropes\u{A0}: une opération conjointe chaque mois",
            en: "Psychotropics: one joint operation every month")
        let evidence = Trilingual(ar: "محاضر العمليات", fr: "Procès-verbaux des opérations", en: "Reports of the operations")
        let assignments = ["rabat", "sale"].map { unit in
            CascadeTerms.Assignment(
                unit: unit,
                commitment: ProposedCommitment(
                    code: "DG-01.\(unit)", priority: "crime", text: text, baseline: "8", targetType: .atLeast, target: "12", weight: 10,
                    due: "\(year)-12-15", evidence: evidence))
        }
        try await office.registrar.submit(CascadeTerms(year: year, from: director.unit, assignments: assignments), by: director)
    }

    /// The communication unit's press releases are counted five days longer; the terms first signed stay readable.
    func amendTerms() async throws {
        let (unit, year) = ("communication", year)
        guard let terms = try await office.database.read({ try TermsBook.inForce(year: year, unit: unit, in: $0) }) else {
            throw Failure(.noTerms, ["unit": unit, "year": "\(year)"])
        }
        var commitments = terms.commitments.map(\.terms)
        for index in commitments.indices where commitments[index].code == "CO-03" { commitments[index].due = "\(year)-12-20" }
        let reason = Trilingual(
            ar: "تُحتسب البلاغات إلى غاية 20 دجنبر حتى تشمل بلاغ الحصيلة السنوية.",
            fr: "Les communiqués sont comptés jusqu’au 20 décembre, pour que celui du bilan annuel le soit aussi.",
            en: "Releases are counted until 20 December, so that the one on the year’s results is among them.")
        let amendment = try await office.registrar.submit(
            AmendTerms(year: year, unit: unit, amends: terms.proposal.number, commitments: commitments, reason: reason),
            by: official(.reportingOfficer, of: unit))
        try await acceptDependencies(amendment.number)
        try await vetAndSign(unit, amendment.number)
        step("terms of \(unit) amended")
    }
}
