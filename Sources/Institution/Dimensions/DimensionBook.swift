import Acts
import Figures
import Storage

/// A code of a dimension, with the days in which it may be used.
public struct DimensionCode: Sendable, Hashable {
    /// The code, as it stands in a breakdown after `=`.
    public let code: String
    /// Its name.
    public let names: Trilingual
    /// First day, and first day no longer; ISO.
    public let since: String
    public let until: String?

    /// Whether it may be used for a period: it is in force on at least one of its days.
    public func isInForce(in span: Period) -> Bool { since <= "\(span.last)" && (until.map { "\(span.first)" < $0 } ?? true) }
}

/// A dimension with its code list: what a figure may be broken down by.
public struct CodeList: Sendable, Hashable {
    /// Its code: the key of a breakdown.
    public let code: String
    /// Its name.
    public let names: Trilingual
    /// Its codes in the order in which they were added.
    public let codes: [DimensionCode]
    /// Which code a code is read as, from which day on.
    public let mappings: [String: Mapping]

    /// That a code is read as another.
    public struct Mapping: Sendable, Hashable {
        /// The code it is read as.
        public let to: String
        /// The first day whose list reads it so; ISO.
        public let since: String
    }

    /// The code for what is not stated: it belongs to every list.
    public static let unstated = "_U"

    /// The entry of a code.
    public func entry(_ code: String) -> DimensionCode? { codes.first { $0.code == code } }

    /// As which code one is read under the list of an ISO day: mappings are followed as far as that day knows them. Many codes
    /// may become one; one never becomes many, since nothing says how its figure would be divided.
    public func reading(of code: String, on day: String) -> String {
        var at = code
        // Loops are refused when a mapping is made; the count only guards against a damaged table.
        for _ in 0...codes.count {
            guard let next = mappings[at], next.since <= day else { return at }
            at = next.to
        }
        return at
    }
}

/// That an indicator is broken down by a dimension between two days.
public struct DimensionUse: Sendable, Hashable {
    /// The indicator and the dimension.
    public let indicator, dimension: String
    /// First day; ISO.
    public let since: String
    /// First day no longer; nil while it goes on.
    public let until: String?

    func isInForce(in span: Period) -> Bool { since <= "\(span.last)" && (until.map { "\(span.first)" < $0 } ?? true) }
}

/// Reads dimensions, their code lists and which indicators use them.
public enum DimensionBook {
    /// All dimensions by code.
    public static func all(in tables: any Connection) throws -> [CodeList] {
        var codes: [String: [DimensionCode]] = [:]
        for row in try tables.query("SELECT * FROM dimension_codes ORDER BY dimension, position") {
            codes[try row.text("dimension"), default: []].append(
                try DimensionCode(
                    code: row.text("code"), names: Trilingual(row, "name"), since: row.text("since"),
                    until: row.textOrNil("until")))
        }
        var mappings: [String: [String: CodeList.Mapping]] = [:]
        for row in try tables.query("SELECT dimension, code, target, since FROM dimension_mappings") {
            mappings[try row.text("dimension"), default: [:]][try row.text("code")] =
                try CodeList.Mapping(to: row.text("target"), since: row.text("since"))
        }
        return try tables.query("SELECT * FROM dimensions ORDER BY code").map { row in
            let code = try row.text("code")
            return try CodeList(
                code: code, names: Trilingual(row, "name"), codes: codes[code] ?? [], mappings: mappings[code] ?? [:])
        }
    }

    /// The dimension of a code.
    public static func dimension(_ code: String, in tables: any Connection) throws -> CodeList? {
        try all(in: tables).first { $0.code == code }
    }

    /// Which indicators are broken down by what, oldest first.
    public static func uses(in tables: any Connection) throws -> [DimensionUse] {
        try tables.query("SELECT * FROM indicator_dimensions ORDER BY indicator, since, dimension").map {
            try DimensionUse(
                indicator: $0.text("indicator"), dimension: $0.text("dimension"), since: $0.text("since"),
                until: $0.textOrNil("until"))
        }
    }
}

extension ActMemory {
    /// The dimensions, read once a transaction.
    func dimensions(in tables: any Connection) throws -> [String: CodeList] {
        try remembered("dimensions") {
            Dictionary(uniqueKeysWithValues: try DimensionBook.all(in: tables).map { ($0.code, $0) })
        }
    }

    /// The dimension of a code; throws `unknownDimension`.
    func dimension(_ code: String, in tables: any Connection) throws -> CodeList {
        guard let found = try dimensions(in: tables)[code] else {
            throw Failure(.unknownDimension, ["dimension": String(code.prefix(64))])
        }
        return found
    }
}

extension ActContext {
    /// The dimensions, read once a transaction.
    func dimensions() throws -> [String: CodeList] { try memory.dimensions(in: tables) }

    /// The dimension of a code; throws `unknownDimension`.
    func dimension(_ code: String) throws -> CodeList { try memory.dimension(code, in: tables) }
}
