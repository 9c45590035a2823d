import Acts
import Figures
import Storage

/// Reads what is owed in a year and not yet done: the lines of the register of duties that are still owed, by unit or by post.
public enum DueBook {
    /// What a unit owes, whoever of its posts does it: terms, the head's signature, returns, reviews, self-assessment.
    /// By day due, then by task. Empty when the year has no cycle.
    public static func owed(by unit: String, year: Int, on day: String, in tables: any Connection) throws -> [Due] {
        try DutyRegister.duties(year: year, on: day, unit: unit, in: tables)
            .filter { $0.side == .unitHead }.compactMap { Due($0) }
    }

    /// What a post is to do: for a unit's head or reporting officer what their unit owes by them; for an evaluator the units
    /// they may rate; for the direction, the secretary and communication the institution's own steps.
    public static func owed(by signatory: Signatory, year: Int, on day: String, in tables: any Connection) throws -> [Due] {
        try duties(of: signatory, among: register(for: signatory, year: year, on: day, in: tables), in: tables)
            .compactMap { Due($0) }
    }

    /// The duties among which a post's own are to be looked for: of its unit only, where no others can be.
    private static func register(
        for signatory: Signatory, year: Int, on day: String, in tables: any Connection
    ) throws -> [Duty] {
        switch signatory.role {
        case .unitHead, .reportingOfficer: try DutyRegister.duties(year: year, on: day, unit: signatory.unit, in: tables)
        case .statistician: try DutyRegister.vettings(year: year, on: day, in: tables)
        case .administrator, .auditor: []
        default: try DutyRegister.duties(year: year, on: day, in: tables)
        }
    }

    /// Of the duties still owed, those that a post is to do.
    public static func duties(
        of signatory: Signatory, among duties: [Duty], in tables: any Connection
    ) throws -> [Duty] {
        let drafted = try proposals(by: signatory, among: duties, in: tables)
        return try duties.filter { duty in
            guard duty.isOwed else { return false }
            switch signatory.role {
            case .unitHead: return duty.side == .unitHead && duty.unit == signatory.unit
            case .reportingOfficer:
                // What only the head does.
                let isHeads = duty.task == .signTerms || duty.task == .answerDependency
                return duty.side == .unitHead && duty.unit == signatory.unit && !isHeads
            case .evaluator where duty.task == .vetTerms, .statistician:
                // Nobody vets the terms of their own unit, nor what they drafted.
                return duty.task == .vetTerms && duty.unit != signatory.unit && !drafted.contains(duty.subject ?? "")
            case .evaluator, .inspector:
                guard duty.task != .vetTerms, duty.side == .evaluator, let unit = duty.unit else { return false }
                return try Separation.reasons(evaluator: signatory, of: unit, year: duty.year, in: tables).isEmpty
            case .directorGeneral:
                guard duty.side == .directorGeneral || duty.task == .holdMeeting || duty.task == .adoptObjective else { return false }
                return try duty.task != .signTerms || !isOwnProposal(duty, of: signatory, in: tables)
            case .secretary: return duty.side == .secretary
            case .communication: return duty.side == .communication
            case .administrator, .auditor: return false
            }
        }
    }

    /// The numbers of the proposals that an official made, read once where any of them may be asked after.
    private static func proposals(
        by signatory: Signatory, among duties: [Duty], in tables: any Connection
    ) throws -> Set<String> {
        guard [.evaluator, .statistician].contains(signatory.role), duties.contains(where: { $0.task == .vetTerms }) else { return [] }
        let rows = try tables.query("SELECT made FROM terms_proposals WHERE official = ?", [.text(signatory.official)])
        return Set(try rows.map { "\(try $0.integer("made"))" })
    }

    /// Nobody signs for the direction what they proposed themselves.
    private static func isOwnProposal(_ duty: Duty, of signatory: Signatory, in tables: any Connection) throws -> Bool {
        guard let number = duty.subject.flatMap({ Int64($0) }) else { return false }
        return try tables.first(
            "SELECT made FROM terms_proposals WHERE made = ? AND official = ?", [.integer(number), .text(signatory.official)]) != nil
    }

    /// The periods of a year for which a unit owes figures: of every frequency at which an indicator is assigned to it or
    /// measures its terms in force. Computed indicators are owed by nobody.
    public static func expectedPeriods(unit: String, year: Int, in tables: any Connection) throws -> [Period] {
        let register = DutyRegister(
            year: year, day: "\(year)-12-31", cutoff: Timestamp(milliseconds: .max), tables: tables,
            calendar: try YearCalendar(year: year, in: tables), only: unit)
        return try register.expectedFrequencies(register.terms()).flatMap(\.1)
            .flatMap { Period(year: year).periods(of: $0) }
            .sorted { ($0.last.number, $0.first.number) < ($1.last.number, $1.first.number) }
    }
}
