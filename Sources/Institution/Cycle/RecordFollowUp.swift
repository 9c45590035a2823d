import Acts
import Figures
import Storage

/// How a unit's commitments stand at the end of a quarter. A later record of the same quarter replaces an earlier one, which stays
/// readable under its number.
public struct RecordFollowUp: Act {
    public static let kind = "RecordFollowUp"
    public static let policy = Policy.any([.ownUnit([.unitHead, .reportingOfficer]), .role([.secretary])])

    /// How a commitment stands.
    public enum Progress: String, CaseIterable, Sendable, Codable {
        case notStarted = "not_started"
        case onTrack = "on_track"
        case atRisk = "at_risk"
        case late, done

        /// Whether it needs saying why.
        public var needsNote: Bool { self == .atRisk || self == .late }
    }

    /// One commitment of the terms in force.
    public struct Line: Codable, Sendable, Hashable {
        /// The commitment's code and how it stands.
        public var commitment: String
        public var progress: Progress
        /// Why, and what is done about it; required where it is at risk or late.
        public var note: Trilingual?

        /// A line.
        public init(commitment: String, progress: Progress, note: Trilingual? = nil) {
            (self.commitment, self.progress, self.note) = (commitment, progress, note)
        }
    }

    /// The year, the quarter (1 to 4) and the unit.
    public var year, quarter: Int
    public var unit: String
    /// The review as a whole.
    public var text: Trilingual
    /// Every commitment of the terms in force once: what is left out would look like nothing to say.
    public var lines: [Line]

    /// A quarter's review.
    public init(year: Int, quarter: Int, unit: String, text: Trilingual, lines: [Line]) {
        (self.year, self.quarter, self.unit, self.text, self.lines) = (year, quarter, unit, text, lines)
    }

    public static var changesDefinitions: Bool { false }
    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        guard let span = FollowUpBook.quarter(quarter, of: year) else {
            throw Failure(.malformedValue, ["field": "quarter", "value": "\(quarter)"])
        }
        let today = context.record.time.day
        guard span.last < today else {
            throw Failure(.quarterNotOver, ["period": "\(span)", "date": "\(span.last.next)"])
        }
        let phase = try CycleBook.dates(.followUp, year: year, unit: unit, in: tables)
        guard "\(today)" <= phase.ends else {
            throw Failure(
                .outOfPhase,
                ["phase": Phase.followUp.rawValue, "year": "\(year)", "starts": phase.starts, "ends": phase.ends, "unit": unit])
        }
        try text.check(field: "text")
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: tables) else {
            throw Failure(.noTerms, ["unit": unit, "year": "\(year)"])
        }
        try check(lines, against: terms.commitments.map(\.code))
    }

    private func check(_ lines: [Line], against codes: [String]) throws {
        if let twice = Required.repeated(lines.map(\.commitment)) { throw Failure(.numberTaken, ["value": twice]) }
        for (index, line) in lines.enumerated() {
            guard codes.contains(line.commitment) else {
                throw Failure(.unknownCommitment, ["year": "\(year)", "code": String(line.commitment.prefix(80))])
            }
            if let note = line.note {
                try note.check(field: "lines.\(index + 1).note")
            } else if line.progress.needsNote {
                throw Failure(.progressWithoutReason, ["code": line.commitment])
            }
        }
        let missing = codes.filter { code in !lines.contains { $0.commitment == code } }
        guard missing.isEmpty else { throw Failure(.followUpIncomplete, ["codes": missing.joined(separator: ", ")]) }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        let place: [SQLValue] = [.integer(Int64(year)), .text(unit), .integer(Int64(quarter))]
        let proposal = try TermsBook.inForce(year: year, unit: unit, in: tables)?.proposal.number ?? 0
        try tables.execute(
            "UPDATE follow_ups SET replaced_by = ? WHERE year = ? AND unit = ? AND quarter = ? AND replaced_by IS NULL", [made] + place)
        try tables.execute(
            """
            INSERT INTO follow_ups (year, unit, quarter, proposal, text_ar, text_fr, text_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, place + [.integer(proposal)] + text.columns + context.authorship)
        try tables.insert(
            """
            INSERT INTO follow_up_lines (follow_up, ordinal, commitment, progress, note_ar, note_fr, note_en)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            rows: lines.enumerated().map { ordinal, line in
                [made, .integer(Int64(ordinal)), .text(line.commitment), .text(line.progress.rawValue)]
                    + (line.note?.columns ?? [.null, .null, .null])
            })
    }
}
