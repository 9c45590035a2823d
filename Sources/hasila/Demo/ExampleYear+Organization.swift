import Acts
import Figures
import Institution
import Storage

extension ExampleYear {
    /// Events of the organization announced for the first day of the year to come; one of them is taken back again.
    func announceEvents() async throws {
        let administrator = try await official(.administrator)
        let next = "\((Int(office.today.prefix(4)) ?? year) + 1)-01-01"
        let rows = try folder.rows(
            "announced-events.csv", columns: ["event", "unit", "into", "name_ar", "name_fr", "name_en", "withdrawn"])
        for row in rows {
            let unit = row["unit"] ?? ""
            let receipt: Receipt
            switch row["event"] ?? "" {
            case "move":
                receipt = try await office.registrar.submit(
                    MoveUnit(unit: unit, date: next, parent: row["into"] ?? ""), by: administrator)
            case "rename":
                receipt = try await office.registrar.submit(
                    RenameUnit(unit: unit, date: next, names: row.trilingual("name_")), by: administrator)
            default: throw Failure(.unknownWord, ["field": "event", "value": row["event"] ?? "", "known": "move, rename"])
            }
            guard let reason = row.optional("withdrawn") else { continue }
            try await office.registrar.submit(
                WithdrawUnitEvent(event: receipt.number, unit: unit, reason: reason), by: administrator)
        }
        step("organization: \(rows.count) events announced for \(next)")
    }
}
