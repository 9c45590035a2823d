import Acts
import Figures
import Storage

/// What several acts of the year require of the things they name. Each throws the `Failure` of what is missing.
enum Required {
    /// A year between 1900 and 2999; `malformedValue` otherwise.
    static func year(_ year: Int) throws {
        guard (1900...2999).contains(year) else { throw Failure(.malformedValue, ["field": "year", "value": "\(year)"]) }
    }

    /// The cycle of the year is open; `noCycle` otherwise.
    static func cycle(_ year: Int, in tables: any Connection) throws {
        try self.year(year)
        let rows = try tables.query("SELECT year FROM cycles WHERE year = ?", [.integer(Int64(year))])
        guard !rows.isEmpty else { throw Failure(.noCycle, ["year": "\(year)"]) }
    }

    /// The phase of the year runs on the day of the act, for the unit where one is concerned, extensions counted;
    /// `noCycle` or `outOfPhase` otherwise.
    static func phase(_ phase: Phase, year: Int, unit: String?, in context: ActContext) throws {
        try self.year(year)
        let dates = try CycleBook.dates(phase, year: year, unit: unit, in: context.tables)
        guard dates.contains("\(context.record.time.day)") else {
            let place = ["phase": phase.rawValue, "year": "\(year)", "starts": dates.starts, "ends": dates.ends]
            throw Failure(.outOfPhase, unit.map { place.merging(["unit": $0]) { old, _ in old } } ?? place)
        }
    }

    /// The unit exists; `unknownUnit` otherwise.
    static func unit(_ code: String, in tables: any Connection) throws {
        guard try UnitBook.unit(code, in: tables) != nil else { throw Failure(.unknownUnit, ["unit": code]) }
    }

    /// The unit was open on at least one day of the year; `unknownUnit` or `unitNotOpen` otherwise.
    static func unit(_ code: String, in year: Int, _ tables: any Connection) throws {
        guard let unit = try UnitBook.unit(code, in: tables) else { throw Failure(.unknownUnit, ["unit": code]) }
        guard unit.opened <= "\(year)-12-31", unit.closed.map({ "\(year)-01-01" < $0 }) ?? true else {
            throw Failure(.unitNotOpen, ["unit": code, "date": "\(year)"])
        }
    }

    /// The indicator is defined; `unknownIndicator` otherwise.
    static func indicator(_ code: String, in tables: any Connection) throws {
        let rows = try tables.query("SELECT code FROM indicators WHERE code = ?", [.text(code)])
        guard !rows.isEmpty else { throw Failure(.unknownIndicator, ["indicator": code]) }
    }

    /// The priority guides the year; `unknownPriority` otherwise.
    static func priority(_ code: String, year: Int, in tables: any Connection) throws {
        guard try PrioritiesBook.priority(year: year, code: code, in: tables) != nil else {
            throw Failure(.unknownPriority, ["year": "\(year)", "code": code])
        }
    }

    /// The text is a decimal number; `notANumber` otherwise, `overflow` when it is too large to be kept exactly.
    static func decimal(_ text: String) throws -> ExactDecimal {
        do { return try ExactDecimal(text) } catch {
            throw Failure(error == .overflow ? .overflow : .notANumber, ["value": String(text.prefix(40))])
        }
    }

    /// The first value that stands twice; nil when all differ.
    static func repeated(_ values: [String]) -> String? {
        var seen: Set<String> = []
        return values.first { !seen.insert($0).inserted }
    }
}
