import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct TermsTests {
    static func changed(_ index: Int, _ change: (inout ProposedCommitment) -> Void) -> ProposeTerms {
        var terms = policeTerms
        change(&terms.commitments[index])
        return terms
    }

    @Test(arguments: Engines.all)
    func refusedProposals(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func refused(_ code: FailureCode, _ index: Int, _ change: (inout ProposedCommitment) -> Void) async {
                await stage.refused(code, Self.changed(index, change), by: .headOfPolice)
            }
            await stage.refused(.outOfPhase, policeTerms, by: .headOfPolice, on: "2022-01-15")
            await stage.refused(.outOfPhase, policeTerms, by: .headOfPolice, on: "2022-01-02")
            await stage.refused(.notAllowed, policeTerms, by: .headOfSystems)
            await stage.refused(.notAllowed, policeTerms, by: .director)
            await stage.refused(.unknownUnit, ProposeTerms(year: 2022, unit: "xx", commitments: []), by: .administrator)
            await stage.refused(.unitNotOpen, ProposeTerms(year: 2022, unit: "gone", commitments: []), by: .administrator)
            await stage.refused(.noCycle, ProposeTerms(year: 2023, unit: "dpj", commitments: []), by: .administrator)
            await stage.refused(.weightsIncomplete, ProposeTerms(year: 2022, unit: "dpj", commitments: []), by: .headOfPolice)
            await refused(.weightsIncomplete, 0) { $0.weight = 29 }
            await refused(.weightsIncomplete, 0) { $0.weight = .max }
            await refused(.weightsIncomplete, 0) { $0.weight = -30 }
            await refused(.numberTaken, 1) { $0.code = "PJ-01" }
            await refused(.malformedCode, 1) { $0.code = "PJ 02" }
            await refused(.missingText, 1) { $0.text.fr = " " }
            await refused(.unknownIndicator, 0) { $0.indicator = "nothing" }
            await refused(.unknownPriority, 0) { $0.priority = "P9" }
            await refused(.notANumber, 0) { $0.target = "95,0" }
            await refused(.overflow, 0) { $0.target = "99999999999999999999" }
            await refused(.targetIncomplete, 0) { $0.baseline = nil }
            await refused(.targetIncomplete, 1) { $0.target = nil }
            await refused(.targetIncomplete, 1) { ($0.targetType, $0.targetMax) = (.between, nil) }
            await refused(.targetIncomplete, 1) { ($0.targetType, $0.targetMax) = (.between, "6.99") }
            await refused(.targetIncomplete, 1) { ($0.targetType, $0.target) = (.exactly, nil) }
            await refused(.targetIncomplete, 3) { $0.due = nil }
            await refused(.malformedDay, 3) { $0.due = "31/12/2022" }
            await refused(.levelsInvalid, 0) { $0.levels = ["90", "92", "93", "94"] }
            await refused(.levelsInvalid, 0) { $0.levels = ["90", "92", "93", "94", "94.00"] }
            await refused(.levelsInvalid, 0) { $0.levels = ["95", "94", "93", "92", "91"] }
            await refused(.levelsInvalid, 1) { $0.levels = ["5", "6", "7", "8", "9"] }
            await refused(.levelsInvalid, 3) { $0.levels = ["1", "2", "3", "4", "5"] }
            await refused(.notANumber, 0) { $0.levels = ["1", "2", "3", "4", "five"] }
            await refused(.missingText, 0) { $0.evidence = Trilingual(ar: "سجل", fr: "", en: "register") }
            await refused(.unknownPost, 0) { $0.owner = "p-nobody" }
            await refused(.malformedCode, 0) { $0.carries = "no code" }
            await refused(.circularDependency, 0) { $0.dependsOn = ["PJ-05"] }
            await refused(.circularDependency, 0) { $0.dependsOn = ["PJ-01"] }
        }
    }

    @Test(arguments: Engines.all)
    func codesAndCirclesReachAcrossUnits(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func systems(_ code: String, dependsOn: [String]) -> ProposeTerms {
                ProposeTerms(
                    year: 2022, unit: "dsic",
                    commitments: [
                        ProposedCommitment(
                            code: code, text: words("base"), targetType: .text, weight: 100, dependsOn: dependsOn)
                    ])
            }
            let waiting = Self.changed(0) { $0.dependsOn = ["SI-01"] }
            let proposal = try await stage.act(waiting, by: .officerOfPolice)
            // What is waited for need not be there when proposed, but must be when signed.
            await stage.refused(
                .unknownCommitment, SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .headOfPolice)
            await stage.refused(.numberTaken, systems("PJ-01", dependsOn: []), by: .headOfSystems)
            await stage.refused(.circularDependency, systems("SI-01", dependsOn: ["PJ-05"]), by: .headOfSystems)
            try await stage.act(systems("SI-01", dependsOn: []), by: .headOfSystems)
            try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .headOfPolice)
            let found = try await stage.read { try TermsBook.commitment(year: 2022, code: "SI-01", in: $0) }
            #expect(found?.unit == "dsic")
            let all = try await stage.read { try TermsBook.commitments(year: 2022, unit: nil, in: $0) }
            #expect(all.map(\.code) == ["PJ-01", "PJ-02", "PJ-03", "PJ-05", "SI-01"])
            #expect(all.first?.dependsOn == ["SI-01"])
        }
    }

    @Test(arguments: Engines.all)
    func aSignatureIsForOneExactProposal(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func state() async throws -> Terms.State? {
                try await stage.read { try TermsBook.current(year: 2022, unit: "dpj", in: $0) }?.state
            }
            func sign(_ number: Int64) -> SignTerms { SignTerms(year: 2022, unit: "dpj", proposal: number) }
            await stage.refused(.proposalReplaced, sign(3), by: .director)
            let first = try await stage.act(policeTerms, by: .officerOfPolice)
            #expect(try await state() == .proposed)
            await stage.refused(.notAllowed, sign(first), by: .headOfSystems)
            await stage.refused(.notAllowed, sign(first), by: .officerOfPolice)
            try await stage.act(sign(first), by: .headOfPolice)
            #expect(try await state() == .partlySigned)
            await stage.refused(.alreadySigned, sign(first), by: .headOfPolice)
            let samePerson = Signatory(official: "amina", post: "p-dg", role: .directorGeneral, unit: "dgsn")
            await stage.refused(.ownWork, sign(first), by: samePerson)

            let second = try await stage.act(policeTerms, by: .headOfPolice)
            #expect(try await state() == .proposed)
            await stage.refused(.proposalReplaced, sign(first), by: .director)
            await stage.refused(.ownWork, sign(second), by: .headOfPolice)
            let third = try await stage.act(policeTerms, by: .administrator)
            await stage.refused(.notVetted, sign(third), by: .director)
            try await stage.act(VetTerms(year: 2022, unit: "dpj", proposal: third, outcome: .cleared), by: .evaluator)
            try await stage.act(sign(third), by: .director)
            try await stage.act(sign(third), by: .headOfPolice)
            #expect(try await state() == .signed)
            await stage.refused(.termsSigned, policeTerms, by: .administrator)

            let history = try await stage.read { try TermsBook.history(year: 2022, unit: "dpj", in: $0) }
            #expect(history.map(\.state) == [.replaced, .replaced, .signed])
            #expect(history.map(\.replacedBy) == [second, third, nil])
            #expect(history[0].signatures.map(\.by.official) == ["amina"], "a voided signature stays visible")
            #expect(history[2].commitments.map(\.terms) == policeTerms.commitments)
        }
    }
}

