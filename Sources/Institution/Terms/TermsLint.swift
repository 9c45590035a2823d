import Acts
import Figures
import Storage

/// One thing that lint has to say about a draft of terms.
public struct LintFinding: Sendable, Hashable {
    /// How much it matters.
    public enum Grade: String, CaseIterable, Sendable, Comparable {
        /// Proposing is refused as long as it stands.
        case error
        /// Should be mended, or defended in negotiation.
        case warning
        /// Worth a thought.
        case advice

        public static func < (a: Grade, b: Grade) -> Bool { (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0) }
    }

    /// What is said; the raw value is its permanent word.
    public enum Rule: String, CaseIterable, Sendable {
        case noCommitments = "no_commitments", weightsSum = "weights_sum", weightRange = "weight_range"
        case codeMissing = "code_missing", codeMalformed = "code_malformed", codeRepeated = "code_repeated", codeTaken = "code_taken"
        case textMissing = "text_missing", evidenceIncomplete = "evidence_incomplete", typeUnknown = "type_unknown"
        case numberMalformed = "number_malformed", targetMissing = "target_missing", baselineMissing = "baseline_missing"
        case boundsMissing = "bounds_missing", boundsOrder = "bounds_order", dueMissing = "due_missing", dueMalformed = "due_malformed"
        case levelsInvalid = "levels_invalid", unknownIndicator = "unknown_indicator", unknownPriority = "unknown_priority"
        case unknownOwner = "unknown_owner", circle
        case notMeasurable = "not_measurable", noEvidence = "no_evidence", noOwner = "no_owner", ownerVacant = "owner_vacant"
        case dueOutside = "due_outside", againstDirection = "against_direction", behindBaseline = "behind_baseline"
        case baselineDiffers = "baseline_differs", belowLast = "below_last", beyondTrend = "beyond_trend"
        case targetOutsideLevels = "target_outside_levels", heavy, mostlyWords = "mostly_words", notTaken = "not_taken"
        case unknownDependency = "unknown_dependency"
        case withinTrend = "within_trend", noPriority = "no_priority", light, many, few, noLevels = "no_levels", noDue = "no_due"
        case noHistory = "no_history"

        /// How much it matters.
        public var grade: Grade {
            switch self {
            case .noCommitments, .weightsSum, .weightRange, .codeMissing, .codeMalformed, .codeRepeated, .codeTaken, .textMissing,
                .evidenceIncomplete, .typeUnknown, .numberMalformed, .targetMissing, .baselineMissing, .boundsMissing, .boundsOrder,
                .dueMissing, .dueMalformed, .levelsInvalid, .unknownIndicator, .unknownPriority, .unknownOwner, .circle:
                .error
            case .notMeasurable, .noEvidence, .noOwner, .ownerVacant, .dueOutside, .againstDirection, .behindBaseline,
                .baselineDiffers, .belowLast, .beyondTrend, .targetOutsideLevels, .heavy, .mostlyWords, .notTaken, .unknownDependency:
                .warning
            case .withinTrend, .noPriority, .light, .many, .few, .noLevels, .noDue, .noHistory: .advice
            }
        }
    }

    /// What is said.
    public let rule: Rule
    /// The row it is about, from 0; nil for the whole.
    public let row: Int?
    /// Values for its sentence. Decimals as typed or exact; `indicator` names their measure.
    public let arguments: [String: String]
    /// How much it matters.
    public var grade: Grade { rule.grade }
}

/// Looks a draft of terms over before it is proposed. Pure: errors are exactly what `ProposeTerms` would refuse.
public struct TermsLint: Sendable {
    /// What is known beside the draft.
    public struct Background: Sendable {
        public var year: Int
        public var unit: String
        /// The indicators by code.
        public var indicators: [String: Indicator] = [:]
        /// Past yearly values by indicator, in rising order of years.
        public var past: [String: [(year: Int, value: ExactDecimal)]] = [:]
        /// The unit's posts, and whether each is held.
        public var posts: [String: Bool] = [:]
        public var priorities: Set<String> = []
        /// Which unit holds a code in the year's current proposals.
        public var holders: [String: String] = [:]
        /// Which commitments of other units wait for which.
        public var waits: [(code: String, dependsOn: String)] = []
        /// The codes assigned to the unit from above.
        public var assigned: [String] = []

