import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import Logging
import Publication
import Storage

/// The server's parts, built once at start and shared by every request.
public final class Site: Sendable {
    let office: Office
    let configuration: WebConfiguration
    let renderer: PageRenderer
    let files: StaticFiles
    let shelf = RegisterShelf()
    let dutyShelf = DutyShelf()
    let revisions = RevisionShelf()
    let pages = PageShelf()
    /// Who follows a meeting as it goes.
    let meetings: MeetingWatch
    /// Looks through files before they are kept.
    let inspector = EvidenceInspector()
    /// Sign-in is the only door to guess at: ten tries at once, then one every six seconds.
    let signInLimit = RateLimit(burst: 10, perSecond: 1.0 / 6)
    /// Programs may hurry, but not without end: by integration.
    let callLimit: RateLimit
    /// Tokens that are not good, by address.
    let strangerLimit = RateLimit(burst: 100, perSecond: 10)
    /// Whose tokens are whose.
    let callers = CallerShelf()
    /// What the programming interface knows of acts.
    let interface: Interface

    /// Compiles the templates and reads the style sheets. Throws when the installation is incomplete.
    public init(office: Office, configuration: WebConfiguration = WebConfiguration()) throws {
        self.office = office
        self.configuration = configuration
        Phrasebook.standard.preload()
        let renderer = try PageRenderer()
        self.renderer = renderer
        meetings = MeetingWatch(office: office) { try await Self.meetingFragment($0, office, renderer) }
        interface = try Interface()
        callLimit = RateLimit(burst: configuration.callsAtOnce, perSecond: Double(configuration.callsPerSecond))
        files = try StaticFiles(directories: [
            PublicationResources.folder.appendingPathComponent("assets"), WebResources.folder.appendingPathComponent("scripts"),
        ])
    }

    /// The style sheets in the order of the design.
    static let styleNames = ["fonts.css", "tokens.css", "hasila.css", "evaluation.css", "meeting.css", "analysis.css", "entry.css", "organization.css", "registers.css"]
    var styles: [String] { Self.styleNames.map(files.link) }
    /// The mark of the browser's tab.
    var icon: String { files.link("icon.svg") }

    /// Makes a page from one reading of the tables and sends it. A kept page is made once for a state of the ledger;
    /// one that holds anything else than the ledger says (a fresh form, a file's presence) must not be kept.
    func page(
        _ request: Request, _ context: WebContext, isKept: Bool = false, _ make: @escaping @Sendable (Desk) throws -> Page
    ) async throws -> Response {
        let (path, address) = (request.uri.path, request.uri.query ?? "")
        let (pages, files, published) = (pages, files, configuration.publicSite != nil)
        let (page, key, kept) = try await read(request, context) { desk -> (Page?, PageShelf.Key, String?) in
            let key = PageShelf.Key(
                path: path, query: address, session: desk.visitor.session.secret, size: desk.registers.size, day: desk.registers.day)
            if isKept, let html = pages.html(key) { return (nil, key, html) }
            var page = try make(desk)
            try FrameQuery(desk: desk, path: path, files: files, isPublished: published).fill(&page.layout)
            return (page, key, nil)
        }
        guard let page else { return PageRenderer.response(kept ?? "", context.language) }
        let html = try renderer.html(page, context.language)
        if isKept, page.status == .ok { pages.keep(html, key) }
        return PageRenderer.response(html, context.language, status: page.status)
    }

    /// The proof of a figure as a file.
    func proof(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let (indicator, unit, period) = (parameters.word("indicator"), parameters.word("unit"), parameters.word("period"))
        let proof = try await read(request, context) { desk in
            return try FigureProofQuery(query: FigureQuery(desk: desk, indicator: indicator, unit: unit, period: period)).file()
        }
        let headers: HTTPFields = [
            .contentType: "application/json",
            .contentDisposition: "attachment; filename=\"\(indicator)-\(unit)-\(period).proof.json\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: proof)))
    }

    /// The signed-in official; throws `signInNeeded`.
    static func official(_ context: WebContext) throws -> Visitor {
        guard let visitor = context.visitor else { throw Failure(.signInNeeded) }
        return visitor
    }

    /// The institution's name and standing notice, for pages shown before sign-in.
    func profile(_ language: Language) async throws -> (name: String, notice: String?) {
        let (shelf, day) = (shelf, office.today)
        let profile = try await office.database.read { try shelf.registers(day: day, in: $0).profile }
        let words = Words(language)
        return (words.pick(profile.names), profile.notice.map(words.pick))
    }

    /// Reads what most pages begin with, so that the first reader after a start does not wait for it.
    public func readAhead() async throws {
        let (shelf, dutyShelf, day) = (shelf, dutyShelf, office.today)
        try await office.database.read { tables in
            let registers = try shelf.registers(day: day, in: tables)
            guard let year = registers.currentYear else { return }
            _ = try dutyShelf.duties(year, size: registers.size, day: day, in: tables)
        }
    }
}
