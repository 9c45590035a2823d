import Acts
import Storage

/// Says how far an objective is on a day: status, share done, milestones reached. Every report stays; the latest of a day counts.
public struct ReportProgress: Act, Hashable {
    public static let kind = "ReportProgress"
    public static let policy = Policy.any([.ownUnit([.unitHead, .reportingOfficer]), .role([.secretary])])

    /// How the owner sees it.
    public enum Status: String, CaseIterable, Codable, Sendable {
        case onTrack = "on_track"
        case atRisk = "at_risk"
        case late, done
    }

    /// What is said of one milestone.
    public struct MilestoneReport: Codable, Sendable, Hashable {
        /// The milestone's code.
        public var code: String
        /// The ISO day it was reached; without one it is not (also: not after all).
        public var reached: String?
        /// The value found, as a decimal, where it is measured.
        public var result: String?

        /// A statement.
        public init(code: String, reached: String? = nil, result: String? = nil) {
            (self.code, self.reached, self.result) = (code, reached, result)
        }
    }

    /// The year of the roadmap, the objective's code, and the unit that answers for it.
    public var year: Int
    public var code: String
    public var unit: String
    /// The ISO day the report is true of.
    public var asOf: String
    /// How it stands, and the share done in percent, 0 to 100.
    public var status: Status
    public var percent: Int
    /// What was done and what comes next, in the reporter's own language.
    public var note: String
    /// What is said of milestones; those not named stay as they were.
    public var milestones: [MilestoneReport]
    /// The ISO day on which the owner now expects to be done.
    public var expected: String?
    /// SHA-256 of the evidence files that show it.
    public var evidence: [String]?

    /// A report.
    public init(
        year: Int, code: String, unit: String, asOf: String, status: Status, percent: Int, note: String,
        milestones: [MilestoneReport] = [], expected: String? = nil, evidence: [String]? = nil
    ) {
        (self.year, self.code, self.unit, self.asOf) = (year, code, unit, asOf)
        (self.status, self.percent, self.note) = (status, percent, note)
        (self.milestones, self.expected, self.evidence) = (milestones, expected, evidence)
    }

    public static let changesDefinitions = false
    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        let objective = try RoadmapBook.required(year: year, code: code, in: tables)
        let plan = objective.plan
        guard unit == plan.owner else { throw Failure(.notTheOwner, ["code": code, "unit": unit, "owner": plan.owner]) }
        try Required.phase(.followUp, year: year - 1, unit: unit, in: context)
        try Required.past(asOf, field: "asOf", in: context)
        guard (0...100).contains(percent) else {
            throw Failure(.malformedValue, ["field": "percent", "value": "\(percent)"])
        }
        let blank = note.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        guard !blank, note.count <= 5_000, !note.utf8.contains(0) else { throw Failure(.missingText, ["field": "note"]) }
        if let expected { _ = try Codes.day(expected, field: "expected") }
        try checkMilestones(plan, in: context)
        try checkEvidence()
        try checkDone(plan, in: tables)
    }

    private func checkMilestones(_ plan: ObjectivePlan, in context: ActContext) throws {
        if let code = Required.repeated(milestones.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
        for report in milestones {
            guard let milestone = plan.milestone(report.code) else {
                throw Failure(.unknownMilestone, ["code": code, "milestone": String(report.code.prefix(64))])
            }
            if let result = report.result { _ = try Required.decimal(result) }
            guard let reached = report.reached else { continue }
            _ = try Codes.day(reached, field: "milestones.\(report.code).reached")
            guard reached <= asOf else {
                throw Failure(.dayAhead, ["field": "milestones.\(report.code).reached", "date": reached, "today": asOf])
            }
            if milestone.target != nil, report.result == nil { throw Failure(.resultMissing, ["code": report.code]) }
        }
    }

    private func checkEvidence() throws {
        guard let evidence else { return }
        guard evidence.count <= ObjectivePlan.longest else {
            throw Failure(.tooLong, ["column": "evidence", "most": "\(ObjectivePlan.longest)"])
        }
        for hash in evidence {
            let isHash = hash.utf8.count == 64 && hash.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            guard isHash else { throw Failure(.malformedValue, ["field": "evidence", "value": String(hash.prefix(40))]) }
        }
        if let hash = Required.repeated(evidence) { throw Failure(.numberTaken, ["value": hash]) }
    }

    /// Done means all of it: the whole share, every milestone.
    private func checkDone(_ plan: ObjectivePlan, in tables: any Connection) throws {
        guard (status == .done) == (percent == 100) else {
            throw Failure(.progressContradicts, ["code": code, "percent": "\(percent)"])
        }
        guard status == .done else { return }
        var states = try ProgressBook.milestones(year: year, code: code, in: tables)
        for report in milestones { states[report.code] = ProgressBook.MilestoneState(reached: report.reached, result: report.result) }
        if let open = plan.milestones.first(where: { states[$0.code]?.reached == nil }) {
            throw Failure(.progressContradicts, ["code": code, "percent": "\(percent)", "milestone": open.code])
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            """
            INSERT INTO progress_reports (made, official, post, recorded, year, code, unit, as_of, status, percent, note, expected)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            context.authorship
                + [
                    .integer(Int64(year)), .text(code), .text(unit), .text(asOf), .text(status.rawValue),
                    .integer(Int64(percent)), .text(note), SQLValue(expected),
                ])
        try tables.insert(
            "INSERT INTO progress_milestones (report, ordinal, code, reached, result) VALUES (?, ?, ?, ?, ?)",
            rows: milestones.enumerated().map { ordinal, report in
                [made, .integer(Int64(ordinal)), .text(report.code), SQLValue(report.reached), SQLValue(report.result)]
            })
        try tables.insert(
            "INSERT INTO progress_evidence (report, ordinal, hash) VALUES (?, ?, ?)",
            rows: (evidence ?? []).enumerated().map { [made, .integer(Int64($0)), .text($1)] })
    }
}
