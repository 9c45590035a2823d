import Acts
import Figures
import Storage

/// No one evaluates their own unit or their own entries. Asked of the ledger's tables, not of a setting.
public enum Separation {
    /// Throws `ownWork` when the official belongs to the unit, or entered or signed its terms, its figures of the year or
    /// its self-assessment: also under an earlier post, and also where the entry was replaced later.
    public static func check(
        evaluator: Signatory, of unit: String, year: Int, in tables: any Connection
    ) throws {
        let reasons = try reasons(evaluator: evaluator, of: unit, year: year, in: tables)
        if let reason = reasons.first {
            throw Failure(.ownWork, ["official": evaluator.official, "unit": unit, "reason": reason.rawValue])
        }
    }

    /// Why an official may not evaluate a unit's year.
    public enum Reason: String, CaseIterable, Sendable {
        /// The post stands in the unit.
        case ownUnit = "own_unit"
        /// Proposed or signed its terms.
        case terms
        /// Entered its figures.
        case figures
        /// Submitted its self-assessment.
        case selfAssessment = "self_assessment"
    }

    /// The reasons that hold, in the order of `Reason`; empty when the official may evaluate the unit. Delegation is seen through: what
    /// was done in someone's name is their work too, and who evaluates for another is bound by both persons' work.
    public static func reasons(
        evaluator: Signatory, of unit: String, year: Int, in tables: any Connection
    ) throws -> [Reason] {
        var reasons: Set<Reason> = []
        if evaluator.unit == unit { reasons.insert(.ownUnit) }
        if let own = evaluator.ownPost, try OfficialBook.post(own, in: tables)?.unit == unit { reasons.insert(.ownUnit) }
        for official in try Hands.behind(evaluator, in: tables) {
            reasons.formUnion(try work(of: official, for: unit, year: year, in: tables))
        }
        return Reason.allCases.filter(reasons.contains)
    }

    private static func work(of official: String, for unit: String, year: Int, in tables: any Connection) throws -> Set<Reason> {
        let hands: [SQLValue] = [.text(official), .text(official)]
        let place: [SQLValue] = [.integer(Int64(year)), .text(unit)]
        var reasons: Set<Reason> = []
        let terms = try tables.query(
            """
            SELECT p.made AS made FROM terms_proposals p WHERE p.year = ? AND p.unit = ? AND (\(Hands.work("p")) OR EXISTS
                (SELECT 1 FROM terms_signatures s WHERE s.proposal = p.made AND \(Hands.work("s")))) LIMIT 1
            """, place + hands + hands)
        if !terms.isEmpty { reasons.insert(.terms) }
        let span = Period(year: year)
        let reported = try tables.query(
            "SELECT DISTINCT r.period AS period FROM returns r WHERE r.unit = ? AND \(Hands.work("r"))", [.text(unit)] + hands)
        // A period that cannot be read counts as one of the year: doubt is no licence.
        if try reported.contains(where: { row in
            let text = try row.text("period")
            return (try? Period(text))?.overlaps(span) ?? true
        }) {
            reasons.insert(.figures)
        }
        let assessments = try tables.query(
            "SELECT a.made AS made FROM self_assessments a WHERE a.year = ? AND a.unit = ? AND \(Hands.work("a")) LIMIT 1", place + hands)
        if !assessments.isEmpty { reasons.insert(.selfAssessment) }
        return reasons
    }
}
