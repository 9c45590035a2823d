import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// Comments, vetting, dependencies, assignments and amendments: what is refused, and what becomes of what is not.
@Suite struct NegotiationTests {
    static func systems(_ code: String = "SI-01", dependsOn: [String]? = nil) -> ProposeTerms {
        ProposeTerms(
            year: 2022, unit: "dsic",
            commitments: [ProposedCommitment(code: code, text: words("base"), targetType: .text, weight: 100, dependsOn: dependsOn)])
    }

    static let statistician = Signatory(official: "omar", post: "p-stat", role: .statistician, unit: "dgsn")
    static let auditor = Signatory(official: "latifa", post: "p-audit", role: .auditor, unit: "dgsn")
    static let headOfInstitution = Signatory(official: "driss", post: "p-cab", role: .unitHead, unit: "dgsn")

    @Test(arguments: Engines.all)
    func commentsBelongToAProposal(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func comment(_ proposal: Int64, _ text: String = "why", _ language: String = "en", on commitment: String? = nil) -> CommentTerms {
                CommentTerms(year: 2022, unit: "dpj", proposal: proposal, commitment: commitment, text: text, language: language)
            }
            await stage.refused(.proposalReplaced, comment(3), by: .director)
            let first = try await stage.act(policeTerms, by: .officerOfPolice)
            await stage.refused(.notAllowed, comment(first), by: Self.auditor)
            await stage.refused(.notAbove, comment(first), by: .headOfSystems)
            await stage.refused(.unknownCommitment, comment(first, on: "PJ-99"), by: .director)
            await stage.refused(.missingText, comment(first, " \n"), by: .director)
            await stage.refused(.missingText, comment(first, String(repeating: "x", count: 4_001)), by: .director)
            await stage.refused(.unknownWord, comment(first, "x", "de"), by: .director)
            await stage.refused(.outOfPhase, comment(first), by: .director, on: "2022-02-01")
            try await stage.act(comment(first, "لماذا؟", "ar", on: "PJ-01"), by: Self.headOfInstitution)
            try await stage.act(comment(first, "Parce que"), by: .headOfPolice)
            let second = try await stage.act(policeTerms, by: .officerOfPolice)
            await stage.refused(.proposalReplaced, comment(first), by: .director)
            try await stage.act(comment(second), by: .evaluator)
            let kept = try await stage.read { try TermsBook.comments(year: 2022, unit: "dpj", in: $0) }
            #expect(kept.map(\.proposal) == [first, first, second])
            #expect(kept.map(\.commitment) == ["PJ-01", nil, nil])
            #expect(try await stage.read { try TermsBook.comments(of: first, in: $0) } == Array(kept.prefix(2)))
        }
    }

    @Test(arguments: Engines.all)
    func nobodyVetsTheirOwnUnit(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func vet(_ proposal: Int64, _ outcome: VetTerms.Outcome = .cleared, _ remarks: String? = nil) -> VetTerms {
                VetTerms(year: 2022, unit: "dpj", proposal: proposal, outcome: outcome, remarks: remarks, language: "fr")
            }
            func sign(_ proposal: Int64) -> SignTerms { SignTerms(year: 2022, unit: "dpj", proposal: proposal) }
            let first = try await stage.act(policeTerms, by: .administrator)
            await stage.refused(.notAllowed, vet(first), by: .headOfPolice)
            await stage.refused(.ownWork, vet(first), by: .administrator)
            let inTheUnit = Signatory(official: "rim", post: "p-dpj-9", role: .evaluator, unit: "dpj")
            await stage.refused(.ownWork, vet(first), by: inTheUnit)
            await stage.refused(.missingText, vet(first, .returned), by: .evaluator)
            await stage.refused(.missingText, vet(first, .returned, "  "), by: .evaluator)
            await stage.refused(.proposalReplaced, vet(first + 50), by: .evaluator)
            await stage.refused(.outOfPhase, vet(first), by: .evaluator, on: "2022-02-01")
            try await stage.act(vet(first, .returned, "Aucun indicateur."), by: .evaluator)
            await stage.refused(.alreadyVetted, vet(first, .returned, "Encore."), by: .evaluator)
            await stage.refused(.notVetted, sign(first), by: .director)
            // Another pair of eyes may come to another end; the last word counts, and stays beside the first.
            try await stage.act(vet(first), by: Self.statistician)
            let sameEyes = Signatory(official: "omar", post: "p-dg", role: .directorGeneral, unit: "dgsn")
            await stage.refused(.ownWork, sign(first), by: sameEyes)
            try await stage.act(sign(first), by: .director)
            try await stage.act(sign(first), by: .headOfPolice)
            await stage.refused(.termsSigned, vet(first, .returned, "Trop tard."), by: .evaluator)
            let vettings = try await stage.read { try TermsBook.vettings(of: first, in: $0) }
            #expect(vettings.map(\.outcome) == [.returned, .cleared])
            #expect(try await stage.read { try TermsBook.lastVettings(year: 2022, in: $0) } == [first: .cleared])
        }
    }

    @Test(arguments: Engines.all)
    func bothSidesAgreeToADependency(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let theirs = try await stage.act(Self.systems(), by: .administrator)
            let waiting = TermsTests.changed(0) { $0.dependsOn = ["SI-01"] }
            let proposal = try await stage.act(waiting, by: .officerOfPolice)
            func answer(
                _ accepted: Bool, code: String = "PJ-01", on other: String = "SI-01", of number: Int64? = nil, _ remarks: String? = nil
            ) -> AcceptDependency {
                AcceptDependency(
                    year: 2022, unit: "dsic", proposal: number ?? proposal, code: code, dependsOn: other, accepted: accepted,
                    remarks: remarks)
            }
            let sign = SignTerms(year: 2022, unit: "dpj", proposal: proposal)
            try await stage.act(VetTerms(year: 2022, unit: "dpj", proposal: proposal, outcome: .cleared), by: .evaluator)
            await stage.refused(.dependencyOpen, sign, by: .director)
            await stage.refused(.notAllowed, answer(true), by: .headOfPolice)
            await stage.refused(.notAllowed, answer(true), by: .director)
            await stage.refused(.noDependency, answer(true, code: "PJ-02"), by: .headOfSystems)
            await stage.refused(.noDependency, answer(true, code: "PJ-05", on: "PJ-01"), by: .headOfSystems)
            await stage.refused(.noDependency, answer(true, of: theirs), by: .headOfSystems)
            await stage.refused(.noDependency, answer(true, of: 999), by: .headOfSystems)
            await stage.refused(.missingText, answer(false), by: .headOfSystems)
            await stage.refused(.outOfPhase, answer(true), by: .headOfSystems, on: "2022-03-01")
            #expect(try await stage.read { try TermsBook.asked(of: "dsic", year: 2022, in: $0) }.map(\.code) == ["PJ-01"])
            try await stage.act(answer(false, "Pas avant juin."), by: .headOfSystems)
            await stage.refused(.dependencyOpen, sign, by: .director)
            try await stage.act(answer(true), by: .headOfSystems)
            try await stage.act(sign, by: .director)
            let asked = try await stage.read { try TermsBook.asked(of: "dsic", year: 2022, in: $0) }
            #expect(asked.map { $0.agreement?.isAccepted } == [true])
            #expect(asked.map(\.by) == ["dpj"])

            // A later proposal asks anew.
            let later = try await stage.act(waiting, by: .officerOfPolice)
            let terms = try await stage.read { try #require(try TermsBook.proposal(later, in: $0)) }
            #expect(try await stage.read { try TermsBook.waiting(of: terms, in: $0) }.map(\.agreement) == [nil])
            await stage.refused(.proposalReplaced, answer(true), by: .headOfSystems)
        }
    }

    @Test(arguments: Engines.all)
    func assignmentsComeFromAbove(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func assign(_ items: [(String, ProposedCommitment)], from: String = "dgsn") -> CascadeTerms {
                CascadeTerms(year: 2022, from: from, assignments: items.map { .init(unit: $0.0, commitment: $0.1) })
            }
            var share = policeTerms.commitments[0]
            share.code = "DG-01.dpj"
            share.carries = "DG-01"
            var other = share
            other.code = "DG-01.dsic"
            await stage.refused(.nothingAssigned, assign([]), by: .director)
            await stage.refused(.notAllowed, assign([("dsic", share)]), by: .headOfPolice)
            await stage.refused(.notAbove, assign([("dsic", share)], from: "dpj"), by: .headOfPolice)
            await stage.refused(.notAbove, assign([("dgsn", share)]), by: .director)
            await stage.refused(.unknownUnit, assign([("nowhere", share)]), by: .director)
            await stage.refused(.unitNotOpen, assign([("gone", share)]), by: .director)
            await stage.refused(.numberTaken, assign([("dpj", share), ("dsic", share)]), by: .director)
            await stage.refused(.outOfPhase, CascadeTerms(year: 2022, from: "dgsn", assignments: [.init(unit: "dpj", commitment: share)]), by: .director, on: "2022-05-01")
            for (code, change) in [
                (FailureCode.weightsIncomplete, { (commitment: inout ProposedCommitment) in commitment.weight = 101 }),
                (.targetIncomplete, { $0.target = nil }), (.levelsInvalid, { $0.levels = ["1"] }), (.unknownPriority, { $0.priority = "P9" }),
                (.unknownPost, { $0.owner = "p-none" }),
            ] as [(FailureCode, (inout ProposedCommitment) -> Void)] {
                var wrong = share
                change(&wrong)
                await stage.refused(code, assign([("dpj", wrong)]), by: .director)
            }
            let act = try await stage.act(assign([("dpj", share), ("dsic", other)]), by: .director)
            share.weight = 40
            try await stage.act(assign([("dpj", share)]), by: Self.headOfInstitution)
            let found = try await stage.read { try TermsBook.assigned(year: 2022, unit: "dpj", in: $0) }
            #expect(found.map(\.commitment) == [share], "of a code assigned twice the later one")
            #expect(try await stage.read { try TermsBook.assigned(year: 2022, unit: "dsic", in: $0) }.map(\.by.number) == [act])
            // It is a proposal: the unit's own terms are as they were.
            #expect(try await stage.read { try TermsBook.current(year: 2022, unit: "dpj", in: $0) } == nil)
            try await stage.signedTerms()
            await stage.refused(.termsSigned, assign([("dpj", share)]), by: .director)
        }
    }

    @Test(arguments: Engines.all)
    func anAmendmentKeepsTheOriginal(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let spring = "2022-04-11"
            func amend(_ number: Int64, _ commitments: [ProposedCommitment]? = nil, reason: Trilingual = words("flood")) -> AmendTerms {
                let changed = commitments ?? TermsTests.changed(0) { $0.target = "96" }.commitments
                return AmendTerms(year: 2022, unit: "dpj", amends: number, commitments: changed, reason: reason)
            }
            await stage.refused(.notInForce, amend(3), by: .headOfPolice, on: spring)
            let original = try await stage.signedTerms()
            await stage.refused(.outOfPhase, amend(original), by: .headOfPolice, on: "2022-01-12")
            await stage.refused(.notAllowed, amend(original), by: .director, on: spring)
            await stage.refused(.proposalReplaced, amend(original - 1), by: .officerOfPolice, on: spring)
            await stage.refused(.nothingAmended, amend(original, policeTerms.commitments), by: .officerOfPolice, on: spring)
            await stage.refused(.missingText, amend(original, reason: Trilingual(ar: "", fr: "", en: "")), by: .officerOfPolice, on: spring)
            await stage.refused(.weightsIncomplete, amend(original, []), by: .officerOfPolice, on: spring)
            let first = try await stage.act(amend(original), by: .officerOfPolice, on: spring)
            let second = try await stage.act(
                amend(original, TermsTests.changed(0) { $0.target = "97" }.commitments), by: .officerOfPolice, on: spring)
            func inForce() async throws -> Int64? {
                try await stage.read { try TermsBook.inForce(year: 2022, unit: "dpj", in: $0) }?.proposal.number
            }
            #expect(try await inForce() == original)
            #expect(try await stage.read { try TermsBook.openAmendment(year: 2022, unit: "dpj", in: $0) }?.proposal.number == second)
            func sign(_ number: Int64) -> SignTerms { SignTerms(year: 2022, unit: "dpj", proposal: number) }
            await stage.refused(.proposalReplaced, sign(first), by: .director, on: spring)
            await stage.refused(.outOfPhase, sign(second), by: .director, on: "2022-01-12")
            await stage.refused(.notVetted, sign(second), by: .director, on: spring)
            try await stage.act(VetTerms(year: 2022, unit: "dpj", proposal: second, outcome: .cleared), by: .evaluator, on: spring)
            try await stage.act(sign(second), by: .director, on: spring)
            #expect(try await inForce() == original, "one signature changes nothing")
            try await stage.act(sign(second), by: .headOfPolice, on: spring)
            #expect(try await inForce() == second)
            let history = try await stage.read { try TermsBook.history(year: 2022, unit: "dpj", in: $0) }
            #expect(history.map(\.state) == [.replaced, .replaced, .signed])
            #expect(history.map(\.replacedBy) == [second, second, nil])
            #expect(history[0].commitments.map(\.terms) == policeTerms.commitments, "the original stays readable")
            #expect(history[0].signatures.count == 2)
            #expect(history[2].reason == words("flood"))
            #expect(history[2].amends == original)
            // An amendment of the amendment goes on from it.
            await stage.refused(.proposalReplaced, amend(original), by: .officerOfPolice, on: spring)
            try await stage.act(amend(second), by: .officerOfPolice, on: spring)
        }
    }
}
