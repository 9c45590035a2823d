import Acts
import Figures
import Foundation
import Institution
import Storage

/// The example's monthly form: designed, filled in month by month by one command, once corrected, and begun for the month in course.
extension ExampleYear {
    private static let form = "pj-monthly"
    private static let unit = "rabat"

    func fillForms() async throws {
        try await defineForm()
        let rows = try folder.rows("form-figures.csv", columns: ["month", "indicator", "breakdown", "value", "note"])
        let running = Int(office.today.prefix(4)) ?? year
        var given = 0
        for filled in Set([year, running]).sorted() { given += try await fill(filled, rows) }
        try await correctOnce()
        if running != year { try await beginDraft(running, rows) }
        step("form \(Self.form): \(given) monthly returns of \(Self.unit)")
    }

    private func defineForm() async throws {
        let columns = [
            "section", "indicator", "required", "column", "column_ar", "column_fr", "column_en", "help_ar", "help_fr", "help_en",
        ]
        let rows = try folder.rows("form-lines.csv", columns: columns)
        func help(_ row: [String: String]) -> Trilingual? { row.optional("help_ar") == nil ? nil : row.trilingual("help_") }
        let counted = rows.filter { $0["section"] == "1" }
        let served = rows.filter { $0["section"] == "2" }
        let sections = [
            DefineForm.Section(
                title: Trilingual(ar: "القضايا والمحجوزات", fr: "Affaires et saisies", en: "Cases and seizures"),
                lines: counted.map { DefineForm.Line(indicator: $0["indicator"] ?? "", help: help($0), isRequired: $0["required"] == "yes" ? true : nil) }),
            DefineForm.Section(
                title: Trilingual(ar: "ملفات الخدمات حسب المرتفقين", fr: "Dossiers de services par public", en: "Service files by public"),
                columns: served.map { DefineForm.Column(title: $0.trilingual("column_"), breakdown: $0.optional("column")) },
                lines: served.prefix(1).map { DefineForm.Line(indicator: $0["indicator"] ?? "") }),
        ]
        let form = DefineForm(
            code: Self.form,
            names: Trilingual(ar: "معطيات الشرطة القضائية", fr: "Chiffres de la police judiciaire", en: "Figures of the judicial police"),
            help: Trilingual(
                ar: "تُملأ كل شهر من سجلات المصالح. جميع القيم محاكاة.", fr: "À remplir chaque mois d’après les registres des services. Toutes les valeurs sont simulées.",
                en: "Filled in every month from the services’ registers. All values are simulated."),
            frequency: .month, dueDays: 5, since: "\(year)-01-01", units: [Self.unit], sections: sections)
        try await office.registrar.submit(form, by: official(.statistician))
    }

    /// The months of a year that are over, each as a return; 0 where the year's reporting does not run today.
    private func fill(_ filled: Int, _ rows: [[String: String]]) async throws -> Int {
        let officer = try await official(.reportingOfficer, of: Self.unit)
        var given = 0
        for month in 1...12 {
            let period = Self.month(month, of: filled)
            guard let span = try? Period(period), "\(span.last)" < office.today else { continue }
            let values = try self.values(rows, month: month, of: filled)
            do {
                try await office.registrar.submit(
                    SubmitReturn(unit: Self.unit, period: period, form: Self.form, values: values), by: officer)
                given += 1
            } catch let failure as Failure where failure.code == .outOfPhase {
                return given
            }
        }
        return given
    }

    private static func month(_ month: Int, of year: Int) -> String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    /// A month's values. The running year's differ a little from the example's, by a rule and not by chance.
    private func values(_ rows: [[String: String]], month: Int, of filled: Int) throws -> [ReturnedValue] {
        try rows.filter { $0["month"] == "\(month)" }.map { row in
            let value = try ExactDecimal(row["value"] ?? "")
            let shifted = ExactDecimal(mantissa: value.mantissa * Int64(95 + month * 7 % 11) / 100, decimals: value.decimals)
            return ReturnedValue(
                indicator: row["indicator"] ?? "", breakdown: row.optional("breakdown"),
                value: (filled == year ? value : shifted).description, source: "simulated", note: row.optional("note"))
        }
    }

    /// One figure found wrong later: the correction says why, and both stay visible.
    private func correctOnce() async throws {
        let act = SubmitReturn(
            unit: Self.unit, period: Self.month(6, of: year), form: Self.form,
            reason: "سُجلت قضيتان مرتين في السجل.", values: [ReturnedValue(indicator: "pjm_cyber", value: "16", source: "simulated")])
        try await office.registrar.submit(act, by: official(.unitHead, of: Self.unit))
    }

    /// The month in course is begun and not submitted: drafts are no acts.
    private func beginDraft(_ filled: Int, _ rows: [[String: String]]) async throws {
        let officer = try await official(.reportingOfficer, of: Self.unit)
        let open = (1...12).last { Self.month($0, of: filled) + "-01" <= office.today } ?? 12
        let begun = rows.filter { $0["month"] == "\(open)" && $0["indicator"] != "pjm_cyber" }
        let fields = Dictionary(
            begun.map { row in
                ("v." + FormCell.key(row["indicator"] ?? "", row.optional("breakdown")), row["value"] ?? "")
            }, uniquingKeysWith: { first, _ in first })
        let content = String(decoding: try CanonicalJSON.encode(fields), as: UTF8.self)
        let (subject, now) = ("\(Self.unit)/\(Self.form)/\(Self.month(open, of: filled))", office.clock())
        try await office.database.write { tables in
            _ = try DraftBook.save("return", subject, content: content, seen: 0, by: officer.official, now: now, in: tables)
        }
    }
}
