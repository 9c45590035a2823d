import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct TermsLintTests {
    /// Rows that lint has nothing but advice against.
    static func sound() -> [DraftCommitment] {
        policeTerms.commitments.map { commitment in
            var row = DraftCommitment(commitment)
            row.owner = "p-dpj"
            (row.evidenceAr, row.evidenceFr, row.evidenceEn) = ("سجل", "registre", "register")
            row.due = "2022-12-15"
            if row.code == "PJ-01" { row.target = "92.5" }
            if row.targetType != "milestone", row.indicator.isEmpty { row.indicator = "requests" }
            return row
        }
    }

    static func background() throws -> TermsLint.Background {
        var background = TermsLint.Background(year: 2022, unit: "dpj")
        for (code, direction) in [("clearance", Direction.up), ("violent_share", .down), ("requests", .up)] {
            background.indicators[code] = Indicator(
                code: code, names: words(code), unitOfMeasure: "percent", decimals: 2, overUnits: .none, overTime: .none,
                direction: direction, definition: words(code), source: "test")
        }
        background.posts = ["p-dpj": true, "p-old": false]
        background.priorities = ["P1"]
        background.past = [
            "clearance": [(2018, try ExactDecimal("87")), (2019, try ExactDecimal("88")), (2020, try ExactDecimal("89")), (2021, try ExactDecimal("90.4"))]
        ]
        return background
    }

    static func rules(_ change: (inout [DraftCommitment], inout TermsLint.Background) -> Void) throws -> Set<LintFinding.Rule> {
        var (rows, background) = (sound(), try background())
        change(&rows, &background)
        return Set(TermsLint.findings(of: rows, background).map(\.rule))
    }

    @Test func everyRuleIsSaidWhenItShould() throws {
        let quiet = try Self.rules { _, _ in }
        #expect(quiet.allSatisfy { $0.grade == .advice }, "\(quiet)")
        let cases: [(LintFinding.Rule, (inout [DraftCommitment], inout TermsLint.Background) -> Void)] = [
            (.noCommitments, { rows, _ in rows = [DraftCommitment()] }), (.weightsSum, { rows, _ in rows[0].weight = "29" }),
            (.weightRange, { rows, _ in rows[0].weight = "0" }), (.weightRange, { rows, _ in rows[0].weight = "x" }),
            (.codeMissing, { rows, _ in rows[0].code = "" }), (.codeMalformed, { rows, _ in rows[0].code = "PJ 1" }),
            (.codeMalformed, { rows, _ in rows[0].carries = "a/b" }), (.codeRepeated, { rows, _ in rows[1].code = "PJ-01" }),
            (.codeTaken, { _, background in background.holders["PJ-01"] = "dsic" }), (.textMissing, { rows, _ in rows[0].textFr = " " }),
            (.evidenceIncomplete, { rows, _ in rows[0].evidenceEn = "" }), (.typeUnknown, { rows, _ in rows[0].targetType = "more" }),
            (.numberMalformed, { rows, _ in rows[0].target = "95,0" }), (.targetMissing, { rows, _ in rows[0].target = "" }),
            (.baselineMissing, { rows, _ in rows[0].baseline = "" }),
            (.boundsMissing, { rows, _ in rows[0].targetType = "between" }),
            (.boundsOrder, { rows, _ in (rows[0].targetType, rows[0].targetMax) = ("between", "92") }),
            (.dueMissing, { rows, _ in rows[3].due = "" }), (.dueMalformed, { rows, _ in rows[0].due = "2022-02-30" }),
            (.levelsInvalid, { rows, _ in rows[0].levels = ["1", "2", "2", "3", "4"] }),
            (.unknownIndicator, { rows, _ in rows[0].indicator = "none" }), (.unknownPriority, { rows, _ in rows[0].priority = "P9" }),
            (.unknownOwner, { rows, _ in rows[0].owner = "p-other" }), (.circle, { rows, _ in rows[0].dependsOn = "PJ-05" }),
            (.notMeasurable, { rows, _ in rows[0].indicator = "" }),
            (.noEvidence, { rows, _ in (rows[3].evidenceAr, rows[3].evidenceFr, rows[3].evidenceEn) = ("", "", "") }),
            (.noOwner, { rows, _ in rows[0].owner = "" }), (.ownerVacant, { rows, _ in rows[0].owner = "p-old" }),
            (.dueOutside, { rows, _ in rows[0].due = "2023-01-31" }), (.againstDirection, { rows, _ in rows[1].targetType = "at_least" }),
            (.behindBaseline, { rows, _ in rows[0].target = "90.40" }), (.baselineDiffers, { rows, _ in rows[0].baseline = "90" }),
            (.belowLast, { rows, _ in rows[0].target = "90.1" }), (.withinTrend, { rows, _ in rows[0].target = "91.5" }),
            (.beyondTrend, { rows, _ in rows[0].target = "95" }),
            (.targetOutsideLevels, { rows, _ in rows[0].levels = ["88", "89", "90", "91", "92"] }),
            (.heavy, { rows, _ in rows[0].weight = "60" }), (.light, { rows, _ in rows[0].weight = "3" }),
            (.mostlyWords, { rows, _ in rows[0].targetType = "text"; rows[1].targetType = "text"; rows[2].targetType = "text" }),
            (.notTaken, { _, background in background.assigned = ["DG-1"] }),
            (.unknownDependency, { rows, _ in rows[0].dependsOn = "SI-99" }), (.noPriority, { rows, _ in rows[0].priority = "" }),
            (.many, { rows, _ in rows += Array(repeating: rows[0], count: 14) }), (.few, { rows, _ in rows = Array(rows.prefix(2)) }),
            (.noLevels, { rows, _ in rows[0].levels = ["", ""] }), (.noDue, { rows, _ in rows[0].due = "" }),
            (.noHistory, { _, background in background.past = [:] }),
        ]
        for (rule, change) in cases { #expect(try Self.rules(change).contains(rule), "\(rule)") }
        #expect(Set(cases.map(\.0)) == Set(LintFinding.Rule.allCases), "every rule has its case")
    }

    @Test func ambitionComparesExactly() throws {
        func judge(_ target: String, _ past: [(Int, String)], _ type: TargetType = .atLeast) throws -> Ambition.Judgement? {
            Ambition.judge(
                target: try ExactDecimal(target), type: type, year: 2022, past: try past.map { ($0.0, try ExactDecimal($0.1)) })
        }
        let rising = [(2019, "10"), (2020, "12"), (2021, "13")]
        #expect(try judge("12.9", rising) == .belowLast(year: 2021, value: ExactDecimal("13")))
        #expect(try judge("14.5", rising) == .withinTrend(ExactDecimal("14.5")))
        #expect(try judge("14.51", rising) == nil)
        #expect(try judge("17", rising) == nil)
        #expect(try judge("17.01", rising) == .beyondTrend(ExactDecimal("17.00")))
        let falling = [(2019, "10"), (2020, "9"), (2021, "8")]
        #expect(try judge("8.5", falling, .atMost) == .belowLast(year: 2021, value: ExactDecimal("8")))
        #expect(try judge("7", falling, .atMost) == .withinTrend(ExactDecimal("7")))
        #expect(try judge("6", falling, .atMost) == nil)
        #expect(try judge("5.9", falling, .atMost) == .beyondTrend(ExactDecimal("6.0")))
        #expect(try judge("9", falling, .exactly) == nil)
        #expect(try judge("9", [], .atLeast) == nil)
        #expect(try judge("9", [(2019, "10")]) == nil, "too old to say anything")
        #expect(try judge("9", [(2020, "10")]) == .belowLast(year: 2020, value: ExactDecimal("10")))
        #expect(try judge("9000000000000000000", [(2021, "0.000000000000000001")], .atLeast) == nil, "too large to compare: nothing is said")
    }

    /// What lint calls an error is what the act refuses, and nothing else: 600 random drafts, a seed printed on failure.
    @Test func errorsAreExactlyWhatTheActRefuses() async throws {
        let seeded = SeededGenerator()
        let seed = seeded.seed
        try await Stage.play(.sqlite) { stage in
            try await stage.appoint()
            let requests = Indicator(
                code: "requests", names: words("requests"), unitOfMeasure: "percent", decimals: 0, overUnits: .sum, overTime: .sum,
                direction: .up, definition: words("requests"), source: "test")
            try await stage.act(DefineIndicator(requests), by: .administrator, on: "2021-01-04")
            try await stage.act(SetPriority(year: 2022, code: "P1", rank: 1, text: words("first")), by: .director)
            try await stage.act(
                ProposeTerms(
                    year: 2022, unit: "dsic",
                    commitments: [ProposedCommitment(code: "SI-01", text: words("b"), targetType: .text, weight: 100, dependsOn: ["PJ-01"])]),
                by: .headOfSystems)
            var random = seeded
            for round in 0..<600 {
                let rows = Self.randomRows(&random)
                let findings = try await stage.read { tables in
                    let background = try TermsLint.Background(
                        year: 2022, unit: "dpj", rows: rows, on: "2022-01-10", cube: try CubeLoader.cube(in: tables), in: tables)
                    return TermsLint.findings(of: rows, background)
                }
                let errors = findings.filter { $0.grade == .error }
                var refusal: Failure?
                do {
                    let act = ProposeTerms(year: 2022, unit: "dpj", commitments: try TermsDraft(rows).proposed())
                    try await stage.act(act, by: .officerOfPolice)
                } catch let failure as Failure { refusal = failure }
                #expect(errors.isEmpty == (refusal == nil), "seed \(seed) round \(round): \(errors) \(refusal.map { "\($0)" } ?? "accepted") \(rows)")
            }
        }
    }

    /// Mostly sound rows with a few changes, so that both ends are met often.
    private static func randomRows(_ random: inout SeededGenerator) -> [DraftCommitment] {
        var rows = sound()
        func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &random)] }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            guard !rows.isEmpty else { break }
            let at = Int.random(in: 0..<rows.count, using: &random)
            switch Int.random(in: 0...14, using: &random) {
            case 0: rows[at].code = pick(["PJ-01", "PJ-09", "", "x y", "SI-01"])
            case 1: rows[at].weight = pick(["30", "20", "", "1e1", "101", "-5"])
            case 2: rows[at].targetType = pick(TargetType.allCases.map(\.rawValue) + ["more"])
            case 3: rows[at].target = pick(["", "95", "95,1", "0", "-3", "99999999999999999999"])
            case 4: rows[at].targetMax = pick(["", "100", "1", "x"])
            case 5: rows[at].baseline = pick(["", "90", "x", "5"])
            case 6: rows[at].due = pick(["", "2022-12-31", "2022-13-01", "2023-01-01"])
            case 7: rows[at].dependsOn = pick(["", "PJ-01", "PJ-05", "SI-01", "PJ-77", "a/b", "PJ-02 PJ-03"])
            case 8: rows[at].levels = pick([[], ["", "", "", "", ""], ["1", "2", "3", "4", "5"], ["5", "4", "3", "2", "1"], ["1", "2"], ["1", "", "3", "4", "5"]])
            case 9: rows[at].owner = pick(["", "p-dpj", "p-dsic", "p-none", "p-dpj-2"])
            case 10: rows[at].priority = pick(["", "P1", "P2"])
            case 11: rows[at].indicator = pick(["", "clearance", "violent_share", "none"])
            case 12: (rows[at].evidenceAr, rows[at].evidenceFr) = pick([("", ""), ("س", ""), ("س", "r")])
            case 13: rows[at].textAr = pick(["", " ", "نص", String(repeating: "ا", count: 20_001)])
            default: rows.append(pick([DraftCommitment(), rows[at]]))
            }
        }
        return rows
    }
}
