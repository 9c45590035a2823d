import Acts
import Foundation
import Institution

/// One statement as it stands in the form.
struct StatementDraft: Sendable, Equatable {
    /// The commitment's code; empty for the year as a whole.
    var commitment = ""
    var kind = SubmitSelfAssessment.Item.Kind.achievement
    var ar = "", fr = "", en = ""
    /// Cited figures as typed: `indicator` or `indicator@period`.
    var cites = ["", "", ""]
    /// Numbers of the cited evidence files.
    var files: Set<String> = []
    var taxon = "", severity = "", removerUnit = "", removerOutside = ""

    /// Whether nothing at all was written into it.
    var isEmpty: Bool {
        let texts = [ar, fr, en, taxon, severity, removerUnit, removerOutside] + cites
        return texts.allSatisfy(\.isEmpty) && files.isEmpty
    }

    /// The fields that can differ between two texts, by the name their form fields carry.
    var fields: [(name: String, value: String)] {
        [("ar", ar), ("fr", fr), ("en", en), ("cites", cites.filter { !$0.isEmpty }.joined(separator: " ")),
            ("files", files.sorted().joined(separator: " ")), ("taxon", taxon), ("severity", severity), ("unit", removerUnit),
            ("outside", removerOutside)]
    }
}

/// A self-assessment as it stands in the form.
struct AssessmentDraft: Sendable, Equatable {
    var statements: [StatementDraft]

    /// The largest number of rows a form may hold.
    private static let mostRows = SubmitSelfAssessment.mostItems

    /// What was sent or kept.
    init(_ form: Form) {
        statements = form.rows("item").prefix(Self.mostRows).map { row in
            func field(_ name: String) -> String { form["item.\(row).\(name)"] }
            var statement = StatementDraft()
            statement.commitment = field("commitment")
            statement.kind = SubmitSelfAssessment.Item.Kind(rawValue: field("kind")) ?? .achievement
            (statement.ar, statement.fr, statement.en) = (field("ar"), field("fr"), field("en"))
            statement.cites = (0..<3).map { field("cite\($0)") }
            statement.files = Set(form.names("item.\(row).file.").filter { form["item.\(row).file.\($0)"] == "1" })
            (statement.taxon, statement.severity) = (field("taxon"), field("severity"))
            (statement.removerUnit, statement.removerOutside) = (field("unit"), field("outside"))
            return statement
        }
    }

    /// What was submitted, to be gone on from.
    init(_ items: [SubmitSelfAssessment.Item], files: [EvidenceFile]) {
        let numbers = files.reduce(into: [:]) { $0[$1.hash] = "\($1.by.number)" }
        statements = items.map { item in
            var statement = StatementDraft(commitment: item.commitment ?? "", kind: item.kind, ar: item.text.ar, fr: item.text.fr, en: item.text.en)
            let cites = item.cites.map { code in item.periods?[code].map { "\(code)@\($0)" } ?? code }
            statement.cites = cites + Array(repeating: "", count: max(0, 3 - cites.count))
            statement.files = Set((item.evidence ?? []).compactMap { numbers[$0] })
            statement.taxon = item.taxon ?? ""
            statement.severity = item.severity?.rawValue ?? ""
            statement.removerUnit = item.remover?.unit ?? ""
            statement.removerOutside = item.remover?.outside ?? ""
            return statement
        }
    }

    /// A first form: one achievement for each commitment.
    init(commitments: [Commitment]) {
        statements = commitments.map { StatementDraft(commitment: $0.code) } + [StatementDraft()]
    }

    /// Does what a button of the form asks for: `add:COMMITMENT:KIND` or `drop:ROW`.
    mutating func apply(_ action: String) {
        let words = action.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if words.count == 3, words[0] == "add", let kind = SubmitSelfAssessment.Item.Kind(rawValue: words[2]) {
            guard statements.count < Self.mostRows else { return }
            let after = statements.lastIndex { $0.commitment == words[1] }
            statements.insert(StatementDraft(commitment: words[1], kind: kind), at: after.map { $0 + 1 } ?? statements.count)
        } else if words.count == 2, words[0] == "drop", let row = Int(words[1]), statements.indices.contains(row) {
            statements.remove(at: row)
        }
    }

    /// The form's fields, to be kept as a draft.
    var content: [String: String] {
        var fields: [String: String] = [:]
        for (row, statement) in statements.enumerated() {
            func put(_ name: String, _ value: String) { if !value.isEmpty { fields["item.\(row).\(name)"] = value } }
            put("commitment", statement.commitment)
            put("kind", statement.kind.rawValue)
            put("ar", statement.ar)
            put("fr", statement.fr)
            put("en", statement.en)
            for (index, cite) in statement.cites.enumerated() { put("cite\(index)", cite) }
            for file in statement.files { put("file.\(file)", "1") }
            put("taxon", statement.taxon)
            put("severity", statement.severity)
            put("unit", statement.removerUnit)
            put("outside", statement.removerOutside)
        }
        return fields
    }

    /// The text kept in the book of drafts.
    func text() throws -> String { String(decoding: try CanonicalJSON.encode(content), as: UTF8.self) }

    /// The draft behind a kept text. Throws `malformedRecord`.
    init(text: String) throws {
        self.init(Form(content: try CanonicalJSON.decode([String: String].self, from: Array(text.utf8))))
    }

    /// The statements as the act takes them; empty rows are left out.
    func items(files: [EvidenceFile]) -> [SubmitSelfAssessment.Item] {
        let hashes = files.reduce(into: [:]) { $0["\($1.by.number)"] = $1.hash }
        return statements.filter { !$0.isEmpty }.map { statement in
            var (cites, periods): ([String], [String: String]) = ([], [:])
            for cite in statement.cites where !cite.isEmpty {
                let halves = cite.split(separator: "@", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                guard let code = halves.first else { continue }
                cites.append(code)
                if halves.count == 2 { periods[code] = halves[1] }
            }
            let isDifficulty = statement.kind == .challenge || statement.kind == .constraint
            let unit = statement.removerUnit.isEmpty ? nil : statement.removerUnit
            let outside = statement.removerOutside.isEmpty ? nil : statement.removerOutside
            let evidence = statement.files.sorted().map { hashes[$0] ?? $0 }
            return SubmitSelfAssessment.Item(
                commitment: statement.commitment.isEmpty ? nil : statement.commitment, kind: statement.kind,
                text: Trilingual(ar: statement.ar, fr: statement.fr, en: statement.en), cites: cites,
                periods: periods.isEmpty ? nil : periods, evidence: evidence.isEmpty ? nil : evidence,
                taxon: isDifficulty && !statement.taxon.isEmpty ? statement.taxon : nil,
                severity: isDifficulty ? SubmitSelfAssessment.Item.Severity(rawValue: statement.severity) : nil,
                remover: isDifficulty && (unit != nil || outside != nil) ? .init(unit: unit, outside: outside) : nil)
        }
    }
}

extension Form {
    /// What follows a prefix in the names of the fields sent.
    func names(_ prefix: String) -> [String] {
        content.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }
}
