import Acts
import HTTPTypes
import Hummingbird
import Institution
import Localization
import NIOCore
import Publication
import ServiceLifecycle
import Storage

/// The addresses of this feature.
enum MeetingRoutes: FeatureRoutes {
    static func place(_ year: String, _ more: String...) -> SiteRoute { .place(["cycles", year, "meeting"] + more) }

    /// What the secretary and the Director General do on the minutes, each a form of its own.
    static let deeds = ["opening", "dossiers", "attendance", "interventions", "decisions", "guidance", "follow-ups", "register", "signatures", "priorities"]

    private static let year = "{year}"

    static let lines: [RouteLine] =
        [RouteLine(method: "GET", route: place(year), access: .official)] + ["agenda", "present", "live", "events", "minutes", "minutes.pdf", "decisions", "decisions.csv", "priorities"].map {
            RouteLine(method: "GET", route: place(year, $0), access: .official)
        } + [
            RouteLine(method: "GET", route: place(year, "briefs", "{unit}"), access: .official),
            RouteLine(method: "GET", route: place(year, "briefs", "{unit}", "pdf"), access: .official),
            RouteLine(method: "POST", route: place(year, "agenda"), access: .official),
        ] + deeds.map { RouteLine(method: "POST", route: place(year, "minutes", $0), access: .official) }

    static func add(to table: RouteRegistry) {
        let site = table.site
        // The router goes no way back from the fixed word to the stage's place: the entrance is said here too.
        table.page(place(year), isKept: false) { desk, at in try MeetingQuery(desk: desk, year: try desk.year(at.word("year"))).page() }
        table.page(place(year, "agenda"), isKept: false) { desk, at in try AgendaQuery(desk: desk, year: at.word("year")).page() }
        table.act(
            place(year, "agenda"), make: { form, desk, at in try AgendaQuery(desk: desk, year: at.word("year")).act(form) },
            then: { _, at in place(at.parameters.word("year"), "agenda").link(at.language) },
            again: { desk, form, failure, at in try AgendaQuery(desk: desk, year: at.word("year"), form: form, failure: failure).page() })
        table.page(place(year, "briefs", "{unit}"), isKept: false) { desk, at in
            try BriefQuery(desk: desk, year: at.word("year"), unit: at.word("unit")).page()
        }
        table.page(place(year, "present"), isKept: false) { desk, at in try PresenterQuery(desk: desk, year: at.word("year")).page() }
        table.page(place(year, "live"), isKept: false) { desk, at in try LiveQuery(desk: desk, year: at.word("year")).page() }
        table.page(place(year, "minutes"), isKept: false) { desk, at in try MinutesQuery(desk: desk, year: at.word("year")).page() }
        table.page(place(year, "decisions"), isKept: false) { desk, at in try DecisionsQuery(desk: desk, year: at.word("year")).page() }
        table.page(place(year, "priorities"), isKept: false) { desk, at in try PrioritiesQuery(desk: desk, year: at.word("year")).page() }
        for deed in deeds {
            table.act(
                place(year, "minutes", deed),
                make: { form, desk, at in try MeetingDeed(desk: desk, year: at.word("year")).act(deed, form) },
                then: { receipt, at in
                    let (page, anchor) = deed == "priorities" ? (deed, "") : deed == "register" ? ("decisions", "") : ("minutes", "#\(deed)")
                    return place(at.parameters.word("year"), page).link(at.language, ["entry": "\(receipt.number)"]) + anchor
                },
                again: { desk, form, failure, at in
                    let year = at.word("year")
                    return switch deed {
                    case "priorities": try PrioritiesQuery(desk: desk, year: year, form: form, failure: failure).page()
                    case "register": try DecisionsQuery(desk: desk, year: year, form: form, failure: failure).page()
                    default: try MinutesQuery(desk: desk, year: year, deed: deed, form: form, failure: failure).page()
                    }
                })
        }
        table.get(place(year, "events")) { try await site.meetingEvents($0, $1) }
        table.get(place(year, "briefs", "{unit}", "pdf")) { try await site.briefDocument($0, $1) }
        table.get(place(year, "minutes.pdf")) { try await site.minutesDocument($0, $1) }
        table.get(place(year, "decisions.csv")) { request, context in
            let year = context.parameters.word("year")
            let text = try await site.read(request, context) { try DecisionsQuery(desk: $0, year: year).csv() }
            return Self.file(Array(text.utf8), "text/csv; charset=utf-8", "decisions-\(year).csv", isShown: false)
        }
    }