        /// A background that knows nothing but year and unit.
        public init(year: Int, unit: String) { (self.year, self.unit) = (year, unit) }
    }

    private let background: Background
    private var findings: [LintFinding] = []

    private init(_ background: Background) { self.background = background }

    /// All findings: the whole first, then row by row; within each, errors before warnings before advice.
    public static func findings(of rows: [DraftCommitment], _ background: Background) -> [LintFinding] {
        var known = background
        for row in rows where !row.code.isEmpty && known.holders[row.code] == nil { known.holders[row.code] = known.unit }
        var lint = TermsLint(known)
        lint.whole(rows)
        for (index, row) in rows.enumerated() where !row.isEmpty { lint.row(row, index) }
        return lint.findings.enumerated().sorted {
            (($0.element.row ?? -1), $0.element.grade, $0.offset) < (($1.element.row ?? -1), $1.element.grade, $1.offset)
        }.map(\.element)
    }

    private mutating func say(_ rule: LintFinding.Rule, _ row: Int? = nil, _ arguments: [String: String] = [:]) {
        findings.append(LintFinding(rule: rule, row: row, arguments: arguments))
    }

    // MARK: the whole

    private mutating func whole(_ all: [DraftCommitment]) {
        let rows = all.filter { !$0.isEmpty }
        guard !rows.isEmpty else { return say(.noCommitments) }
        // Weights are summed as the act does it: what is out of range counts as its nearest bound.
        let sum = rows.reduce(0) { $0 + min(max(Int($1.weight) ?? 0, 0), 100) }
        if sum != 100 { say(.weightsSum, nil, ["sum": "\(sum)"]) }
        var graph = DependencyGraph()
        for wait in background.waits { graph.add(wait.code, dependsOn: [wait.dependsOn]) }
        for row in rows { graph.add(row.code, dependsOn: row.waitsFor) }
        if let circle = graph.circle() { say(.circle, nil, ["codes": circle.joined(separator: " > ")]) }
        let words = rows.filter { TargetType(rawValue: $0.targetType)?.isNumeric != true }.reduce(0) { $0 + (Int($1.weight) ?? 0) }
        if words > 50 { say(.mostlyWords, nil, ["weight": "\(words)"]) }
        let codes = Set(rows.map(\.code))
        let left = background.assigned.filter { !codes.contains($0) }
        if !left.isEmpty { say(.notTaken, nil, ["codes": left.joined(separator: ", ")]) }
        if rows.count > 15 { say(.many, nil, ["count": "\(rows.count)"]) }
        if rows.count < 3 { say(.few, nil, ["count": "\(rows.count)"]) }
        var seen: Set<String> = []
        for (index, row) in all.enumerated() where !row.isEmpty && !row.code.isEmpty && !seen.insert(row.code).inserted {
            say(.codeRepeated, index, ["code": row.code])
        }
    }

    // MARK: a row

    private mutating func row(_ row: DraftCommitment, _ index: Int) {
        code(row, index)
        texts(row, index)
        if Int(row.weight).map({ (1...100).contains($0) }) != true {
            say(.weightRange, index)
        } else if let weight = Int(row.weight) {
            if weight > 50 { say(.heavy, index, ["weight": "\(weight)"]) }
            if weight < 5 { say(.light, index, ["weight": "\(weight)"]) }
        }
        names(row, index)
        dates(row, index)
        guard let type = TargetType(rawValue: row.targetType) else { return say(.typeUnknown, index) }
        let numbers = numbers(row, index)
        target(row, type, numbers, index)
        levels(row, type, numbers.target, index)
        measure(row, type, numbers, index)
    }

    private mutating func code(_ row: DraftCommitment, _ index: Int) {
        if row.code.isEmpty { say(.codeMissing, index) } else if (try? Codes.check(row.code, field: "")) == nil { say(.codeMalformed, index) }
        if let holder = background.holders[row.code], holder != background.unit {
            say(.codeTaken, index, ["code": row.code, "unit": holder])
        }
        for other in row.waitsFor {
            if (try? Codes.check(other, field: "")) == nil { say(.codeMalformed, index) }
        }
        if !row.carries.isEmpty, (try? Codes.check(row.carries, field: "")) == nil { say(.codeMalformed, index) }
    }

