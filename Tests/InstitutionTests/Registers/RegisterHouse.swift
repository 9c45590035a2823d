import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// The house with a seizure register and a counter register; the day is 5 January 2026.
enum RegisterHouse {
    static func open(_ engine: Engine, _ body: (House) async throws -> Void) async throws {
        try await House.open(engine) { house in
            try await house.submit(
                ["pills", "kg", "g", "blister", "persons", "minutes"].map { DefineMeasure(code: $0, names: words($0)) as any Act }
                    + [
                        indicator("pills", "pills"), indicator("cocaine", "kg", decimals: 3), indicator("waits", "persons"),
                        dimension("substance", ["ecstasy", "clonazepam", "cocaine"]), dimension("operation", ["border", "road"]),
                        dimension("channel", ["port", "air"]), DefineRegister(seizures()), DefineRegister(counters),
                    ])
            try await body(house)
        }
    }

    static func indicator(_ code: String, _ measure: String, decimals: Int = 0, frequency: Frequency = .year) -> DefineIndicator {
        DefineIndicator(
            Indicator(
                code: code, names: words(code), unitOfMeasure: measure, decimals: decimals, frequency: frequency, overUnits: .sum,
                overTime: .sum, direction: .none, definition: words(code), source: "test"))
    }

    static func dimension(_ code: String, _ codes: [String]) -> DefineDimension {
        DefineDimension(
            code: code, names: words(code), codes: codes.map { ListedCode(code: $0, names: words($0)) }, since: "2020-01-01")
    }

    /// The seizure register; with `channel` in the version that breaks down by it as well.
    static func seizures(channel: Bool = false) -> RegisterDefinition {
        var columns = [
            RegisterColumn(code: "what", kind: .code, names: words("what"), dimension: "substance"),
            RegisterColumn(code: "how", kind: .code, names: words("how"), dimension: "operation"),
            RegisterColumn(code: "much", kind: .quantity, names: words("much"), decimals: 3, measureColumn: "measure"),
            RegisterColumn(code: "measure", kind: .measure, names: words("measure"), measures: ["pills", "blister", "kg", "g"]),
        ]
        if channel {
            columns.append(RegisterColumn(code: "by", kind: .code, names: words("by"), isOptional: true, dimension: "channel"))
        }
        return RegisterDefinition(
            code: "seizures", names: words("seizures"), columns: columns,
            conversions: [
                MeasureConversion(from: "blister", to: "pills", numerator: 10, denominator: 1),
                MeasureConversion(from: "g", to: "kg", numerator: 1, denominator: 1_000),
            ],
            feeds: [
                FeedingRule(
                    indicator: "pills", adds: "much",
                    conditions: [FeedingCondition(column: "what", codes: ["ecstasy", "clonazepam"])],
                    breakdowns: channel ? ["what", "how", "by"] : ["what", "how"]),
                FeedingRule(
                    indicator: "cocaine", adds: "much", conditions: [FeedingCondition(column: "what", codes: ["cocaine"])]),
            ])
    }

    static let counters = RegisterDefinition(
        code: "counters", names: words("counters"),
        columns: [
            RegisterColumn(code: "waiting", kind: .histogram, names: words("waiting"), measures: ["minutes"], bounds: [5, 15, 60])
        ], feeds: [FeedingRule(indicator: "waits", adds: "waiting")])

    static func row(
        _ what: String, _ much: String, _ measure: String = "pills", how: String = "road", on day: String = "2025-03-01",
        by: String? = nil
    ) -> RegisterEntry {
        var cells = ["what": what, "how": how, "much": much, "measure": measure]
        cells["by"] = by
        return RegisterEntry(date: day, cells: cells)
    }
}

extension House {
    func register(_ code: String) async throws -> RegisterDefinition {
        try await read { try #require(try RegisterBook.definition(code, in: $0)) }
    }

    /// Rows as a form would submit them: counted, then done.
    @discardableResult
    func record(
        _ rows: [RegisterEntry], _ unit: String = "n1", _ period: String = "2025", register code: String = "seizures",
        by: Signatory = House.statistician
    ) async throws -> Receipt {
        try await submit(try await counted(rows, unit, period, register: code), by: by)
    }

    func counted(
        _ rows: [RegisterEntry], _ unit: String = "n1", _ period: String = "2025", register code: String = "seizures"
    ) async throws -> RecordRows {
        try await counted(RecordRows(register: code, unit: unit, period: period, rows: rows))
    }

    /// An act on rows with its figures.
    func counted<Changing: CountedAct>(_ act: Changing) async throws -> Changing {
        try await read { try act.counted(key: nil, by: "sara", in: $0) }
    }

    /// The value of a cell below a unit.
    func value(
        _ indicator: String, _ unit: String, _ cell: String = "", _ period: String = "2025", asOf: String? = nil
    ) async throws -> String? {
        let question = FigureQuestion(
            indicator: indicator, unit: unit, period: period, asOf: try asOf.map { try #require(Timestamp(endOf: $0)) },
            breakdown: cell.isEmpty ? nil : cell)
        return try await FigureBook.answer(question, office: office).value?.description
    }
}
