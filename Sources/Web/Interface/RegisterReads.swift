import Acts
import Figures
import Institution
import Storage

/// A dimension with its codes in their time.
struct CodeListItem: Codable, Sendable {
    /// The key of breakdowns.
    let code: String
    /// Its names.
    let names: Trilingual
    /// Its codes, in the order in which they were added.
    let codes: [CodeItem]

    init(_ list: CodeList) {
        (code, names) = (list.code, list.names)
        codes = list.codes.map { entry in
            let mapping = list.mappings[entry.code]
            return CodeItem(
                code: entry.code, names: entry.names, since: entry.since, until: entry.until, readAs: mapping?.to, readSince: mapping?.since)
        }
    }
}

/// A code of a dimension.
struct CodeItem: Codable, Sendable {
    /// The code, as it stands after the key in a breakdown.
    let code: String
    /// Its names.
    let names: Trilingual
    /// First day it may be used.
    let since: String
    /// First day it may no longer be used.
    let until: String?
    /// The code that later lists read it as.
    let readAs: String?
    /// The first day whose list reads it so.
    let readSince: String?
}

/// A row of a register in its last version.
struct RowItem: Codable, Sendable {
    /// The row's code: the number of the act that recorded it and its place in it.
    let code: String
    /// Counts its versions from 1.
    let version: Int
    /// The unit that recorded it.
    let unit: String
    /// The day of the event.
    let date: String
    /// What it holds, by column.
    let cells: [String: String]
    /// Whether it is struck and counts no longer.
    let struck: Bool
    /// Why this version was made; absent for a first one.
    let reason: String?
    /// The act of this version.
    let by: ActReference

    init(_ row: RegisterRow) {
        (code, version, unit, date, cells) = (row.code, row.version, row.unit, row.date, row.cells)
        (struck, reason, by) = (row.isStruck, row.reason, ActReference(row.by))
    }
}

extension Reads {
    /// Code lists, registers and their rows.
    static let registers: [ReadEndpoint] = [
        ReadEndpoint(["code-lists"], .indicators, "The dimensions with their codes, by code.", list: { _, tables in
            try DimensionBook.all(in: tables).map { CodeListItem($0) }
        }),
        ReadEndpoint(["registers"], .indicators, "The registers as declared last, by code.", list: { _, tables in
            try RegisterBook.all(in: tables).map(\.definition)
        }),
        ReadEndpoint(
            ["registers", "{register}", "rows"], .figures, "The rows of a register in their last version, latest day first.",
            [
                ReadParameter(name: "unit", form: .code, about: "Only this unit’s."),
                ReadParameter(name: "from", form: .day, about: "Only rows of this day or later."),
                ReadParameter(name: "to", form: .day, about: "Only rows of this day or earlier."),
                ReadParameter(name: "struck", form: .words(["yes", "no"]), about: "yes: struck rows too; no unless told."),
            ] + ReadCall.paging,
            tables: { call, tables in
                guard let register = try RegisterBook.definition(call.word("register"), in: tables) else {
                    throw Failure(.unknownRegister, ["register": call.word("register")])
                }
                if let unit = call.query["unit"] { try known(unit, in: tables) }
                let filter = RegisterBook.Filter(
                    unit: call.query["unit"], first: call.query["from"] ?? "0001-01-01", last: call.query["to"] ?? "9999-12-31",
                    withStruck: call.query["struck"] == "yes")
                let total = try RegisterBook.count(of: register.code, filter, in: tables)
                let offset = min(call.query["offset"].flatMap { Int($0) } ?? 0, total)
                let limit = call.query["limit"].flatMap { Int($0) } ?? 100
                let rows = try RegisterBook.current(of: register.code, filter, offset: offset, limit: limit, in: tables)
                let end = offset + rows.count
                var items = call.query.merging(["limit": "\(limit)", "offset": "\(end)"]) { $1 }.map { ($0.key, $0.value) }
                items.sort { $0.0 < $1.0 }
                let more = items.map { SiteRoute.encoded($0.0) + "=" + SiteRoute.encoded($0.1) }.joined(separator: "&")
                return Listing(
                    items: rows.map { RowItem($0) }, total: total, offset: offset, limit: limit, next: end < total ? "\(call.path)?\(more)" : nil)
            }),
    ]

    private static func known(_ unit: String, in tables: any Connection) throws {
        guard try UnitBook.unit(unit, in: tables) != nil else { throw Failure(.unknownUnit, ["unit": unit]) }
    }
}
