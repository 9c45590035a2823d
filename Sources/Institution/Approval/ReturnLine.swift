import Acts
import Figures
import Storage

/// Who stands above a unit's figures: the heads of the units above it, the statistician and the Director General.
enum ReturnLine {
    /// Throws `notUpTheLine` for a head whose unit is neither above `unit` on an ISO day nor, with `orOwn`, the unit itself. The
    /// other roles that the policies name stand above every unit.
    static func require(_ signatory: Signatory, over unit: String, on day: String, orOwn: Bool, in context: ActContext) throws {
        guard try stands(signatory, over: unit, on: day, orOwn: orOwn, in: context.tables) else {
            throw Failure(.notUpTheLine, ["unit": unit, "post": signatory.post])
        }
    }

    static func stands(
        _ signatory: Signatory, over unit: String, on day: String, orOwn: Bool, in tables: any Connection
    ) throws -> Bool {
        guard signatory.role == .unitHead else { return true }
        if signatory.unit == unit { return orOwn }
        return try UnitBook.ancestors(of: unit, on: day, in: tables).contains(signatory.unit)
    }
}

extension StandingBook {
    /// Whether a post may take a step on a unit's returns of a period by its role and place; what else stands in the way, the act
    /// says.
    public static func mayTake(
        _ step: ReturnStanding.Step, _ signatory: Signatory, unit: String, period: Period, in tables: any Connection
    ) throws -> Bool {
        let isAllowed = switch step {
        case .verify: VerifyReturn.allows(signatory, unit: unit)
        case .accept: AcceptReturn.allows(signatory, unit: unit)
        case .sendBack: SendBackReturn.allows(signatory, unit: unit)
        }
        guard isAllowed else { return false }
        return try ReturnLine.stands(signatory, over: unit, on: "\(period.last)", orOwn: step != .accept, in: tables)
    }
}
