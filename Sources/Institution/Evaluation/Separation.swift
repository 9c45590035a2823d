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

    /// The reasons that hold, in the order of `Reason`; empty when the official may evaluate the unit.
    public static func reasons(
        evaluator: Signatory, of unit: String, year: Int, in tables: any Connection
    ) throws -> [Reason] {
        let place: [SQLValue] = [.integer(Int64(year)), .text(unit), .text(evaluator.official)]
        var reasons: [Reason] = []
        if evaluator.unit == unit { reasons.append(.ownUnit) }
        let terms = try tables.query(
            """
            SELECT p.made AS made FROM terms_proposals p WHERE p.year = ? AND p.unit = ? AND (p.official = ? OR EXISTS
                (SELECT 1 FROM terms_signatures s WHERE s.proposal = p.made AND s.official = ?)) LIMIT 1
            """, place + [.text(evaluator.official)])
        if !terms.isEmpty { reasons.append(.terms) }
        let span = Period(year: year)
        let reported = try tables.query(
            "SELECT DISTINCT period FROM returns WHERE unit = ? AND official = ?",
            [.text(unit), .text(evaluator.official)])
        // A period that cannot be read counts as one of the year: doubt is no licence.
        if try reported.contains(where: { row in
            let text = try row.text("period")
            return (try? Period(text))?.overlaps(span) ?? true
        }) {
            reasons.append(.figures)
        }
        let assessments = try tables.query(
            "SELECT made FROM self_assessments WHERE year = ? AND unit = ? AND official = ? LIMIT 1", place)
        if !assessments.isEmpty { reasons.append(.selfAssessment) }
        return reasons
    }
}
