import Acts
import Storage

extension DutyRegister {
    /// Kinds of act after which no other unit owes more or less than before: all they touch is the unit they name.
    private static let ofOneUnit: Set<String> = [
        SubmitReturn.kind, VerifyReturn.kind, AcceptReturn.kind, SendBackReturn.kind, RecordFollowUp.kind, SubmitSelfAssessment.kind,
        RateUnit.kind, FileEvidence.kind,
    ]

    /// Of more units the register is worked out anew sooner.
    private static let mostUnits = 50

    /// The duties of a year as ``duties(year:on:unit:in:)`` gives them, made from those of the same day as they were when the ledger had
    /// `size` entries: in the busy weeks an act touches the duties of one unit among thousands. Nil where the acts since may touch more.
    public static func duties(
        year: Int, on day: String, from held: [Duty], of size: Int64, in tables: any Connection
    ) throws -> [Duty]? {
        guard try LedgerBook.kinds(from: size, in: tables).allSatisfy(ofOneUnit.contains) else { return nil }
        let units = try tables.query(
            """
            SELECT unit FROM returns WHERE number >= ? UNION SELECT unit FROM return_steps WHERE made >= ?
            UNION SELECT unit FROM follow_ups WHERE made >= ? UNION SELECT unit FROM self_assessments WHERE made >= ?
            UNION SELECT unit FROM ratings WHERE made >= ?
            """, Array(repeating: .integer(size), count: 5)
        ).map { try $0.text("unit") }
        guard units.count <= mostUnits else { return nil }
        let touched = Set(units)
        var owed: [String: Set<Due.Task>] = [:]
        var renewed: [Duty] = []
        for duty in held {
            guard let unit = duty.unit, touched.contains(unit) else {
                renewed.append(duty)
                continue
            }
            owed[unit, default: []].insert(duty.task)
            // What becomes of a decision is the institution's to say, whichever unit it concerns.
            if duty.task == .adoptObjective { renewed.append(duty) }
        }
        for unit in units {
            // Asked for by name a unit owes terms and a self-assessment in any case; here only if it did before.
            renewed += try duties(year: year, on: day, unit: unit, in: tables).filter {
                ![.proposeTerms, .submitSelfAssessment].contains($0.task) || owed[unit]?.contains($0.task) == true
            }
        }
        return sorted(renewed)
    }
}
