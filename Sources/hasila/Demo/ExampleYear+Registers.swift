import Acts
import Figures
import Institution
import Storage

extension ExampleYear {
    /// The registers of the year: three of those that come with Hasila, their rows by command, one row struck, and a code list
    /// that changed when the year was over. The rows give the commands' figures again, exactly.
    func keepRegisters() async throws {
        let statistician = try await official(.statistician)
        try await load(.indicators, "register-indicators.csv", by: statistician)
        try await load(.assignments, "register-assignments.csv", by: statistician)
        try await adopt("seizures", ["pills": "psychotropic_pills"], by: statistician)
        try await adopt(
            "services",
            [
                "cnie": "cnie_issued", "residence": "residence_docs_foreigners", "extract": "criminal_record_extracts",
                "waiting": "service_waiting", "delivery": "service_delivery", "asked": "service_asked",
                "satisfied": "service_satisfied",
            ], by: statistician)
        try await adopt(
            "line19",
            ["calls": "line19_calls_kept", "interventions": "line19_interventions_kept", "response": "line19_response"],
            by: statistician)
        for register in ["seizures", "services", "line19"] { try await record(register, by: statistician) }
        try await changeLists(by: statistician)
    }

    private func adopt(_ code: String, _ chosen: [String: String], by signatory: Signatory) async throws {
        guard let shipped = ShippedRegisters.register(code) else { throw Failure(.unknownRegister, ["register": code]) }
        let since = "\(year)-01-01"
        let acts = try await office.database.read { try shipped.adoption(chosen, since: since, in: $0) }
        try await office.registrar.submitAll(acts, by: signatory)
    }

    /// One act a command; a row that the file marks as struck is recorded like the others and struck afterwards.
    private func record(_ code: String, by signatory: Signatory) async throws {
        guard let register = try await office.database.read({ try RegisterBook.definition(code, in: $0) }) else {
            throw Failure(.unknownRegister, ["register": code])
        }
        let columns = register.columns.map(\.code)
        let struck = code == "seizures" ? ["struck"] : []
        let rows = try folder.rows("\(code)-\(year).csv", columns: ["unit", "date"] + columns + struck)
        for unit in units(of: rows) {
            let own = rows.filter { $0["unit"] == unit }
            let entries = own.map { row in
                RegisterEntry(date: row["date"] ?? "", cells: row.filter { columns.contains($0.key) && !$0.value.isEmpty })
            }
            let period = "\(year)"
            let act = try await office.database.read {
                try RecordRows(register: code, unit: unit, period: period, rows: entries, source: "simulated")
                    .counted(key: nil, by: signatory.official, in: $0)
            }
            let receipt = try await office.registrar.submit(act, by: signatory)
            for (index, row) in own.enumerated() {
                guard let reason = row.optional("struck") else { continue }
                let strike = try await office.database.read {
                    try StrikeRow(
                        register: code, unit: unit, period: period, row: "\(receipt.number)-\(index + 1)", reason: reason,
                        source: "simulated"
                    ).counted(key: nil, by: signatory.official, in: $0)
                }
                try await office.registrar.submit(strike, by: signatory)
            }
        }
        step("\(code): \(rows.count) rows of \(units(of: rows).count) units")
    }

    /// From the next year on two codes of substances are read as one, and a new one is there; no figure of the year changes.
    private func changeLists(by signatory: Signatory) async throws {
        let next = "\(year + 1)-01-01"
        try await office.registrar.submitAll(
            [
                AddCode(
                    dimension: "substance", code: "benzodiazepines",
                    names: Trilingual(ar: "بنزوديازيبينات", fr: "benzodiazépines", en: "benzodiazepines"),
                    since: next) as any Act,
                EndCode(dimension: "substance", code: "clonazepam", until: next),
                MapCode(dimension: "substance", code: "clonazepam", target: "benzodiazepines", since: next),
                AddCode(
                    dimension: "substance", code: "boufa", names: Trilingual(ar: "بوفا", fr: "boufa", en: "boufa (crack)"),
                    since: next),
            ], by: signatory)
        step("code lists: substances of \(year + 1)")
    }
}
