import Acts
import Storage

/// A report on an objective as it was given.
public struct Progress: Sendable, Hashable {
    /// What was said.
    public let report: ReportProgress
    /// The act that said it.
    public let by: Authorship
}

/// Reads progress.
public enum ProgressBook {
    /// What is known of a milestone.
    public struct MilestoneState: Sendable, Hashable {
        /// The ISO day it was reached; nil when it is not.
        public let reached: String?
        /// The value found.
        public let result: String?

        /// A state.
        public init(reached: String?, result: String? = nil) {
            (self.reached, self.result) = (reached, result)
        }
    }

    /// Every report of a year, by objective; those of an objective by the day they are true of, then by act.
    public static func reports(year: Int, in tables: any Connection) throws -> [String: [Progress]] {
        let key = SQLValue.integer(Int64(year))
        func parts<Part>(_ table: String, _ part: (Row) throws -> Part) throws -> [Int64: [Part]] {
            var found: [Int64: [Part]] = [:]
            for row in try tables.query(
                "SELECT x.* FROM \(table) x JOIN progress_reports p ON p.made = x.report WHERE p.year = ? ORDER BY x.report, x.ordinal",
                [key])
            {
                found[try row.integer("report"), default: []].append(try part(row))
            }
            return found
        }
        let milestones = try parts("progress_milestones") {
            try ReportProgress.MilestoneReport(
                code: $0.text("code"), reached: $0.textOrNil("reached"), result: $0.textOrNil("result"))
        }
        let evidence = try parts("progress_evidence") { try $0.text("hash") }
        var reports: [String: [Progress]] = [:]
        for row in try tables.query("SELECT * FROM progress_reports WHERE year = ? ORDER BY as_of, made", [key]) {
            let by = try Authorship(row)
            guard let status = ReportProgress.Status(rawValue: try row.text("status")) else {
                throw Failure(.databaseDamaged, privateDetail: "status of progress")
            }
            let report = try ReportProgress(
                year: year, code: row.text("code"), unit: row.text("unit"), asOf: row.text("as_of"), status: status,
                percent: Int(row.integer("percent")), note: row.text("note"), milestones: milestones[by.number] ?? [],
                expected: row.textOrNil("expected"), evidence: evidence[by.number])
            reports[report.code, default: []].append(Progress(report: report, by: by))
        }
        return reports
    }

    /// What is known of the milestones of an objective, from all its reports.
    public static func milestones(year: Int, code: String, in tables: any Connection) throws -> [String: MilestoneState] {
        var states: [String: MilestoneState] = [:]
        for row in try tables.query(
            """
            SELECT m.code AS code, m.reached AS reached, m.result AS result FROM progress_milestones m
            JOIN progress_reports p ON p.made = m.report WHERE p.year = ? AND p.code = ? ORDER BY p.as_of, p.made
            """, [.integer(Int64(year)), .text(code)])
        {
            states[try row.text("code")] = try MilestoneState(reached: row.textOrNil("reached"), result: row.textOrNil("result"))
        }
        return states
    }

    /// What reports say of milestones, in their order.
    public static func milestones(_ reports: [Progress]) -> [String: MilestoneState] {
        var states: [String: MilestoneState] = [:]
        for milestone in reports.flatMap(\.report.milestones) {
            states[milestone.code] = MilestoneState(reached: milestone.reached, result: milestone.result)
        }
        return states
    }
}
