import Acts
import Figures
import Storage

/// A code to begin a list with.
public struct ListedCode: Codable, Hashable, Sendable {
    /// The code and its name.
    public var code: String
    public var names: Trilingual

    /// A code.
    public init(code: String, names: Trilingual) {
        self.code = code
        self.names = names
    }
}

/// Defines a dimension: what figures may be broken down by, such as nationality, substance, channel, sex or age band.
public struct DefineDimension: Act {
    public static let kind = "DefineDimension"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The key of breakdowns, e.g. `substance`.
    public var code: String
    /// Its name.
    public var names: Trilingual
    /// The codes it begins with.
    public var codes: [ListedCode]
    /// The first day of these codes.
    public var since: String

    /// A dimension.
    public init(code: String, names: Trilingual, codes: [ListedCode], since: String) {
        self.code = code
        self.names = names
        self.codes = codes
        self.since = since
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try names.check(field: "name")
        _ = try Codes.day(since, field: "since")
        guard try context.dimensions()[code] == nil else { throw Failure(.codeExists, ["code": code]) }
        for listed in codes {
            try Codes.check(listed.code, field: "code")
            try listed.names.check(field: "name")
        }
        if let twice = Required.repeated(codes.map(\.code)) { throw Failure(.codeExists, ["code": twice, "dimension": code]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO dimensions (code, name_ar, name_fr, name_en, made) VALUES (?, ?, ?, ?, ?)",
            [.text(code)] + names.columns + [.integer(context.record.number)])
        for listed in codes {
            try AddCode(dimension: code, code: listed.code, names: listed.names, since: since).project(in: context)
        }
    }
}

/// Adds a code to a dimension's list from a day on.
public struct AddCode: Act {
    public static let kind = "AddCode"
    public static let policy = DefineDimension.policy

    /// The dimension, the code and its first day.
    public var dimension, code, since: String
    /// Its name.
    public var names: Trilingual

    /// A code to add.
    public init(dimension: String, code: String, names: Trilingual, since: String) {
        self.dimension = dimension
        self.code = code
        self.names = names
        self.since = since
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try names.check(field: "name")
        _ = try Codes.day(since, field: "since")
        guard try context.dimension(dimension).entry(code) == nil else {
            throw Failure(.codeExists, ["code": code, "dimension": dimension])
        }
    }

    public func project(in context: ActContext) throws {
        let row = try context.tables.first("SELECT COUNT(*) AS n FROM dimension_codes WHERE dimension = ?", [.text(dimension)])
        try context.tables.execute(
            """
            INSERT INTO dimension_codes (dimension, code, position, since, until, name_ar, name_fr, name_en, made)
            VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)
            """,
            [.text(dimension), .text(code), .integer(try row?.integer("n") ?? 0), .text(since)] + names.columns
                + [.integer(context.record.number)])
    }
}

/// Takes a code out of a dimension's list from a day on. What was reported under it stays, and stays readable.
public struct EndCode: Act {
    public static let kind = "EndCode"
    public static let policy = DefineDimension.policy

    /// The dimension, the code, and the first day on which it may no longer be used.
    public var dimension, code, until: String

    /// A code to end.
    public init(dimension: String, code: String, until: String) {
        self.dimension = dimension
        self.code = code
        self.until = until
    }

    public func check(in context: ActContext) throws {
        let day = try Codes.day(until, field: "until")
        guard let entry = try context.dimension(dimension).entry(code), entry.until == nil else {
            throw Failure(.codeNotInForce, ["code": code, "dimension": dimension, "period": "\(day)"])
        }
        guard entry.since < until else {
            throw Failure(.endBeforeStart, ["unit": "\(dimension)=\(code)", "start": entry.since, "end": until])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE dimension_codes SET until = ? WHERE dimension = ? AND code = ?",
            [.text(until), .text(dimension), .text(code)])
    }
}

/// Says that lists from a day on read a code as another. No reported figure changes: only how earlier cells are shown beside
/// later ones.
public struct MapCode: Act {
    public static let kind = "MapCode"
    public static let policy = DefineDimension.policy

    /// The dimension, the code that is read as another, and that other.
    public var dimension, code, target: String
    /// The first day whose list reads it so.
    public var since: String

    /// A mapping.
    public init(dimension: String, code: String, target: String, since: String) {
        self.dimension = dimension
        self.code = code
        self.target = target
        self.since = since
    }

    public func check(in context: ActContext) throws {
        let day = try Codes.day(since, field: "since")
        let list = try context.dimension(dimension)
        for one in [code, target] where list.entry(one) == nil {
            throw Failure(.codeNotInForce, ["code": one, "dimension": dimension, "period": "\(day)"])
        }
        // One reading a code, and no way back to it: then every earlier cell has exactly one place in a later list.
        guard code != target, list.mappings[code] == nil, list.reading(of: target, on: "9999-12-31") != code else {
            throw Failure(.mappingRefused, ["code": code, "target": target, "dimension": dimension])
        }
        guard let other = list.entry(target), other.since <= since, other.until.map({ since < $0 }) ?? true else {
            throw Failure(.codeNotInForce, ["code": target, "dimension": dimension, "period": since])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO dimension_mappings (dimension, code, target, since, made) VALUES (?, ?, ?, ?, ?)",
            [.text(dimension), .text(code), .text(target), .text(since), .integer(context.record.number)])
    }
}

/// Breaks an indicator down by a dimension from a day on, or ends it. From its first declaration on, returns of the indicator may
/// use those dimensions only that are in force in their period. Earlier figures stay as they are.
public struct SetBreakdown: Act {
    public static let kind = "SetBreakdown"
    public static let policy = DefineDimension.policy

    /// The indicator and the dimension.
    public var indicator, dimension: String
    /// The first day.
    public var since: String
    /// The first day no longer, where it ends.
    public var until: String?

    /// A breakdown of an indicator.
    public init(indicator: String, dimension: String, since: String, until: String? = nil) {
        self.indicator = indicator
        self.dimension = dimension
        self.since = since
        self.until = until
    }

    public func check(in context: ActContext) throws {
        _ = try Codes.day(since, field: "since")
        if let until, try Codes.day(until, field: "until") <= Codes.day(since, field: "since") {
            throw Failure(.endBeforeStart, ["unit": "\(indicator)/\(dimension)", "start": since, "end": until])
        }
        _ = try context.dimension(dimension)
        guard let definition = try IndicatorBook.indicator(indicator, in: context.tables) else {
            throw Failure(.unknownIndicator, ["indicator": String(indicator.prefix(64))])
        }
        guard !definition.isRatio else { throw Failure(.computedIndicator, ["indicator": indicator]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO indicator_dimensions (indicator, dimension, since, until, made) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (indicator, dimension, since) DO UPDATE SET until = excluded.until, made = excluded.made
            """, [.text(indicator), .text(dimension), .text(since), SQLValue(until), .integer(context.record.number)])
    }
}