    private mutating func texts(_ row: DraftCommitment, _ index: Int) {
        func missing(_ ar: String, _ fr: String, _ en: String) -> [String] {
            [("ar", ar), ("fr", fr), ("en", en)].filter { language, text in
                let same = Trilingual(ar: text, fr: text, en: text)
                return (try? same.check(field: "")) == nil
            }.map(\.0)
        }
        for language in missing(row.textAr, row.textFr, row.textEn) { say(.textMissing, index, ["language": language]) }
        let evidence = [row.evidenceAr, row.evidenceFr, row.evidenceEn]
        guard !evidence.allSatisfy(\.isEmpty) else { return }
        for language in missing(row.evidenceAr, row.evidenceFr, row.evidenceEn) {
            say(.evidenceIncomplete, index, ["language": language])
        }
    }

    private mutating func names(_ row: DraftCommitment, _ index: Int) {
        if row.priority.isEmpty {
            say(.noPriority, index)
        } else if !background.priorities.contains(row.priority) {
            say(.unknownPriority, index, ["code": row.priority])
        }
        if row.owner.isEmpty {
            say(.noOwner, index)
        } else if let isHeld = background.posts[row.owner] {
            if !isHeld { say(.ownerVacant, index, ["post": row.owner]) }
        } else {
            say(.unknownOwner, index, ["post": row.owner])
        }
        for other in row.waitsFor where background.holders[other] == nil && (try? Codes.check(other, field: "")) != nil {
            say(.unknownDependency, index, ["code": other])
        }
    }

    private mutating func dates(_ row: DraftCommitment, _ index: Int) {
        guard !row.due.isEmpty else {
            if row.targetType == TargetType.milestone.rawValue { say(.dueMissing, index) } else { say(.noDue, index) }
            return
        }
        guard let day = try? Day(row.due) else { return say(.dueMalformed, index, ["value": row.due]) }
        if day.year != background.year { say(.dueOutside, index, ["date": row.due]) }
    }
}

// MARK: targets

extension TermsLint {
    private struct Numbers {
        var baseline, target, targetMax: ExactDecimal?
    }

    private mutating func numbers(_ row: DraftCommitment, _ index: Int) -> Numbers {
        func number(_ text: String, _ field: String) -> ExactDecimal? {
            guard !text.isEmpty else { return nil }
            if let value = try? ExactDecimal(text) { return value }
            say(.numberMalformed, index, ["value": text, "field": field])
            return nil
        }
        return Numbers(
            baseline: number(row.baseline, "baseline"), target: number(row.target, "target"),
            targetMax: number(row.targetMax, "target_max"))
    }

    private mutating func target(_ row: DraftCommitment, _ type: TargetType, _ numbers: Numbers, _ index: Int) {
        switch type {
        case .atLeast, .atMost:
            if row.target.isEmpty { say(.targetMissing, index) }
            if row.baseline.isEmpty { say(.baselineMissing, index) }
            if let target = numbers.target, let baseline = numbers.baseline, type == .atLeast ? target <= baseline : target >= baseline {
                say(.behindBaseline, index, ["value": row.target, "baseline": row.baseline, "indicator": row.indicator])
            }
        case .between:
            if row.target.isEmpty || row.targetMax.isEmpty { say(.boundsMissing, index) }
            if let target = numbers.target, let most = numbers.targetMax, target > most { say(.boundsOrder, index) }
        case .exactly:
            if row.target.isEmpty { say(.targetMissing, index) }
        case .milestone, .text: break
        }
    }

    private mutating func levels(_ row: DraftCommitment, _ type: TargetType, _ target: ExactDecimal?, _ index: Int) {
        let typed = row.typedLevels
        guard !typed.isEmpty else {
            if type == .atLeast || type == .atMost { say(.noLevels, index) }
            return
        }
        let values = typed.compactMap { try? ExactDecimal($0) }
        guard values.count == typed.count, CommitmentRules.areLevels(values, for: type) else { return say(.levelsInvalid, index) }
        if let target, let least = values.min(), let most = values.max(), target < least || target > most {
            say(.targetOutsideLevels, index, ["value": row.target, "indicator": row.indicator])
        }
    }

