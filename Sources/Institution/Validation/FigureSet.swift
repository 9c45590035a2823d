import Acts
import Figures
import Storage

/// What checks read: the figures of one unit and period, and what the unit reported for the periods before. A figure whose status
/// says that it is missing is not in it.
public struct FigureSet: Sendable {
    /// The figures of the period.
    public private(set) var values: [FigureKey: ExactDecimal] = [:]
    /// Those of them that are known only approximately or by a bound.
    public private(set) var imprecise: Set<FigureKey> = []
    /// The figures of the period before, and of the same period a year before.
    public private(set) var previous: [FigureKey: ExactDecimal] = [:]
    public private(set) var yearBefore: [FigureKey: ExactDecimal] = [:]
    /// Of each figure what the unit reported for earlier periods, oldest first: at most `depth` values.
    public private(set) var history: [FigureKey: [ExactDecimal]] = [:]

    /// How many earlier periods an expected range looks at.
    static let depth = 24

    /// A set without figures.
    public init() {}

    /// The figures in force of a unit: of a period, and of the periods before it.
    init(period: Period, inForce: (Period) throws -> [Revision]) rethrows {
        for revision in try inForce(period) { set(revision.value) }
        var earlier: [(Period, [Revision])] = []
        var at = period.previous
        for _ in 0..<Self.depth {
            earlier.append((at, try inForce(at)))
            at = at.previous
        }
        for (span, revisions) in earlier.reversed() {
            for revision in revisions {
                guard let number = Self.number(revision.value) else { continue }
                history[FigureKey(revision.value), default: []].append(number)
                if span == period.previous { previous[FigureKey(revision.value)] = number }
                if span == period.yearBefore { yearBefore[FigureKey(revision.value)] = number }
            }
        }
        // A daily or weekly series reaches a year back beyond the depth.
        if !earlier.contains(where: { $0.0 == period.yearBefore }) {
            for revision in try inForce(period.yearBefore) { yearBefore[FigureKey(revision.value)] = Self.number(revision.value) }
        }
    }

    /// Puts a figure of the period in the place of an earlier one; one that is missing takes it away.
    public mutating func set(_ value: ReturnedValue) {
        let key = FigureKey(value)
        values[key] = Self.number(value)
        if values[key] != nil, let precision = value.precision, precision != .exact {
            imprecise.insert(key)
        } else {
            imprecise.remove(key)
        }
    }

    private static func number(_ value: ReturnedValue) -> ExactDecimal? { value.value.flatMap { try? ExactDecimal($0) } }

    func value(_ reference: RuleExpression.Reference) -> ExactDecimal? {
        switch reference.lag {
        case .none: values[reference.figure]
        case .previous: previous[reference.figure]
        case .yearBefore: yearBefore[reference.figure]
        }
    }
}

extension FigureSet {
    /// What a unit has reported for a period and before it, as of now.
    public init(unit: String, period: Period, in tables: any Connection) throws {
        let reported = try ReportedFigures(unit: unit, in: tables)
        self = FigureSet(period: period) { reported.inForce($0, through: .max) }
    }
}

/// Everything a unit ever reported, by period: read once, asked for the state after any entry.
struct ReportedFigures {
    private var revisions: [String: [Revision]] = [:]

    init(unit: String, in tables: any Connection) throws {
        try tables.forEach(
            """
            SELECT r.number AS number, r.period AS period, r.official AS official, r.post AS post, r.reason AS reason, e.time AS time,
                e.body AS body
            FROM returns r JOIN entries e ON e.number = r.number WHERE r.unit = ? ORDER BY r.number
            """, [.text(unit)]
        ) { row in
            let act = try SubmitReturn.decoded(fromBody: row.blob("body"))
            let recorded = Timestamp(milliseconds: try row.integer("time"))
            let (number, official, post) = try (row.integer("number"), row.text("official"), row.text("post"))
            let reason = try row.textOrNil("reason")
            let period = try row.text("period")
            revisions[period, default: []] += act.values.enumerated().map { position, value in
                Revision(
                    act: number, recorded: recorded, known: value.asOf.flatMap { Timestamp($0) } ?? recorded, position: position,
                    value: value, official: official, post: post, reason: reason)
            }
        }
    }

    /// The figures of a period in force after an entry.
    func inForce(_ period: Period, through number: Int64) -> [Revision] {
        guard let all = revisions["\(period)"] else { return [] }
        return ReturnBook.inForce(all.filter { $0.act <= number }, asOf: nil)
    }
}
