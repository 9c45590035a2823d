import Acts
import Figures
import Storage

/// From which statement of a figure to which.
public struct BridgeQuestion: Sendable, Hashable {
    /// One statement: a period, the tree that adds up, and what was known.
    public struct Side: Sendable, Hashable {
        /// The SDMX period or ISO interval.
        public var period: String
        /// Under which tree.
        public var tree: TreeChoice
        /// What was known at this moment, figures and organization; nil for all that is known.
        public var asOf: Timestamp?

        /// A statement.
        public init(period: String, tree: TreeChoice = .then, asOf: Timestamp? = nil) {
            (self.period, self.tree, self.asOf) = (period, tree, asOf)
        }

        /// A statement as written on the command line: `then`, `now` or a day, with `@TIME` for what was known then; `@TIME` alone
        /// keeps the tree of the other side. Throws `malformedDay` or `malformedTime`.
        public init(_ text: String, period: String, tree: TreeChoice) throws {
            let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            self.init(period: period, tree: halves[0].isEmpty ? tree : try TreeChoice(halves[0]))
            guard halves.count > 1 else { return }
            guard let time = Timestamp(endOf: halves[1]) else { throw Failure(.malformedTime, ["value": String(halves[1].prefix(40))]) }
            asOf = time
        }
    }

    /// Codes of indicator and unit.
    public var indicator, unit: String
    /// `KEY=VALUE;KEY=VALUE`, nil for the total.
    public var breakdown: String?
    /// The two statements.
    public var from, to: Side

    /// A question.
    public init(indicator: String, unit: String, breakdown: String? = nil, from: Side, to: Side) {
        (self.indicator, self.unit, self.breakdown, self.from, self.to) = (indicator, unit, breakdown, from, to)
    }
}

/// Explains how one statement of a figure became another.
public enum BridgeBook {
    /// The bridge, read in one transaction with the cube in force.
    /// Throws `unknownIndicator`, `unknownUnit`, `noBridge`, and what a malformed period or breakdown throws.
    public static func bridge(_ question: BridgeQuestion, office: Office) async throws -> Bridge {
        let (cube, today) = (office.cube, office.today)
        return try await office.database.read { try bridge(question, cube: cube, today: today, in: $0) }
    }

    /// The same, where a transaction and its cube are at hand already.
    public static func bridge(
        _ question: BridgeQuestion, cube: Cube, today: String, in tables: any Connection
    ) throws -> Bridge {
        guard let indicator = try IndicatorBook.indicator(question.indicator, in: tables) else {
            throw Failure(.unknownIndicator, ["indicator": String(question.indicator.prefix(64))])
        }
        let family = Set([indicator.code, indicator.numerator, indicator.denominator].compactMap { $0 })
        // Each side is asked for the values of both spans.
        let spans = try [question.from, question.to].map { try ReturnRules.period($0.period) }
        let reach = Period(from: spans.map(\.first).min() ?? spans[0].first, through: spans.map(\.last).max() ?? spans[0].last)
        func side(_ side: BridgeQuestion.Side) throws -> BridgeSide {
            let span = try ReturnRules.period(side.period)
            let known = try side.asOf.map { try CubeLoader.cube(asOf: $0, only: family, touching: reach, in: tables) } ?? cube
            return BridgeSide(cube: known, span: span, tree: try side.tree.view(today: today))
        }
        let (from, to) = try (side(question.from), side(question.to))
        let asked = Question(
            indicator: question.indicator, unit: question.unit, span: to.span, tree: to.tree,
            breakdown: try question.breakdown.flatMap { $0.isEmpty ? nil : try Breakdown(ReturnRules.breakdown($0)) } ?? .total)
        do {
            return try Bridge(
                asked, from: from, to: to, splits: OrganizationHistory.splits(in: tables),
                isOneKnowledge: question.from.asOf == nil && question.to.asOf == nil)
        } catch let error as BridgeError {
            switch error {
            case .unavailable(let reason):
                throw Failure(.noBridge, ["indicator": question.indicator, "unit": question.unit, "reason": reason.rawValue])
            case .inconsistent(let stated, let computed):
                throw Failure(.internal, privateDetail: "bridge: \(stated) is not \(computed)")
            }
        } catch let error as CubeError {
            guard case .unknownUnit = error else { throw error }
            throw Failure(.unknownUnit, ["unit": String(question.unit.prefix(64))])
        }
    }
}
