import Acts
import Figures
import Storage

/// Puts a unit on the map, moves its mark, or takes it off. The place is the building's, never that of an event or a person.
public struct PlaceUnit: Act {
    public static let kind = "PlaceUnit"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The unit.
    public var unit: String
    /// Degrees north (-90 to 90) and east (-180 to 180), six decimals at most; without both, the unit leaves the map.
    public var latitude, longitude: String?
    /// Where the place was read.
    public var source: String?

    /// A place.
    public init(unit: String, latitude: String?, longitude: String?, source: String? = nil) {
        (self.unit, self.latitude, self.longitude, self.source) = (unit, latitude, longitude, source)
    }

    public static var changesDefinitions: Bool { false }
    public var subjectUnit: String? { unit }

    /// Throws `unknownUnit`, `coordinateOutOfRange`, `unitNotPlaced` for taking off what is not on the map.
    public func check(in context: ActContext) throws {
        try Required.unit(unit, in: context.tables)
        if let source, source.count > 2_000 {
            throw Failure(.malformedValue, ["field": "source", "value": String(source.prefix(40))])
        }
        if latitude == nil, longitude == nil {
            guard try PlaceBook.place(of: unit, in: context.tables) != nil else { throw Failure(.unitNotPlaced, ["unit": unit]) }
            return
        }
        _ = try coordinates()
    }

    public func project(in context: ActContext) throws {
        guard latitude != nil || longitude != nil else {
            try context.tables.execute("DELETE FROM unit_places WHERE unit = ?", [.text(unit)])
            return
        }
        let place = try coordinates()
        try context.tables.execute(
            """
            INSERT INTO unit_places (unit, latitude, longitude, source, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (unit) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude, source = excluded.source,
                made = excluded.made, official = excluded.official, post = excluded.post, recorded = excluded.recorded
            """,
            [.text(unit), .integer(place.latitude), .integer(place.longitude), SQLValue(source)] + context.authorship)
    }

    /// Millionths of a degree.
    private func coordinates() throws -> (latitude: Int64, longitude: Int64) {
        (try Self.millionths(latitude, "latitude", most: 90), try Self.millionths(longitude, "longitude", most: 180))
    }

    private static func millionths(_ text: String?, _ field: String, most: Int64) throws -> Int64 {
        let refused = Failure(
            .coordinateOutOfRange, ["field": field, "value": String((text ?? "").prefix(40)), "most": "\(most)"])
        guard let text, let degrees = try? ExactDecimal(text, decimals: 6), abs(degrees.mantissa) <= most * 1_000_000 else {
            throw refused
        }
        return degrees.mantissa
    }
}

/// Where a unit stands.
public struct UnitPlace: Sendable, Hashable {
    /// The unit.
    public let unit: String
    /// Millionths of a degree north and east.
    public let latitude, longitude: Int64
    /// Where the place was read.
    public let source: String?
    /// The act that put it there.
    public let by: Authorship
}

/// Reads the places of units.
public enum PlaceBook {
    /// All places, by unit.
    public static func all(in tables: any Connection) throws -> [UnitPlace] {
        try tables.query("SELECT * FROM unit_places ORDER BY unit").map(place)
    }

    /// The place of a unit; nil where it is not on the map.
    public static func place(of unit: String, in tables: any Connection) throws -> UnitPlace? {
        try tables.first("SELECT * FROM unit_places WHERE unit = ?", [.text(unit)]).map(place)
    }

    private static func place(_ row: Row) throws -> UnitPlace {
        try UnitPlace(
            unit: row.text("unit"), latitude: row.integer("latitude"), longitude: row.integer("longitude"),
            source: row.textOrNil("source"), by: Authorship(row))
    }
}
