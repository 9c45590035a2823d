import Acts
import Storage

/// Puts the priorities of a year into order in one step. Their wordings stay; the earlier orders stay readable.
public struct OrderPriorities: Act {
    public static let kind = "OrderPriorities"
    public static let policy = Policy.role([.directorGeneral])

    /// The year the priorities guide.
    public var year: Int
    /// The codes of all its priorities, first to last.
    public var codes: [String]

    /// An order.
    public init(year: Int, codes: [String]) {
        self.year = year
        self.codes = codes
    }

    public func check(in context: ActContext) throws {
        try Required.year(year)
        let known = try PrioritiesBook.priorities(year: year, in: context.tables).map(\.code)
        guard !known.isEmpty, codes.sorted() == known.sorted() else {
            throw Failure(.orderIncomplete, ["year": "\(year)", "codes": known.joined(separator: " ")])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.insert(
            "INSERT INTO priority_orders (made, rank, year, code) VALUES (?, ?, ?, ?)",
            rows: codes.enumerated().map { index, code in
                [.integer(context.record.number), .integer(Int64(index + 1)), .integer(Int64(year)), .text(code)]
            })
    }
}
