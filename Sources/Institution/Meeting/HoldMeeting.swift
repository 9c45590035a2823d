import Acts
import Figures
import Storage

/// Records that the annual meeting of a year was held, once.
public struct HoldMeeting: Act {
    public static let kind = "HoldMeeting"
    public static let policy = Policy.role([.secretary, .directorGeneral, .administrator])

    /// The year whose results the meeting hears.
    public var year: Int
    /// The ISO day it was held.
    public var held: String
    /// Where.
    public var place: Trilingual

    /// A meeting.
    public init(year: Int, held: String, place: Trilingual) {
        self.year = year
        self.held = held
        self.place = place
    }

    public func check(in context: ActContext) throws {
        try Required.phase(.meeting, year: year, unit: nil, in: context)
        _ = try Codes.day(held, field: "held")
        try place.check(field: "place")
        guard try MeetingBook.meeting(year: year, in: context.tables) == nil else {
            throw Failure(.numberTaken, ["value": "\(year)"])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO meetings (year, held, place_ar, place_fr, place_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(held)] + place.columns + context.authorship)
    }
}
