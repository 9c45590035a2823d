import Acts
import Figures
import Foundation
import Institution
import Storage

/// A small real institution with its own database and ledger: a head office with two units below, and the returns of four years.
struct SmallInstitution {
    let folder: URL
    let office: Office
    let administrator: Signatory

    static func make() async throws -> SmallInstitution {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hasila-publication-\(UUID().uuidString)")
        let founding = FoundInstitution(
            code: "hq", names: text("Head office"), notice: text("Unofficial example"), administrator: "a-1",
            post: "administrator")
        let clock: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_700_000_000_000) }
        let office = try await Office.found(
            founding, at: .directory(folder.appending(path: "data").path), origin: "hq.example/log", clock: clock)
        let small = SmallInstitution(folder: folder, office: office, administrator: founding.founder)
        try await small.setUp()
        return small
    }

    func close() async {
        await office.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func submit(_ acts: [any Act]) async throws {
        for act in acts { _ = try await office.registrar.submitAll([act], by: administrator) }
    }

    private func setUp() async throws {
        try await submit(
            ["hq", "north", "south"].map { code in
                OpenUnit(
                    code: code, parent: code == "hq" ? nil : "hq", unitKind: "unit", names: Self.text(code), opened: "2015-01-01")
            })
        func indicator(_ code: String, _ ratio: (String, String)? = nil) -> Indicator {
            Indicator(
                code: code, names: Self.text(code), unitOfMeasure: ratio == nil ? "cases" : "percent",
                decimals: ratio == nil ? 0 : 2,
                overUnits: .sum, overTime: .sum, numerator: ratio?.0, denominator: ratio?.1, scale: ratio == nil ? 1 : 100,
                direction: .none, definition: Self.text("definition"), source: "")
        }
        try await submit([
            DefineIndicator(indicator("cases")), DefineIndicator(indicator("cleared")),
            DefineIndicator(indicator("rate", ("cleared", "cases"))),
        ])
        for (year, cases) in [(2019, 90), (2020, 70), (2021, 80), (2022, 120)] {
            for (unit, share) in [("north", 2), ("south", 1)] {
                try await submit([
                    SubmitReturn(
                        unit: unit, period: String(year),
                        values: [
                            ReturnedValue(indicator: "cases", value: String(cases * share), source: "<source> & \"more\""),
                            ReturnedValue(
                                indicator: "cleared", value: String(cases * share / 2), precision: year == 2021 ? .about : nil),
                        ])
                ])
            }
        }
    }

    static func text(_ words: String) -> Trilingual { Trilingual(ar: "\(words) ع", fr: "\(words) é", en: words) }
}
