import Acts
import Figures
import Storage

/// What holds for one commitment wherever it is written: in a proposal, an amendment or an assignment from above.
enum CommitmentRules {
    /// How many target levels a commitment has, where it has any.
    static let levelCount = 5

    /// Whether the levels are five and go strictly one way, the way the type asks; types without levels have none.
    static func areLevels(_ values: [ExactDecimal], for type: TargetType) -> Bool {
        guard values.count == levelCount else { return false }
        let pairs = zip(values, values.dropFirst())
        return switch type {
        case .atLeast: pairs.allSatisfy { $0 < $1 }
        case .atMost: pairs.allSatisfy { $0 > $1 }
        case .between, .exactly, .milestone, .text: false
        }
    }

    /// Everything a commitment must be by itself, in its unit and year. Throws the failure of the first rule that does not hold.
    static func check(_ commitment: ProposedCommitment, year: Int, unit: String, in context: ActContext) throws {
        let tables = context.tables
        let field = "commitments.\(commitment.code.prefix(64))"
        try Codes.check(commitment.code, field: "commitments.code")
        try commitment.text.check(field: "\(field).text")
        for code in commitment.dependsOn ?? [] { try Codes.check(code, field: "\(field).dependsOn") }
        if let carries = commitment.carries { try Codes.check(carries, field: "\(field).carries") }
        if let priority = commitment.priority {
            try context.memory.remembered("priority/\(year)/\(priority)") { try Required.priority(priority, year: year, in: tables) }
        }
        if let indicator = commitment.indicator {
            try context.memory.remembered("named/\(indicator)") { try Required.indicator(indicator, in: tables) }
        }
        if let due = commitment.due { _ = try Codes.day(due, field: "\(field).due") }
        if let evidence = commitment.evidence { try evidence.check(field: "\(field).evidence") }
        if let owner = commitment.owner { try checkOwner(owner, of: unit, commitment.code, in: tables) }
        try checkTarget(commitment)
        try checkLevels(commitment)
    }

    private static func checkTarget(_ commitment: ProposedCommitment) throws {
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

    private static func checkLevels(_ commitment: ProposedCommitment) throws {
        guard let levels = commitment.levels else { return }
        guard areLevels(try levels.map(Required.decimal), for: commitment.targetType) else {
            throw Failure(.levelsInvalid, ["code": commitment.code, "type": commitment.targetType.rawValue])
        }
    }

    /// The post exists and is of the unit; `unknownPost` or `ownerElsewhere` otherwise.
    private static func checkOwner(_ post: String, of unit: String, _ code: String, in tables: any Connection) throws {
        guard let found = try OfficialBook.post(post, in: tables) else { throw Failure(.unknownPost, ["post": String(post.prefix(64))]) }
        guard found.unit == unit else { throw Failure(.ownerElsewhere, ["code": code, "post": post, "unit": unit]) }
    }
}

/// The rules for a unit's commitments together.
enum TermsRules {
    /// Checks a whole set: each commitment, weights, codes over the year, circles over all units.
    static func check(_ commitments: [ProposedCommitment], year: Int, unit: String, in context: ActContext) throws {
        for commitment in commitments { try CommitmentRules.check(commitment, year: year, unit: unit, in: context) }
        let inRange = commitments.allSatisfy { (1...100).contains($0.weight) }
        let sum = commitments.reduce(0) { $0 + min(max($1.weight, 0), 100) }
        guard inRange, sum == 100 else {
            throw Failure(.weightsIncomplete, ["year": "\(year)", "unit": unit, "sum": "\(sum)"])
        }
        try checkCodes(commitments, year: year, unit: unit, in: context.tables)
        try checkDependencies(commitments, year: year, unit: unit, in: context.tables)
    }

