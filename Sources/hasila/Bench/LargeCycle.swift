import Acts
import Figures
import Foundation
import Identity
import Institution
import Storage

/// A large cycle for measurements, made through the acts: a root, its units, a head and an officer each, five evaluators.
struct LargeCycle: Sendable {
    let units: Int
    let commitments: Int
    let year = 2022

    private static let evaluators = 5
    /// All phases of the cycle hold on this day, so that every act is in its phase.
    private static let moment = Timestamp(milliseconds: 1_671_523_200_000)

    private static func words(_ text: String) -> Trilingual { Trilingual(ar: "\(text) ع", fr: "\(text) fr", en: "\(text) en") }
    private static let administrator = Signatory(official: "founder", post: "founder-post", role: .administrator, unit: "root")
    private static let director = Signatory(official: "dg", post: "dg-post", role: .directorGeneral, unit: "root")

    private func officer(_ unit: Int) -> Signatory {
        Signatory(official: "o\(unit)", post: "po\(unit)", role: .reportingOfficer, unit: "u\(unit)")
    }
    private func head(_ unit: Int) -> Signatory { Signatory(official: "h\(unit)", post: "ph\(unit)", role: .unitHead, unit: "u\(unit)") }
    private func evaluator(_ index: Int) -> Signatory {
        Signatory(official: "e\(index)", post: "pe\(index)", role: .evaluator, unit: "root")
    }

    /// Founds the institution.
    func found(at folder: String) async throws -> Office {
        let founding = FoundInstitution(
            code: "root", names: Self.words("bench"), notice: nil, administrator: "founder", post: "founder-post")
        return try await Office.found(
            founding, at: .directory(folder), origin: "bench.hasila.invalid/log", more: Rooms.migrations, clock: { Self.moment })
    }

    /// Builds the year up to the ratings, without the self-assessments of the last `people` units; gives the times of opening.
    func play(_ office: Office, leaving people: Int) async throws -> Timings {
        try await organize(office)
        var times = Timings()
        let phases = Phase.allCases.map { PhaseDates($0, starts: "\(year)-01-01", ends: "\(year)-12-31") }
        let start = ContinuousClock.now
        try await office.registrar.submit(OpenCycle(year: year, phases: phases), by: Self.administrator)
        times.add(ContinuousClock.now - start)
        try await all(0..<units) { unit in
            let number = try await office.registrar.submit(terms(unit), by: officer(unit)).number
            let vetted = VetTerms(year: year, unit: "u\(unit)", proposal: number, outcome: .cleared)
            try await office.registrar.submit(vetted, by: Self.administrator)
            let signature = SignTerms(year: year, unit: "u\(unit)", proposal: number)
            try await office.registrar.submit(signature, by: head(unit))
            try await office.registrar.submit(signature, by: Self.director)
            try await office.registrar.submit(figures(unit), by: officer(unit))
        }
        try await all(0..<(units - people)) { try await office.registrar.submit(assessment($0), by: head($0)) }
        let derivations = try await scores(office)
        try await all(0..<(units - people)) { unit in
            guard let derivation = derivations["u\(unit)"] else { return }
            // Grades follow the score with a spread of one grade by the evaluator's own habit, so that there is something to calibrate.
            let place = (10_000 - derivation.score.hundredths) / 2_500 + (unit % 7 == 0 ? 1 : 0)
            let rating = Rating.allCases[min(max(place, 0), 3)]
            let act = RateUnit(
                year: year, unit: "u\(unit)", rating: rating, score: derivation.score, derivation: derivation.lines,
                answerBy: "\(year)-12-28")
            try await office.registrar.submit(act, by: evaluator(unit % Self.evaluators))
        }
        return times
    }

    /// Enters a figure of the year before for one of the units, by a running number.
    func enterOneMore(_ office: Office, unit: Int) async throws {
        let unit = unit % units
        let act = SubmitReturn(unit: "u\(unit)", period: "\(year - 1)", values: [ReturnedValue(indicator: "i0", value: "\(unit)")])
        try await office.registrar.submit(act, by: officer(unit))
    }

    private func organize(_ office: Office) async throws {
        var acts: [any Act] = [
            OpenUnit(code: "root", parent: nil, unitKind: "institution", names: Self.words("root"), opened: "2000-01-01"),
            DefineMeasure(code: "cases", names: Self.words("cases")),
            RegisterOfficial(code: "dg", names: Self.words("dg")),
            CreatePost(code: "dg-post", unit: "root", role: .directorGeneral, names: Self.words("dg")),
            AppointOfficial(official: "dg", post: "dg-post", since: "2022-01-01"),
        ]
        for index in 0..<commitments {
            acts.append(
                DefineIndicator(
                    Indicator(
                        code: "i\(index)", names: Self.words("i\(index)"), unitOfMeasure: "cases", decimals: 0, overUnits: .sum,
                        overTime: .sum, direction: .up, definition: Self.words("i"), source: "bench")))
        }
        for index in 0..<Self.evaluators { acts += post(evaluator(index)) }
        for unit in 0..<units {
            acts.append(
                OpenUnit(code: "u\(unit)", parent: "root", unitKind: "unit", names: Self.words("u\(unit)"), opened: "2000-01-01"))
            acts += post(officer(unit)) + post(head(unit))
        }
        for start in stride(from: 0, to: acts.count, by: 2_000) {
            try await office.registrar.submitAll(Array(acts[start..<min(start + 2_000, acts.count)]), by: Self.administrator)
        }
    }