    /// An answer that is a file.
    static func file(_ bytes: [UInt8], _ type: String, _ name: String, isShown: Bool) -> Response {
        let headers: HTTPFields = [
            .contentType: type, .contentDisposition: "\(isShown ? "inline" : "attachment"); filename=\"\(name)\"", .cacheControl: "no-store",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Site {
    /// The followers' stream: the state of now, then every change, and a line to keep the connection alive. Ends with the server, with the
    /// session, and when the follower goes.
    func meetingEvents(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try Self.official(context)
        let year = try await read(request, context) { [word = context.parameters.word("year")] desk in try desk.year(word) }
        let changes = try await meetings.follow(.init(year: year, language: context.language))
        let body = ResponseBody { writer in
            var writer = writer
            try await writer.write(ByteBuffer(string: "retry: 1000\n: follow\n\n"))
            // The pulse finds connections that are gone, which otherwise would be held until the next change.
            let pulse = AsyncStream<String> { continuation in
                let beat = Task {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(15))
                        continuation.yield(": here\n\n")
                    }
                }
                let feed = Task {
                    for await change in changes { continuation.yield(change) }
                    continuation.finish()
                }
                continuation.onTermination = { _ in
                    beat.cancel()
                    feed.cancel()
                }
            }
            for await text in pulse.cancelOnGracefulShutdown() { try await writer.write(ByteBuffer(string: text)) }
            try await writer.finish(nil)
        }
        let headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: body)
    }

    /// What followers are shown, rendered once for a language.
    static func meetingFragment(
        _ channel: MeetingWatch.Channel, _ office: Office, _ renderer: PageRenderer
    ) async throws -> (html: String, last: Int64)? {
        let (model, last) = try await office.database.read { tables -> (LiveModel?, Int64) in
            let size = try LedgerBook.size(in: tables)
            guard try MeetingBook.meeting(year: channel.year, in: tables) != nil else { return (nil, size) }
            let sheet = try MinutesReader(year: channel.year, language: channel.language, in: tables).sheet()
            return (LiveModel(sheet), size)
        }
        guard let model else { return nil }
        return (try renderer.bare("meeting_sheet", model, channel.language), last)
    }

    /// A unit's brief as PDF.
    func briefDocument(_ request: Request, _ context: WebContext) async throws -> Response {
        let (year, unit, language) = (context.parameters.word("year"), context.parameters.word("unit"), context.language)
        let job = try await read(request, context) { desk in
            let query = try BriefQuery(desk: desk, year: year, unit: unit)
            let (sheet, chart) = query.text.sheet(query.brief)
            let drawing = chart?.svg(language, surface: .document(width: SheetComposer.chartWidth)) ?? ""
            return (sheet, drawing, try query.day)
        }
        let pdf = try await SheetComposer().compose(job.0, chart: job.1, day: job.2, .brief)
        return MeetingRoutes.file(pdf, "application/pdf", "brief-\(year)-\(unit).\(language.rawValue).pdf", isShown: true)
    }

    /// The minutes as PDF, for signature.
    func minutesDocument(_ request: Request, _ context: WebContext) async throws -> Response {
        let (word, language) = (context.parameters.word("year"), context.language)
        let sheet = try await read(request, context) { desk in
            try MinutesReader(year: try desk.year(word), language: language, in: desk.tables).sheet()
        }
        let pdf = try await SheetComposer().compose(sheet, day: sheet.day, .minutes)
        return MeetingRoutes.file(pdf, "application/pdf", "minutes-\(word).\(language.rawValue).pdf", isShown: true)
    }
}