    private mutating func measure(_ row: DraftCommitment, _ type: TargetType, _ numbers: Numbers, _ index: Int) {
        let hasEvidence = ![row.evidenceAr, row.evidenceFr, row.evidenceEn].allSatisfy(\.isEmpty)
        guard !row.indicator.isEmpty else {
            if type.isNumeric || type == .text { say(.notMeasurable, index) }
            if !hasEvidence { say(.noEvidence, index) }
            return
        }
        guard let indicator = background.indicators[row.indicator] else {
            return say(.unknownIndicator, index, ["indicator": row.indicator])
        }
        if !type.isNumeric, !hasEvidence { say(.noEvidence, index) }
        if indicator.direction == .up && type == .atMost || indicator.direction == .down && type == .atLeast {
            say(.againstDirection, index, ["indicator": row.indicator])
        }
        guard type == .atLeast || type == .atMost else { return }
        let past = background.past[row.indicator] ?? []
        guard let last = past.last(where: { $0.year < background.year }) else { return say(.noHistory, index, ["indicator": row.indicator]) }
        if let baseline = numbers.baseline, last.year == background.year - 1, baseline != last.value {
            say(
                .baselineDiffers, index,
                ["baseline": row.baseline, "value": "\(last.value)", "year": "\(last.year)", "indicator": row.indicator])
        }
        guard let target = numbers.target else { return }
        switch Ambition.judge(target: target, type: type, year: background.year, past: past) {
        case .belowLast(let year, let value): say(.belowLast, index, ["value": "\(value)", "year": "\(year)", "indicator": row.indicator])
        case .withinTrend(let value): say(.withinTrend, index, ["value": "\(value)", "indicator": row.indicator])
        case .beyondTrend(let value): say(.beyondTrend, index, ["value": "\(value)", "indicator": row.indicator])
        case nil: break
        }
    }
}

extension TermsLint.Background {
    /// What the tables and the cube know beside a draft of a unit's terms. Past values are the unit's own; for a unit that reports none,
    /// the institution's, where no unit below the root reports the indicator: a share must not be compared with the whole.
    public init(year: Int, unit: String, rows: [DraftCommitment], on day: String, cube: Cube, in tables: any Connection) throws {
        self.init(year: year, unit: unit)
        let all = try IndicatorBook.all(in: tables)
        indicators = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })
        let root = try UnitBook.root(in: tables)
        let below = try root.map { try UnitBook.children(of: $0, on: day, in: tables) } ?? []
        for code in Set(rows.map(\.indicator)) where indicators[code] != nil {
            let own = Self.series(code, unit, before: year, cube)
            let isOnlyTheRoots = below.allSatisfy { Self.series(code, $0, before: year, cube).isEmpty }
            past[code] = own.isEmpty && isOnlyTheRoots ? root.map { Self.series(code, $0, before: year, cube) } : own
        }
        let held = Set(try OfficialBook.held(on: day, in: tables).map(\.post.code))
        for row in try tables.query("SELECT code FROM posts WHERE unit = ?", [.text(unit)]) {
            let code = try row.text("code")
            posts[code] = held.contains(code)
        }
        priorities = Set(try PrioritiesBook.priorities(year: year, in: tables).map(\.code))
        holders = try TermsBook.holders(of: rows.map(\.code) + rows.flatMap(\.waitsFor), year: year, in: tables)
        if rows.contains(where: { !$0.waitsFor.isEmpty }) {
            waits = try TermsBook.dependencies(year: year, in: tables).filter { $0.unit != unit }.map { ($0.code, $0.dependsOn) }
        }
        assigned = try TermsBook.assigned(year: year, unit: unit, in: tables).map(\.commitment.code)
    }

    private static func series(_ indicator: String, _ unit: String, before year: Int, _ cube: Cube) -> [(year: Int, value: ExactDecimal)] {
        (year - Ambition.years - 1..<year).compactMap { past in
            let question = Question(indicator: indicator, unit: unit, span: Period(year: past), tree: .then)
            return (try? cube.answer(question))?.value.map { (past, $0) }
        }
    }
}
