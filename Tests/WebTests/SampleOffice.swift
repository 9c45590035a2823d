import Acts
import Figures
import Foundation
import Hummingbird
import HummingbirdTesting
import HTTPTypes
import Identity
import Institution
import Localization
import Logging
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// A small institution with a story: a directorate of water in a ministry, one year, one figure revised once.
///
/// The clock stands still unless a test moves it.
final class SampleOffice: Sendable {
    let office: Office
    let site: Site
    let folder: TemporaryDirectory
    private let time: TestClock

    static let hostile = "<script>alert('x')</script> & \"q\""

    private init(office: Office, site: Site, folder: TemporaryDirectory, time: TestClock) {
        self.office = office
        self.site = site
        self.folder = folder
        self.time = time
    }

    /// Founds the institution and plays what the tests read.
    ///
    /// - Parameter code: the institution's own code; the root of its tree is `ministry` in any case.
    static func found(secure: Bool = false, code: String = "ministry") async throws -> SampleOffice {
        let folder = try TemporaryDirectory()
        let time = TestClock(try #require(Timestamp("2022-12-19T08:00:00Z")))
        let founding = FoundInstitution(
            code: code, names: Trilingual(ar: "وزارة المياه", fr: "Ministère de l’eau", en: "Ministry of Water"),
            notice: Trilingual(ar: "مثال غير رسمي", fr: "Exemple non officiel", en: "Unofficial example"),
            administrator: "amina", post: "administrator")
        let office = try await Office.found(
            founding, at: .directory(folder.file("data")), origin: "water.example/log",
            more: [Migration(number: 100, name: "sign-in", sql: IdentityTables.sql)], clock: { time.now })
        var configuration = WebConfiguration()
        configuration.secure = secure
        let site = try Site(office: office, configuration: configuration)
        let sample = SampleOffice(office: office, site: site, folder: folder, time: time)
        try await sample.play()
        return sample
    }

    /// Moves the clock.
    func advance(minutes: Int64) { time.advance(by: minutes * 60_000) }

    private func play() async throws {
        let administrator = try await office.signatory(role: .administrator)
        let text = { (word: String) in Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }
        let kind = "directorate"
        try await office.registrar.submitAll(
            [
                OpenUnit(code: "ministry", parent: nil, unitKind: "institution", names: Trilingual(ar: "وزارة المياه", fr: "Ministère de l’eau", en: "Ministry of Water"), opened: "2016-01-01"),
                OpenUnit(code: "rivers", parent: "ministry", unitKind: kind, names: text("Rivers"), opened: "2016-01-01"),
                OpenUnit(code: "wells", parent: "ministry", unitKind: kind, names: text(Self.hostile), opened: "2018-01-01"),
                RegisterOfficial(code: "karim", names: text("Karim")),
                CreatePost(code: "head-rivers", unit: "rivers", role: .unitHead, names: text("Head of rivers")),
                AppointOfficial(official: "karim", post: "head-rivers", since: "2022-01-01"),
                RegisterOfficial(code: "salma", names: text("Salma")),
                CreatePost(code: "director", unit: "ministry", role: .directorGeneral, names: text("Director")),
                AppointOfficial(official: "salma", post: "director", since: "2022-01-01"),
                DefineMeasure(code: "floods", names: text("floods")),
                DefineIndicator(
                    Indicator(
                        code: "floods", names: text("Floods"), unitOfMeasure: "floods", decimals: 0, overUnits: .sum,
                        overTime: .sum, direction: .down, definition: text("Floods seen"), source: "https://water.example/a")),
                OpenCycle(
                    year: 2022,
                    phases: Phase.allCases.enumerated().map { index, phase in
                        PhaseDates(phase, starts: "2022-12-\(10 + index)", ends: "2022-12-\(12 + index)")
                    }),
            ] + Phase.allCases.map { phase -> any Act in
                ExtendPhase(year: 2022, phase: phase, opens: "2022-12-10", until: "2022-12-31", reason: text("sample"))
            } + [
                ProposeTerms(
                    year: 2022, unit: "rivers",
                    commitments: [
                        ProposedCommitment(
                            code: "R-1", text: text("Fewer floods"), indicator: "floods", baseline: "40", targetType: .atMost,
                            target: "30", weight: 100)
                    ]),
            ], by: administrator)
        for (value, precision, asOf) in [("25", Precision.atLeast, "2022-12-17T00:00:00Z"), ("27", .exact, "2022-12-18T00:00:00Z")] {
            let figure = ReturnedValue(
                indicator: "floods", value: value, precision: precision == .exact ? nil : precision, asOf: asOf,
                source: "https://water.example/\(value)", note: Self.hostile)
            try await office.registrar.submit(
                SubmitReturn(unit: "rivers", period: "2022", values: [figure]), by: administrator)
        }
    }

    /// A sign-in link's secret.
    func link(official: String = "karim", post: String = "head-rivers") async throws -> String {
        let now = office.clock()
        return try await office.database.write { try SignInLinks.create(official: official, post: post, now: now, in: $0) }.text
    }

    /// The cookie of a new session.
    func cookie(official: String = "karim", post: String = "head-rivers") async throws -> (header: String, session: Secret) {
        let now = office.clock()
        let secret = try await office.database.write { try Sessions.open(official: official, post: post, now: now, in: $0) }
        return ("\(site.configuration.sessionCookie)=\(secret.text)", secret)
    }

    /// Runs requests against the router.
    func test<T>(_ body: @Sendable @escaping (any TestClientProtocol) async throws -> T) async throws -> T {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(router: buildRouter(site), logger: logger)
        return try await application.test(.router, body)
    }
}

/// A clock that a test moves by hand.
final class TestClock: Sendable {
    private let held: Mutex<Timestamp>

    init(_ start: Timestamp) { held = Mutex(start) }

    var now: Timestamp { held.withLock { $0 } }

    func advance(by milliseconds: Int64) { held.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) } }
}

extension TestResponse {
    /// The body as text.
    var text: String { String(buffer: body) }
}

/// The headers of a form by this session.
func formHeaders(_ cookie: String) -> HTTPFields {
    [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"]
}
