import Acts
import Figures
import Ledger
import Storage

/// What is asked of a figure.
public struct FigureQuestion: Sendable, Hashable {
    /// Codes of indicator and unit.
    public var indicator, unit: String
    /// The SDMX period or ISO interval.
    public var period: String
    /// Under which tree.
    public var tree: TreeChoice
    /// What was known at this moment; nil for all that is known.
    public var asOf: Timestamp?
    /// `KEY=VALUE;KEY=VALUE`, nil for the total.
    public var breakdown: String?

    /// A question; by default the total under the trees of its days, as known now.
    public init(
        indicator: String, unit: String, period: String, tree: TreeChoice = .then, asOf: Timestamp? = nil,
        breakdown: String? = nil
    ) {
        self.indicator = indicator
        self.unit = unit
        self.period = period
        self.tree = tree
        self.asOf = asOf
        self.breakdown = breakdown
    }
}

/// The three ways to read the organization.
public enum TreeChoice: Sendable, Hashable {
    /// Each period under the tree of its last day.
    case then
    /// All periods under today's tree.
    case now
    /// All periods under the tree of an ISO day.
    case date(String)

    /// `then`, `now` or an ISO day; throws `malformedDay`.
    public init(_ text: String) throws {
        switch text {
        case "then", "": self = .then
        case "now": self = .now
        default:
            _ = try Codes.day(text, field: "tree")
            self = .date(text)
        }
    }

    /// As written in addresses and on the command line.
    public var text: String {
        switch self {
        case .then: "then"
        case .now: "now"
        case .date(let day): day
        }
    }

    /// The cube's view, given today's day.
    public func view(today: String) throws -> TreeView {
        switch self {
        case .then: .then
        case .now: .on(try Codes.day(today, field: "tree"))
        case .date(let day): .on(try Codes.day(day, field: "tree"))
        }
    }
}

/// Answers questions about figures with all that belongs to them.
public enum FigureBook {
    /// The cube's answer; throws `unknownIndicator`, `unknownUnit`, `malformedPeriod`, `malformedBreakdown`.
    public static func answer(_ question: FigureQuestion, office: Office) async throws -> Answer {
        let (cube, query) = try await prepared(question, office: office)
        return try refusing(question) { try cube.answer(query) }
    }

    /// The lines a total is made of: the unit's own share and its children.
    public static func parts(_ question: FigureQuestion, office: Office) async throws -> [AnswerPart] {
        let (cube, query) = try await prepared(question, office: office)
        return try refusing(question) { try cube.parts(of: query) }
    }

    /// The revisions of the figure as the unit itself reported it, for a question about one reported period.
    public static func revisions(_ question: FigureQuestion, office: Office) async throws -> [Revision] {
        try await office.database.read { try revisions(question, in: $0) }
    }

    /// The same from one reading of the tables.
    public static func revisions(_ question: FigureQuestion, in tables: any Connection) throws -> [Revision] {
        let breakdown = try question.breakdown.flatMap { $0.isEmpty ? nil : try ReturnRules.breakdown($0) }
        return try ReturnBook.history(
            indicator: question.indicator, unit: question.unit, period: question.period, breakdown: breakdown, in: tables
        ).filter { revision in question.asOf.map { revision.known <= $0 } ?? true }
    }

    /// Cube and query. A question about the past builds a cube of what was known then, of the indicator's family only.
    private static func prepared(_ question: FigureQuestion, office: Office) async throws -> (Cube, Question) {
        let query = Question(
            indicator: question.indicator, unit: question.unit, span: try ReturnRules.period(question.period),
            tree: try question.tree.view(today: office.today),
            breakdown: try question.breakdown.map { try Breakdown(ReturnRules.breakdown($0)) } ?? .total)
        guard let asOf = question.asOf else { return (office.cube, query) }
        let code = question.indicator
        let cube = try await office.database.read { tables in
            guard let indicator = try IndicatorBook.indicator(code, in: tables) else {
                throw Failure(.unknownIndicator, ["indicator": code])
            }
            let family = Set([code, indicator.numerator, indicator.denominator].compactMap { $0 })
            return try CubeLoader.cube(asOf: asOf, only: family, touching: query.span, in: tables)
        }
        return (cube, query)
    }

    private static func refusing<Value>(_ question: FigureQuestion, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch CubeError.unknownIndicator(let code) {
            throw Failure(.unknownIndicator, ["indicator": String(code.prefix(64))])
        } catch CubeError.unknownUnit(let code) {
            throw Failure(.unknownUnit, ["unit": String(code.prefix(64))])
        }
    }
}
