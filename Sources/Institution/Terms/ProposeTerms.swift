import Acts
import Figures
import Storage

/// Proposes the terms of reference of a unit for a year. A later proposal replaces an earlier one, and voids its signatures,
/// until both signatures are there.
public struct ProposeTerms: Act {
    public static let kind = "ProposeTerms"
    public static let policy = Policy.any([.ownUnit([.unitHead, .reportingOfficer]), .role([.administrator])])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The commitments; their weights add to 100.
    public var commitments: [ProposedCommitment]

    /// Terms to propose.
    public init(year: Int, unit: String, commitments: [ProposedCommitment]) {
        self.year = year
        self.unit = unit
        self.commitments = commitments
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        if let terms = try TermsBook.current(year: year, unit: unit, in: tables), terms.state == .signed {
            throw Failure(.termsSigned, ["year": "\(year)", "unit": unit])
        }
        for commitment in commitments { try check(commitment, in: tables) }
        try checkWeights()
        try checkCodes(in: tables)
        try checkDependencies(in: tables)
    }

    private func check(_ commitment: ProposedCommitment, in tables: any Connection) throws {
        let field = "commitments.\(commitment.code.prefix(64))"
        try Codes.check(commitment.code, field: "commitments.code")
        try commitment.text.check(field: "\(field).text")
        for code in commitment.dependsOn ?? [] { try Codes.check(code, field: "\(field).dependsOn") }
        if let priority = commitment.priority { try Required.priority(priority, year: year, in: tables) }
        if let indicator = commitment.indicator { try Required.indicator(indicator, in: tables) }
        if let due = commitment.due { _ = try Codes.day(due, field: "\(field).due") }
        let baseline = try commitment.baseline.map(Required.decimal)
        let target = try commitment.target.map(Required.decimal)
        let targetMax = try commitment.targetMax.map(Required.decimal)
        func require(_ present: Bool, _ missing: String) throws {
            guard present else {
                throw Failure(
                    .targetIncomplete,
                    ["code": commitment.code, "type": commitment.targetType.rawValue, "field": missing])
            }
        }
        try CommitmentRules.checkLevels(commitment)
        if let evidence = commitment.evidence { try evidence.check(field: "\(field).evidence") }
        if let owner = commitment.owner { try CommitmentRules.checkOwner(owner, of: unit, commitment.code, in: tables) }
        if let carries = commitment.carries { try Codes.check(carries, field: "\(field).carries") }
        switch commitment.targetType {
        case .atLeast, .atMost:
            try require(target != nil, "target")
            try require(baseline != nil, "baseline")
        case .between:
            try require(target != nil, "target")
            try require(targetMax != nil, "target_max")
            if let target, let targetMax { try require(target <= targetMax, "target_max") }
        case .exactly: try require(target != nil, "target")
        case .milestone: try require(commitment.due != nil, "due")
        case .text: break
        }
    }

    private func checkWeights() throws {
        let inRange = commitments.allSatisfy { (1...100).contains($0.weight) }
        let sum = commitments.reduce(0) { $0 + min(max($1.weight, 0), 100) }
        guard inRange, sum == 100 else {
            throw Failure(.weightsIncomplete, ["year": "\(year)", "unit": unit, "sum": "\(sum)"])
        }
    }

    private func checkCodes(in tables: any Connection) throws {
        if let code = Required.repeated(commitments.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
        let taken = try TermsBook.codes(year: year, in: tables)
        for commitment in commitments {
            if let holder = taken[commitment.code], holder != unit {
                throw Failure(.numberTaken, ["value": commitment.code, "unit": holder])
            }
        }
    }

    /// Circles are looked for over all units of the year: two units may wait for one another without either seeing it.
    private func checkDependencies(in tables: any Connection) throws {
        var graph = DependencyGraph()
        for (unit, code, dependsOn) in try TermsBook.dependencies(year: year, in: tables) where unit != self.unit {
            graph.add(code, dependsOn: [dependsOn])
        }
        for commitment in commitments { graph.add(commitment.code, dependsOn: commitment.dependsOn ?? []) }
        if let circle = graph.circle() {
            throw Failure(.circularDependency, ["year": "\(year)", "codes": circle.joined(separator: " > ")])
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE terms_proposals SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            "INSERT INTO terms_proposals (year, unit, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(Int64(year)), .text(unit)] + context.authorship)
        try tables.insert(
            """
            INSERT INTO terms_commitments (proposal, ordinal, code, priority, text_ar, text_fr, text_en, indicator, baseline,
                target_type, target, target_max, weight, due, levels, evidence_ar, evidence_fr, evidence_en, owner, carries)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: commitments.enumerated().map { ordinal, commitment in
                [made, .integer(Int64(ordinal)), .text(commitment.code), SQLValue(commitment.priority)]
                    + commitment.text.columns
                    + [
                        SQLValue(commitment.indicator), SQLValue(commitment.baseline),
                        .text(commitment.targetType.rawValue), SQLValue(commitment.target),
                        SQLValue(commitment.targetMax), .integer(Int64(commitment.weight)), SQLValue(commitment.due),
                        SQLValue(commitment.levels?.joined(separator: " ")), SQLValue(commitment.evidence?.ar),
                        SQLValue(commitment.evidence?.fr), SQLValue(commitment.evidence?.en), SQLValue(commitment.owner),
                        SQLValue(commitment.carries),
                    ]
            })
        try tables.insert(
            "INSERT INTO terms_dependencies (proposal, code, ordinal, depends_on) VALUES (?, ?, ?, ?)",
            rows: commitments.flatMap { commitment in
                (commitment.dependsOn ?? []).enumerated().map { ordinal, other in
                    [made, .text(commitment.code), .integer(Int64(ordinal)), .text(other)]
                }
            })
    }
}