    private static func checkCodes(_ commitments: [ProposedCommitment], year: Int, unit: String, in tables: any Connection) throws {
        if let code = Required.repeated(commitments.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
        let holders = try TermsBook.holders(of: commitments.map(\.code), year: year, in: tables)
        for commitment in commitments {
            if let holder = holders[commitment.code], holder != unit {
                throw Failure(.numberTaken, ["value": commitment.code, "unit": holder])
            }
        }
    }

    /// Circles are looked for over all units of the year: two units may wait for one another without either seeing it.
    private static func checkDependencies(
        _ commitments: [ProposedCommitment], year: Int, unit: String, in tables: any Connection
    ) throws {
        guard commitments.contains(where: { !($0.dependsOn ?? []).isEmpty }) else { return }
        var graph = DependencyGraph()
        for (other, code, dependsOn) in try TermsBook.dependencies(year: year, in: tables) where other != unit {
            graph.add(code, dependsOn: [dependsOn])
        }
        for commitment in commitments { graph.add(commitment.code, dependsOn: commitment.dependsOn ?? []) }
        if let circle = graph.circle() {
            throw Failure(.circularDependency, ["year": "\(year)", "codes": circle.joined(separator: " > ")])
        }
    }

    /// Writes a proposal's commitments.
    static func insert(_ commitments: [ProposedCommitment], proposal: Int64, in tables: any Connection) throws {
        let made = SQLValue.integer(proposal)
        try tables.insert(
            "INSERT INTO terms_commitments (proposal, ordinal, \(columns)) VALUES (?, ?, \(places))",
            rows: commitments.enumerated().map { ordinal, commitment in [made, .integer(Int64(ordinal))] + values(commitment) })
        try tables.insert(
            "INSERT INTO terms_dependencies (proposal, code, ordinal, depends_on) VALUES (?, ?, ?, ?)",
            rows: commitments.flatMap { commitment in
                (commitment.dependsOn ?? []).enumerated().map { ordinal, other in
                    [made, .text(commitment.code), .integer(Int64(ordinal)), .text(other)]
                }
            })
    }

    /// The columns that a proposal's and an assignment's commitments share, in the order of `values`.
    static let columns = """
        code, priority, text_ar, text_fr, text_en, indicator, baseline, target_type, target, target_max, weight, due, levels,
        evidence_ar, evidence_fr, evidence_en, owner, carries
        """
    static let places = Array(repeating: "?", count: 18).joined(separator: ", ")

    static func values(_ commitment: ProposedCommitment) -> [SQLValue] {
        [.text(commitment.code), SQLValue(commitment.priority)] + commitment.text.columns
            + [
                SQLValue(commitment.indicator), SQLValue(commitment.baseline), .text(commitment.targetType.rawValue),
                SQLValue(commitment.target), SQLValue(commitment.targetMax), .integer(Int64(commitment.weight)),
                SQLValue(commitment.due), SQLValue(commitment.levels?.joined(separator: " ")),
                SQLValue(commitment.evidence?.ar), SQLValue(commitment.evidence?.fr), SQLValue(commitment.evidence?.en),
                SQLValue(commitment.owner), SQLValue(commitment.carries),
            ]
    }

    /// Negotiation belongs to the phase of terms; an amendment to the months in which the year runs and is reported.
    static func phase(of terms: Terms) -> Phase { terms.amends == nil ? .terms : .reporting }

    /// The proposal that an act names: the unit's current one or its open amendment, in its phase.
    /// Throws `proposalReplaced` or `outOfPhase`.
    static func open(_ proposal: Int64, year: Int, unit: String, in context: ActContext) throws -> Terms {
        try Required.cycle(year, in: context.tables)
        guard let terms = try TermsBook.proposal(proposal, in: context.tables), terms.year == year, terms.unit == unit,
            terms.replacedBy == nil || terms.isOpenAmendment
        else { throw Failure(.proposalReplaced, ["year": "\(year)", "unit": unit, "proposal": "\(proposal)"]) }
        try Required.phase(phase(of: terms), year: year, unit: unit, in: context)
        return terms
    }

    /// A remark typed in one language: not empty, 4,000 characters at most, the language one of the three.
    static func checkRemark(_ text: String, _ language: String, field: String) throws {
        guard ["ar", "fr", "en"].contains(language) else {
            throw Failure(.unknownWord, ["field": "language", "value": String(language.prefix(40)), "known": "ar, fr, en"])
        }
        let blank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        guard !blank, text.count <= 4_000 else { throw Failure(.missingText, ["field": field, "language": language]) }
        guard !text.utf8.contains(0) else { throw Failure(.malformedValue, ["field": field, "value": "NUL"]) }
    }
}
