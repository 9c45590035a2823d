import Acts
import Figures
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Institution

/// A running office for the tests: a root `dgsn`, two regions with three stations, a few indicators and posts; everything goes
/// through its registrar and ledger.
///
///     dgsn > north > n1, n2
///          > south > s1
struct House {
    let place: TestPlace
    let office: Office
    let clock: HouseClock

    static let statistician = Signatory(official: "sara", post: "p-stat", role: .statistician, unit: "dgsn")
    static let officer = Signatory(official: "omar", post: "p-n1", role: .reportingOfficer, unit: "n1")
    static let auditor = Signatory(official: "aziz", post: "p-audit", role: .auditor, unit: "dgsn")
    static let units = ["dgsn", "n1", "n2", "north", "s1", "south"]

    /// Where key and guard lie: beside the data, for PostgreSQL in a folder of the test's own.
    static func state(_ place: TestPlace) -> String {
        place.location.sqliteFile == nil ? place.folder.file("state") : place.folder.file("data")
    }

    /// Runs a test in a new house, founded on 5 January 2026.
    static func open(_ engine: Engine, empty: Bool = false, _ body: (House) async throws -> Void) async throws {
        let (place, clock) = (try Engines.place(engine), HouseClock())
        let founding = FoundInstitution(
            code: "dgsn", names: words("institution"), notice: nil, administrator: "admin", post: "p-admin")
        let office = try await Office.found(
            founding, at: place.location, origin: "example.org/house", state: state(place), clock: { clock.now })
        let house = House(place: place, office: office, clock: clock)
        do {
            if !empty { try await house.furnish() }
            try await body(house)
            await office.close()
        } catch {
            await office.close()
            throw error
        }
    }

    private func furnish() async throws {
        let units = [("dgsn", nil), ("north", "dgsn"), ("south", "dgsn"), ("n1", "north"), ("n2", "north"), ("s1", "south")]
        var acts: [any Act] = units.map { open($0.0, under: $0.1) }
        for who in [Self.statistician, Self.officer, Self.auditor] {
            acts += [
                RegisterOfficial(code: who.official, names: words(who.official)),
                CreatePost(code: who.post, unit: who.unit, role: who.role, names: words(who.post)),
                AppointOfficial(official: who.official, post: who.post, since: "2020-01-01"),
            ]
        }
        acts += [
            DefineMeasure(code: "cases", names: words("cases")), define("crimes"), define("solved"),
            define("stock", overTime: .last), define("rate", decimals: 2, overUnits: .none, overTime: .none),
            define("kilos", decimals: 3), define("monthly", frequency: .month),
            define("clearance", decimals: 2, numerator: "solved", denominator: "crimes"),
        ]
        try await submit(acts)
    }

    func open(_ code: String, under parent: String?, on day: String = "2000-01-01", until closed: String? = nil) -> OpenUnit {
        OpenUnit(code: code, parent: parent, unitKind: "unit", names: words(code), opened: day, closed: closed)
    }

    func define(
        _ code: String, decimals: Int = 0, frequency: Frequency = .year, overUnits: RollUpRule = .sum,
        overTime: RollUpRule = .sum,
        numerator: String? = nil, denominator: String? = nil, scale: Int64 = 100
    ) -> DefineIndicator {
        DefineIndicator(
            Indicator(
                code: code, names: words(code), unitOfMeasure: "cases", decimals: decimals, frequency: frequency,
                overUnits: overUnits, overTime: overTime, numerator: numerator, denominator: denominator, scale: scale,
                direction: .none, definition: words(code), source: "test"))
    }

    @discardableResult
    func submit(_ act: some Act, by signatory: Signatory = .administrator) async throws -> Receipt {
        try await office.registrar.submit(act, by: signatory)
    }

    func submit(_ acts: [any Act]) async throws { try await office.registrar.submitAll(acts, by: .administrator) }

    /// A return of figures of one unit and period.
    @discardableResult
    func report(
        _ unit: String, _ period: String, _ values: ReturnedValue..., by: Signatory = statistician
    ) async throws -> Receipt {
        try await submit(SubmitReturn(unit: unit, period: period, values: values), by: by)
    }

    /// Expects a refusal with this code and these arguments among others, after which the ledger is as long as before.
    func refused(
        _ code: FailureCode, _ act: some Act, by signatory: Signatory = .administrator, _ arguments: [String: String] = [:],
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await size()
        let error = await #expect(throws: Failure.self, sourceLocation: place) { try await submit(act, by: signatory) }
        #expect(error?.code == code, "\(error.map { "\($0)" } ?? "accepted")", sourceLocation: place)
        for (name, value) in arguments {
            #expect(error?.arguments[name] == value, "\(String(describing: error))", sourceLocation: place)
        }
        #expect(try await size() == before, sourceLocation: place)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await office.database.read(body)
    }
    func size() async throws -> Int64 { try await read { try LedgerBook.size(in: $0) } }

    func answer(
        _ indicator: String, _ unit: String, _ period: String, tree: TreeChoice = .then, asOf: String? = nil
    ) async throws -> Answer {
        let moment = try asOf.map { try #require(Timestamp(endOf: $0)) }
        return try await FigureBook.answer(
            FigureQuestion(indicator: indicator, unit: unit, period: period, tree: tree, asOf: moment), office: office)
    }

    /// A file beside the data.
    func file(_ text: String) throws -> String {
        let path = place.folder.file("file-\(UInt32.random(in: 0 ... .max)).csv")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    func load(_ kind: ImportKind, _ text: String, dryRun: Bool = false) async throws -> ImportReport {
        try await Importer(office: office, signatory: .administrator).run(kind, path: try file(text), dryRun: dryRun)
    }

    /// The cube in force answers as one made from nothing, for every unit, indicator and period, under several trees.
    func expectFreshCube(periods: [String], at place: SourceLocation = #_sourceLocation) async throws {
        let (fresh, units, codes) = try await read {
            try (CubeLoader.cube(in: $0), UnitBook.all(in: $0).map(\.code), IndicatorBook.all(in: $0).map(\.code))
        }
        let cube = office.cube
        let trees = [TreeView.then, .on(try Day(office.today)), .on(try Day("2012-06-30"))]
        for period in try periods.map({ try Period($0) }) {
            for unit in units {
                for tree in trees {
                    let questions = codes.map { Question(indicator: $0, unit: unit, span: period, tree: tree) }
                    let (mine, other) = try (cube.answers(questions), fresh.answers(questions))
                    if mine == other { continue }
                    for (index, pair) in zip(mine, other).enumerated() where pair.0 != pair.1 {
                        Issue.record(
                            "\(codes[index]) \(unit) \(period) \(tree): \(pair.0) is not \(pair.1)", sourceLocation: place)
                    }
                    return
                }
            }
        }
    }
}

/// A clock that stands where it is put.
final class HouseClock: Sendable {
    private let moment = Mutex(Timestamp("2026-01-05T08:00:00Z")?.milliseconds ?? 0)
    var now: Timestamp { Timestamp(milliseconds: moment.withLock { $0 }) }
    func set(_ text: String) { moment.withLock { $0 = Timestamp(text)?.milliseconds ?? $0 } }
}

/// A figure, briefly.
func figure(
    _ indicator: String, _ value: String?, asOf: String? = nil, scope: Scope? = nil, status: ObservationStatus? = nil,
    precision: Precision? = nil, breakdown: String? = nil
) -> ReturnedValue {
    ReturnedValue(
        indicator: indicator, breakdown: breakdown, value: value, status: status, precision: precision, asOf: asOf, scope: scope)
}
