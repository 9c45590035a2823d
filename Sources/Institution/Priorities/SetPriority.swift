import Acts
import Storage

/// Sets a priority of a year: terms of reference and objectives of that year name it by its code.
/// The same code again words or ranks the priority anew; the earlier wording stays readable under its act's number.
public struct SetPriority: Act {
    public static let kind = "SetPriority"
    public static let policy = Policy.role([.directorGeneral])

    /// The year the priority guides; the meeting of 2022 sets those of 2023.
    public var year: Int
    /// Its code, unique in the year.
    public var code: String
    /// Its place among the year's priorities, from 1, held by one priority only.
    public var rank: Int
    /// The priority.
    public var text: Trilingual
    /// Where it was announced, such as an address.
    public var source: String?

    /// A priority.
    public init(year: Int, code: String, rank: Int, text: Trilingual, source: String? = nil) {
        self.year = year
        self.code = code
        self.rank = rank
        self.text = text
        self.source = source
    }

    public func check(in context: ActContext) throws {
        try Required.year(year)
        try Codes.check(code, field: "code")
        guard (1...999).contains(rank) else { throw Failure(.malformedValue, ["field": "rank", "value": "\(rank)"]) }
        try text.check(field: "text")
        if let source, source.count > 2_000 {
            throw Failure(.malformedValue, ["field": "source", "value": String(source.prefix(40))])
        }
        let holder = try PrioritiesBook.priorities(year: year, in: context.tables).first { $0.rank == rank }
        if let holder, holder.code != code { throw Failure(.numberTaken, ["value": "\(rank)"]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE priorities SET replaced_by = ? WHERE year = ? AND code = ? AND replaced_by IS NULL",
            [.integer(context.record.number), .integer(Int64(year)), .text(code)])
        try context.tables.execute(
            """
            INSERT INTO priorities (year, code, rank, text_ar, text_fr, text_en, source, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(code), .integer(Int64(rank))] + text.columns + [SQLValue(source)]
                + context.authorship)
    }
}
