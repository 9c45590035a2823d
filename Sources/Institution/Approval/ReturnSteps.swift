import Acts
import Figures
import Storage

/// Confirms that the figures of a unit and period are what the unit means to report: by the unit's head, a head above it, or the
/// statistician; never by who entered them.
///
/// The act names the latest return it has seen: what was entered meanwhile is not verified unseen.
public struct VerifyReturn: Act {
    public static let kind = "VerifyReturn"
    public static let policy = Policy.role([.unitHead, .statistician])
    public static let changesDefinitions = false

    /// The unit and the SDMX period.
    public var unit, period: String
    /// The number of the latest return looked at.
    public var through: Int64

    /// A verification.
    public init(unit: String, period: String, through: Int64) { (self.unit, self.period, self.through) = (unit, period, through) }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let standing = try ReturnSteps.standing(unit, period, through, orOwn: true, in: context)
        try ReturnSteps.require(standing, in: [.submitted])
        try ReturnSteps.requireOthersWork(standing, in: context)
    }

    public func project(in context: ActContext) throws {
        try ReturnSteps.keep(.verify, unit, period, through, reason: nil, in: context)
    }
}

/// Takes verified figures over for the level above: by a head above the unit, the statistician or the Director General; never by
/// who entered or verified them.
public struct AcceptReturn: Act {
    public static let kind = "AcceptReturn"
    public static let policy = Policy.role([.unitHead, .statistician, .directorGeneral])
    public static let changesDefinitions = false

    /// The unit and the SDMX period.
    public var unit, period: String
    /// The number of the latest return looked at.
    public var through: Int64

    /// An acceptance.
    public init(unit: String, period: String, through: Int64) { (self.unit, self.period, self.through) = (unit, period, through) }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let standing = try ReturnSteps.standing(unit, period, through, orOwn: false, in: context)
        try ReturnSteps.require(standing, in: [.verified])
        try ReturnSteps.requireOthersWork(standing, in: context)
        if standing.deciding?.by.official == context.signatory.official {
            throw Failure(.ownWork, ["official": context.signatory.official, "unit": unit])
        }
    }

    public func project(in context: ActContext) throws {
        try ReturnSteps.keep(.accept, unit, period, through, reason: nil, in: context)
    }
}

/// Sends figures back to their unit with the reason: by whoever may verify or accept them. The unit then enters them anew.
public struct SendBackReturn: Act {
    public static let kind = "SendBackReturn"
    public static let policy = Policy.role([.unitHead, .statistician, .directorGeneral])
    public static let changesDefinitions = false

    /// The unit and the SDMX period.
    public var unit, period: String
    /// The number of the latest return looked at.
    public var through: Int64
    /// What is wrong or unclear.
    public var reason: Written

    /// Figures to send back.
    public init(unit: String, period: String, through: Int64, reason: Written) {
        (self.unit, self.period, self.through, self.reason) = (unit, period, through, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let standing = try ReturnSteps.standing(unit, period, through, orOwn: true, in: context)
        try ReturnSteps.require(standing, in: [.submitted, .verified, .accepted])
        try reason.check(field: "reason")
        // Figures of a locked period cannot come back corrected.
        try LockBook.requireOpen(unit: unit, span: ReturnRules.period(period), in: context)
    }

    public func project(in context: ActContext) throws {
        try ReturnSteps.keep(.sendBack, unit, period, through, reason: reason, in: context)
    }
}

/// What the steps have in common.
enum ReturnSteps {
    /// The returns a step is about; throws `notUpTheLine`, `noReturn` or `returnMoved`.
    static func standing(
        _ unit: String, _ period: String, _ through: Int64, orOwn: Bool, in context: ActContext
    ) throws -> ReturnStanding {
        let span = try ReturnRules.period(period)
        try Required.unit(unit, in: context.tables)
        try ReturnLine.require(context.signatory, over: unit, on: "\(span.last)", orOwn: orOwn, in: context)
        guard let standing = try StandingBook.standing(unit: unit, period: period, in: context.tables) else {
            throw Failure(.noReturn, ["unit": unit, "period": period])
        }
        guard standing.latest.number == through else {
            throw Failure(.returnMoved, ["unit": unit, "period": period, "number": "\(standing.latest.number)"])
        }
        return standing
    }

    /// Throws `stepNotDue` in any other state.
    static func require(_ standing: ReturnStanding, in states: [ReturnStanding.State]) throws {
        guard states.contains(standing.state) else {
            throw Failure(.stepNotDue, ["unit": standing.unit, "period": standing.period, "standing": standing.state.rawValue])
        }
    }

    /// Throws `ownWork` when the official entered any of the figures.
    static func requireOthersWork(_ standing: ReturnStanding, in context: ActContext) throws {
        let own = try context.tables.first(
            "SELECT number FROM returns WHERE unit = ? AND period = ? AND official = ? LIMIT 1",
            [.text(standing.unit), .text(standing.period), .text(context.signatory.official)])
        if own != nil { throw Failure(.ownWork, ["official": context.signatory.official, "unit": standing.unit]) }
    }

    static func keep(
        _ step: ReturnStanding.Step, _ unit: String, _ period: String, _ through: Int64, reason: Written?, in context: ActContext
    ) throws {
        try context.tables.execute(
            """
            INSERT INTO return_steps (unit, period, step, through, reason, reason_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.text(unit), .text(period), .text(step.rawValue), .integer(through)] + (reason?.columns ?? [.null, .null])
                + context.authorship)
    }
}