    private func post(_ signatory: Signatory) -> [any Act] {
        [
            RegisterOfficial(code: signatory.official, names: Self.words(signatory.official)),
            CreatePost(code: signatory.post, unit: signatory.unit, role: signatory.role, names: Self.words(signatory.post)),
            AppointOfficial(official: signatory.official, post: signatory.post, since: "2022-01-01"),
        ]
    }

    private func terms(_ unit: Int) -> ProposeTerms {
        let list = (0..<commitments).map { index in
            let start = 100 + (unit * 7 + index * 13) % 50
            return ProposedCommitment(
                code: "U\(unit)-\(index)", text: Self.words("c"), indicator: "i\(index)", baseline: "\(start)", targetType: .atLeast,
                target: "\(start + 100)", weight: 100 / commitments,
                levels: index.isMultiple(of: 2) ? nil : (1...5).map { "\(start + $0 * 20)" })
        }
        return ProposeTerms(year: year, unit: "u\(unit)", commitments: list)
    }

    private func figures(_ unit: Int) -> SubmitReturn {
        SubmitReturn(
            unit: "u\(unit)", period: "\(year)",
            values: (0..<commitments).map { index in
                ReturnedValue(indicator: "i\(index)", value: "\(130 + (unit * 31 + index * 17) % 130)")
            })
    }

    private func assessment(_ unit: Int) -> SubmitSelfAssessment {
        SubmitSelfAssessment(
            year: year, unit: "u\(unit)",
            items: (0..<commitments).map { index in
                .init(commitment: "U\(unit)-\(index)", kind: .achievement, text: Self.words("done"), cites: ["i\(index)"])
            })
    }

    /// The derivation of every unit from the terms in the tables and the figures of the cube.
    func scores(_ office: Office) async throws -> [String: Derivation] {
        try await YearScores.derivations(year: year, cube: office.cube, in: office.database)
    }

    /// The last units' heads fill in the form of the self-assessment over HTTP, each signed in, at even distances within some seconds.
    /// The time of each counts from when it was due to the answer, which follows the durable receipt; and how many self-assessments
    /// there are afterwards.
    func submitRest(_ office: Office, people: Int, within seconds: Double, port: Int) async throws -> (Timings, Int) {
        let now = office.clock()
        let requests = try await office.database.write { tables in
            try ((units - people)..<units).map { unit in
                let head = head(unit)
                let secret = try Sessions.open(official: head.official, post: head.post, now: now, in: tables)
                return form(unit, secret)
            }
        }
        let lanes = 16
        let start = ContinuousClock.now + .milliseconds(300)
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(with: Result {
                                try Self.lane(stride(from: lane, to: people, by: lanes), requests, within: seconds, start, port)
                            })
                        }
                    }
                }
            }
            var times = Timings()
            for try await lane in group { lane.forEach { times.add($0) } }
            return times
        }
        let year = year
        let kept = try await office.database.read { try SelfAssessmentBook.units(year: year, in: $0).count }
        return (times, kept)
    }

    private static func lane(
        _ places: some Sequence<Int>, _ requests: [[UInt8]], within seconds: Double, _ start: ContinuousClock.Instant, _ port: Int
    ) throws -> [Duration] {
        guard let probe = HTTPProbe(port: port) else { throw Failure(.internal, privateDetail: "no connection") }
        return try places.map { place in
            let due = start + .seconds(seconds) * Double(place) / Double(requests.count)
            let wait = due - ContinuousClock.now
            if wait > .zero { usleep(UInt32(wait.milliseconds * 1_000)) }
            guard let status = probe.ask(requests[place]), status == 303 else {
                throw Failure(.internal, privateDetail: "a self-assessment was not taken")
            }
            return ContinuousClock.now - due
        }
    }

    /// The whole form of a unit's self-assessment as a browser sends it.
    private func form(_ unit: Int, _ secret: Secret) -> [UInt8] {
        var fields = [("form_token", secret.formToken), ("key", Secret.random().text), ("seen", "0"), ("do", "submit")]
        for (index, item) in assessment(unit).items.enumerated() {
            let place = "item.\(index)"
            fields += [
                ("\(place).kind", item.kind.rawValue), ("\(place).commitment", item.commitment ?? ""), ("\(place).ar", item.text.ar),
                ("\(place).fr", item.text.fr), ("\(place).en", item.text.en), ("\(place).cite0", item.cites.first ?? ""),
            ]
        }
        let body = fields.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }.joined(separator: "&")
        let head = """
            POST /fr/cycles/\(year)/assessments/u\(unit)/form HTTP/1.1\r
            Host: 127.0.0.1\r
            Cookie: hasila_session=\(secret.text)\r
            Content-Type: application/x-www-form-urlencoded\r
            Content-Length: \(body.utf8.count)\r
            \r

            """
        return Array((head + body).utf8)
    }

    /// Many at a time, so that the registrar can take them together.
    private func all(_ range: Range<Int>, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<64 {
                group.addTask {
                    for unit in stride(from: range.lowerBound + lane, to: range.upperBound, by: 64) { try await body(unit) }
                }
            }
            try await group.waitForAll()
        }
    }
}