@Suite struct DependencyGraphTests {
    @Test func circlesAreNamed() {
        var graph = DependencyGraph()
        graph.add("A", dependsOn: ["B", "X"])
        graph.add("B", dependsOn: ["C"])
        #expect(graph.circle() == nil)
        graph.add("C", dependsOn: ["B"])
        #expect(graph.circle() == ["B", "C", "B"])
    }

    @Test func aLongChainIsNoCircle() {
        var graph = DependencyGraph()
        for index in 0..<50_000 { graph.add("\(index)", dependsOn: ["\(index + 1)"]) }
        #expect(graph.circle() == nil)
        graph.add("50000", dependsOn: ["0"])
        #expect(graph.circle()?.count == 50_002)
    }

    /// Random graphs: a circle is found exactly when repeated removal of what waits for nothing leaves something.
    @Test func agreesWithPeeling() {
        var random = SeededGenerator()
        for _ in 0..<400 {
            let size = Int.random(in: 1...8, using: &random)
            var edges: [Int: Set<Int>] = [:]
            var graph = DependencyGraph()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let (from, to) = (Int.random(in: 0..<size, using: &random), Int.random(in: 0..<size, using: &random))
                edges[from, default: []].insert(to)
                graph.add("\(from)", dependsOn: ["\(to)"])
            }
            var left = Set(0..<size)
            while let free = left.first(where: { edges[$0, default: []].isDisjoint(with: left) }) { left.remove(free) }
            let circle = graph.circle()
            #expect((circle != nil) == !left.isEmpty)
            if let circle {
                #expect(circle.first == circle.last && circle.count > 1)
                for (from, to) in zip(circle, circle.dropFirst()) {
                    #expect(edges[Int(from) ?? -1, default: []].contains(Int(to) ?? -1))
                }
            }
        }
    }
}
