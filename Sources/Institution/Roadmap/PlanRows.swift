import Acts
import Storage

/// Writes and reads the versions of plans. A version holds the whole plan, so that it reads without the ones before it.
enum PlanRows {
    static func insert(
        _ plan: ObjectivePlan, year: Int, code: String, decided: String?, reason: Trilingual?, in context: ActContext
    ) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE objective_plans SET replaced_by = ? WHERE year = ? AND code = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(code)])
        try tables.execute(
            """
            INSERT INTO objective_plans (made, official, post, recorded, year, code, decided, reason_ar, reason_fr, reason_en,
                text_ar, text_fr, text_en, owner, starts, due, indicator, target)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            context.authorship
                + [.integer(Int64(year)), .text(code), SQLValue(decided)]
                + [SQLValue(reason?.ar), SQLValue(reason?.fr), SQLValue(reason?.en)] + plan.text.columns
                + [.text(plan.owner), .text(plan.starts), .text(plan.due), SQLValue(plan.indicator), SQLValue(plan.target)])
        func rows<Part>(_ parts: [Part], _ columns: (Part) -> [SQLValue]) -> [[SQLValue]] {
            parts.enumerated().map { ordinal, part in [made, .integer(Int64(ordinal))] + columns(part) }
        }
        try tables.insert(
            """
            INSERT INTO plan_phases (plan, ordinal, code, text_ar, text_fr, text_en, starts, due, owner)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: rows(plan.phases) {
                [.text($0.code)] + $0.text.columns + [.text($0.starts), .text($0.due), SQLValue($0.owner)]
            })
        try tables.insert(
            """
            INSERT INTO plan_milestones (plan, ordinal, code, text_ar, text_fr, text_en, due, indicator, target)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: rows(plan.milestones) {
                [.text($0.code)] + $0.text.columns + [.text($0.due), SQLValue($0.indicator), SQLValue($0.target)]
            })
        try tables.insert(
            "INSERT INTO plan_dependencies (plan, ordinal, depends_on) VALUES (?, ?, ?)",
            rows: rows(plan.dependsOn) { [.text($0)] })
        try tables.insert(
            "INSERT INTO plan_resources (plan, ordinal, kind, text_ar, text_fr, text_en, amount) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows: rows(plan.resources) { [.text($0.kind.rawValue)] + $0.text.columns + [SQLValue($0.amount)] })
        try tables.insert(
            """
            INSERT INTO plan_risks (plan, ordinal, likelihood, impact, text_ar, text_fr, text_en, answer_ar, answer_fr, answer_en)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: rows(plan.risks) {
                [.text($0.likelihood.rawValue), .text($0.impact.rawValue)] + $0.text.columns + $0.answer.columns
            })
    }

    /// Every version of every plan of a year, oldest first, by objective.
    static func versions(year: Int, in tables: any Connection) throws -> [String: [PlanVersion]] {
        func parts<Part>(_ table: String, _ part: (Row) throws -> Part) throws -> [Int64: [Part]] {
            var found: [Int64: [Part]] = [:]
            for row in try tables.query(
                "SELECT x.* FROM \(table) x JOIN objective_plans p ON p.made = x.plan WHERE p.year = ? ORDER BY x.plan, x.ordinal",
                [.integer(Int64(year))])
            {
                found[try row.integer("plan"), default: []].append(try part(row))
            }
            return found
        }
        let phases = try parts("plan_phases") {
            try AdoptObjective.ObjectivePhase(
                code: $0.text("code"), text: Trilingual($0, "text"), starts: $0.text("starts"), due: $0.text("due"),
                owner: $0.textOrNil("owner"))
        }
        let milestones = try parts("plan_milestones") {
            try Milestone(
                code: $0.text("code"), text: Trilingual($0, "text"), due: $0.text("due"), indicator: $0.textOrNil("indicator"),
                target: $0.textOrNil("target"))
        }
        let dependencies = try parts("plan_dependencies") { try $0.text("depends_on") }
        let resources = try parts("plan_resources", resource)
        let risks = try parts("plan_risks", risk)
        var versions: [String: [PlanVersion]] = [:]
        for row in try tables.query("SELECT * FROM objective_plans WHERE year = ? ORDER BY made", [.integer(Int64(year))]) {
            let by = try Authorship(row)
            let plan = try ObjectivePlan(
                text: Trilingual(row, "text"), owner: row.text("owner"), starts: row.text("starts"), due: row.text("due"),
                indicator: row.textOrNil("indicator"), target: row.textOrNil("target"), phases: phases[by.number] ?? [],
                milestones: milestones[by.number] ?? [], dependsOn: dependencies[by.number] ?? [],
                resources: resources[by.number] ?? [], risks: risks[by.number] ?? [])
            let version = try PlanVersion(
                by: by, decided: row.textOrNil("decided"),
                reason: row.textOrNil("reason_ar").map { _ in try Trilingual(row, "reason") }, plan: plan)
            versions[try row.text("code"), default: []].append(version)
        }
        return versions
    }

    private static func resource(_ row: Row) throws -> ObjectiveResource {
        guard let kind = ObjectiveResource.Kind(rawValue: try row.text("kind")) else {
            throw Failure(.databaseDamaged, privateDetail: "kind of resource")
        }
        return try ObjectiveResource(kind: kind, text: Trilingual(row, "text"), amount: row.textOrNil("amount"))
    }

    private static func risk(_ row: Row) throws -> ObjectiveRisk {
        guard let likelihood = ObjectiveRisk.Level(rawValue: try row.text("likelihood")),
            let impact = ObjectiveRisk.Level(rawValue: try row.text("impact"))
        else { throw Failure(.databaseDamaged, privateDetail: "level of risk") }
        return try ObjectiveRisk(
            text: Trilingual(row, "text"), likelihood: likelihood, impact: impact, answer: Trilingual(row, "answer"))
    }
}
