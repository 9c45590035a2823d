import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct DifficultyTests {
    typealias Item = SubmitSelfAssessment.Item

    static let late = Trilingual(
        ar: "تأخر أجوبة متعهدي الاتصالات عن الطلبات", fr: "Les opérateurs de télécommunications répondent tard aux réquisitions",
        en: "Telecom operators answer requests late")
    static let lateToo = Trilingual(
        ar: "أجوبة متعهدي الاتصالات متأخرة", fr: "Réponses tardives des opérateurs de télécommunications aux réquisitions",
        en: "Late answers of telecom operators")
    static let cars = Trilingual(ar: "تقادم حظيرة السيارات", fr: "Vétusté du parc automobile", en: "The vehicles are old")

    /// Two units with a difficulty in common and one of their own.
    static func play(_ stage: Stage) async throws -> (police: Int64, systems: Int64) {
        try await stage.act(DefineTaxon(code: "outside", rank: 1, names: words("outside bodies")), by: .secretary)
        try await stage.act(DefineTaxon(code: "means", rank: 2, names: words("means")), by: .secretary)
        let police = try await stage.act(
            SubmitSelfAssessment(
                year: 2022, unit: "dpj",
                items: [
                    Item(kind: .achievement, text: words("rate"), cites: ["clearance"]),
                    Item(kind: .constraint, text: late, taxon: "outside", severity: .serious, remover: .init(outside: "ANRT")),
                    Item(kind: .challenge, text: cars, taxon: "means"),
                ]), by: .headOfPolice)
        let systems = try await stage.act(
            SubmitSelfAssessment(
                year: 2022, unit: "dsic",
                items: [Item(kind: .constraint, text: lateToo, taxon: "outside", severity: .blocking, remover: .init(unit: "dpj"))]),
            by: .headOfSystems)
        return (police, systems)
    }

    @Test(arguments: Engines.all)
    func difficultiesAreGroupedAndAnswered(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let (police, systems) = try await Self.play(stage)
            let groups = try await stage.read { try DifficultyBook.groups(year: 2022, in: $0) }
            #expect(groups.map(\.taxon) == ["outside", "means"])
            #expect(groups.map(\.units) == [["dpj", "dsic"], ["dpj"]])
            #expect(groups.map(\.severity) == [.blocking, nil])
            var count = try await stage.read { try DifficultyBook.count(year: 2022, in: $0) }
            #expect(count == (3, 3))

            let shared = [AnswerDifficulty.Statement(assessment: police, item: 1), .init(assessment: systems, item: 0)]
            let day = "2022-12-22"
            func refused(
                _ code: FailureCode, by signatory: Signatory = .secretary, on day: String = "2022-12-22",
                _ change: (inout AnswerDifficulty) -> Void
            ) async {
                var answer = AnswerDifficulty(year: 2022, statements: shared, manner: .decision, decision: 7)
                change(&answer)
                await stage.refused(code, answer, by: signatory, on: day)
            }
            await refused(.unknownDecision) { _ in }
            try await stage.act(HoldMeeting(year: 2022, held: day, place: words("Rabat")), by: .secretary, on: day)
            try await stage.act(
                RecordDecision(year: 2022, number: 7, text: words("delays"), owner: "dpj", due: "2023-06-30"), by: .secretary, on: day)
            await refused(.notAllowed, by: .headOfPolice) { _ in }
            await refused(.outOfPhase, on: "2022-12-21") { _ in }
            await refused(.outOfPhase, on: "2023-12-21") { _ in }
            await refused(.missingText) { $0.statements = [] }
            await refused(.numberTaken) { $0.statements = [shared[0], shared[0]] }
            await refused(.unknownDifficulty) { $0.statements = [.init(assessment: police, item: 0)] }
            await refused(.unknownDifficulty) { $0.statements = [.init(assessment: 1, item: 0)] }
            await refused(.answerIncomplete) { $0.decision = nil }
            await refused(.answerIncomplete) { $0.manner = .objective }
            await refused(.answerIncomplete) { $0.to = words("minister") }
            await refused(.answerIncomplete) { ($0.manner, $0.decision) = (.refusal, nil) }
            await refused(.answerIncomplete) { ($0.manner, $0.decision, $0.to) = (.escalation, nil, words("minister")) }
            await refused(.missingText) { ($0.manner, $0.decision, $0.reason) = (.refusal, nil, Trilingual(ar: "", fr: "", en: "no")) }
            await refused(.unknownObjective) {
                ($0.manner, $0.decision, $0.objective) = (.objective, nil, .init(year: 2023, code: "O1"))
            }
            let number = try await stage.act(
                AnswerDifficulty(year: 2022, statements: shared, manner: .decision, decision: 7), by: .secretary, on: day)
            count = try await stage.read { try DifficultyBook.count(year: 2022, in: $0) }
            #expect(count == (3, 1))
            let answered = try await stage.read { try DifficultyBook.groups(year: 2022, in: $0) }
            #expect(answered.map(\.isAnswered) == [true, false])
            #expect(answered[0].difficulties.map { $0.answer?.by.number } == [number, number])
            let open = try await stage.read { try DifficultyBook.unanswered(year: 2022, in: $0) }
            #expect(open.map(\.item.text) == [Self.cars])
            // What the meeting left open is answered while it is followed up; a later answer takes the earlier one's place.
            try await stage.act(
                AnswerDifficulty(
                    year: 2022, statements: [.init(assessment: police, item: 2), shared[0]], manner: .escalation,
                    to: words("minister"), reason: words("beyond us")), by: .director, on: "2023-02-01")
            #expect(try await stage.read { try DifficultyBook.count(year: 2022, in: $0) } == (3, 0))
            let manners = try await stage.read { try DifficultyBook.all(year: 2022, in: $0).map { $0.answer?.manner } }
            #expect(manners == [.escalation, .escalation, .decision])
            #expect(try await stage.read { try DifficultyBook.answers(year: 2022, in: $0).count } == 2)
        }
    }

    /// An answer is bound to the exact words: said again they keep it, changed they wait for a new one.
    @Test(arguments: Engines.all)
    func aNewSubmissionKeepsOnlyAnswersToTheSameWords(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let (police, _) = try await Self.play(stage)
            let day = "2022-12-22"
            try await stage.act(
                AnswerDifficulty(
                    year: 2022, statements: [.init(assessment: police, item: 1), .init(assessment: police, item: 2)], manner: .refusal,
                    reason: words("no means")), by: .director, on: day)
            try await stage.act(
                ExtendPhase(year: 2022, phase: .selfAssessment, unit: "dpj", until: "2022-12-31", reason: words("correction")),
                by: .director, on: day)
            let again = Item(kind: .challenge, text: Self.cars, evidence: [], taxon: "means")
            var changed = Self.late
            changed.fr += " judiciaires"
            let second = try await stage.act(
                SubmitSelfAssessment(
                    year: 2022, unit: "dpj",
                    items: [
                        again,
                        Item(kind: .constraint, text: changed, taxon: "outside", severity: .serious, remover: .init(outside: "ANRT")),
                    ]), by: .headOfPolice, on: day)
            let mine = try await stage.read { try DifficultyBook.all(year: 2022, in: $0).filter { $0.unit == "dpj" } }
            #expect(mine.map(\.place) == [.init(assessment: second, item: 0), .init(assessment: second, item: 1)])
            #expect(mine.map { $0.answer?.manner } == [.refusal, nil])
            await stage.refused(
                .unknownDifficulty,
                AnswerDifficulty(
                    year: 2022, statements: [.init(assessment: police, item: 1)], manner: .refusal, reason: words("late")),
                by: .director, on: day)
        }
    }

    /// Two thousand units with three difficulties each: nothing falls out of the groups. (`hasila bench year` measures how long it takes.)
    @Test func manyUnits() {
        let texts = (0..<6_000).map { index in
            Trilingual(
                ar: "صعوبة رقم \(index % 97) ", fr: "difficulté \(Self.name(index % 400)) \(Self.name(index % 31)) du service", en: "")
        }
        let difficulties = texts.enumerated().map { index, text in
            Difficulty(
                unit: "u\(index / 3)", place: .init(assessment: Int64(index / 3), item: index % 3),
                item: Item(kind: .challenge, text: text, taxon: "t\(index % 9)"), answer: nil)
        }
        let groups = DifficultyGrouping.groups(difficulties, order: (0..<9).map { "t\($0)" })
        #expect(groups.reduce(0) { $0 + $1.difficulties.count } == 6_000)
    }

    /// A word from a number.
    private static func name(_ number: Int) -> String { "\(number)".map { String("abcdefghij".dropFirst($0.wholeNumberValue ?? 0).prefix(1)) }.joined() + "xo" }
}
