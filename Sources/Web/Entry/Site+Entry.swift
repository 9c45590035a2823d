import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import NIOCore
import Publication
import Storage

/// What the buttons and the script of a form do.
extension Site {
    /// A button: save, submit, look at a pasted block, take it, go on from the other text, give the draft up.
    func entryForm(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let parameters = context.parameters
        let official = try Self.official(context).signatory.official
        let (subject, link, posted) = try await read(request, context) { desk in
            let place = try EntryDesk(desk, parameters)
            let draft = EntryDraft(form, of: place.form, desk.language, decimals: place.decimals)
            return (place.subject, place.link(EntryRoutes.entry), draft)
        }
        let action = form["do"]
        switch action {
        case "theirs":
            try await takeTheirEntry(subject, official)
            return .redirect(to: link, type: .normal)
        case "discard":
            try await office.database.write { try DraftBook.discard(EntryDesk.kind, subject, by: official, in: $0) }
            return .redirect(to: link, type: .normal)
        default: break
        }
        var draft = posted
        if action == "take" {
            let block = form["block"]
            draft = try await read(request, context) { desk in
                var taken = posted
                try taken.take(block, of: EntryDesk(desk, parameters).form)
                return taken
            }
        }
        guard case .saved = try await saveEntry(draft, seen: Int(form["seen"]) ?? 0, subject, official) else {
            return try await entryPage(request, context, status: FailureCode.draftConflict.status)
        }
        switch action {
        case "submit": return try await submitEntry(request, context, form, draft, subject)
        case "paste":
            let (text, start) = (form["paste"], form["paste_at"])
            return try await entryPage(request, context) { query in
                query.pasted = text
                try query.place.requireOpen()
                query.incoming = try PastedBlock(place: query.place).values(text, from: start)
            }
        default: return .redirect(to: link + "?saved=yes", type: .normal)
        }
    }

    /// The page once more; `fill` adds what is to be looked at. A refusal on the way is shown on the page.
    private func entryPage(
        _ request: Request, _ context: WebContext, status: HTTPResponse.Status = .ok, failure: Failure? = nil,
        fill: @escaping @Sendable (inout EntryPageQuery) throws -> Void = { _ in }
    ) async throws -> Response {
        let parameters = context.parameters
        return try await page(request, context) { desk in
            var query = EntryPageQuery(try EntryDesk(desk, parameters))
            var (shown, told) = (failure, status)
            do { try fill(&query) } catch let refused as Failure where refused.code.isMendable {
                (shown, told) = (refused, refused.code.status)
            }
            var page = try query.page(shown)
            page.status = told
            return page
        }
    }

    private func saveEntry(
        _ draft: EntryDraft, seen: Int, _ subject: String, _ official: String
    ) async throws -> DraftBook.Outcome {
        let (text, now) = (try draft.text(), office.clock())
        return try await office.database.write { tables in
            try DraftBook.save(EntryDesk.kind, subject, content: text, seen: seen, by: official, now: now, in: tables)
        }
    }

    private func takeTheirEntry(_ subject: String, _ official: String) async throws {
        let now = office.clock()
        try await office.database.write { tables in
            guard let theirs = try DraftBook.current(EntryDesk.kind, subject, in: tables) else { return }
            _ = try DraftBook.save(
                EntryDesk.kind, subject, content: theirs.content, seen: theirs.revision, by: official, now: now, in: tables)
        }
    }

    private func submitEntry(
        _ request: Request, _ context: WebContext, _ form: Form, _ draft: EntryDraft, _ subject: String
    ) async throws -> Response {
        let visitor = try Self.official(context)
        let parameters = context.parameters
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let (act, link) = try await read(request, context) { desk in
                let place = try EntryDesk(desk, parameters)
                try place.requireOpen()
                let reading = try place.state(draft).reading
                return (
                    try reading.act(unit: place.unit.code, period: place.period, form: place.form.code, reason: draft.reason),
                    place.link(EntryRoutes.entry)
                )
            }
            let receipt = try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            try await office.database.write {
                try DraftBook.discard(EntryDesk.kind, subject, by: visitor.signatory.official, in: $0)
            }
            return .redirect(to: link + "?done=\(receipt.number)", type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await entryPage(request, context, status: failure.code.status, failure: failure)
        }
    }
}

/// What the script hears after each save: how every cell stands now. Numbers are read in one place only, the server's.
struct EntryAnswer: Encodable, Sendable {
    struct Cell: Encodable, Sendable {
        let id, style, text, label, value, remark, remarkStyle, tag: String
    }
    struct Total: Encodable, Sendable { let id, text: String }

    let state: String
    let revision: Int
    var cells: [Cell] = []
    var totals: [Total] = []
    var progress = ""
    var changes = ""
    var needsReason = false

    init(_ outcome: DraftBook.Outcome) {
        switch outcome {
        case .saved(let draft): (state, revision) = ("saved", draft.revision)
        case .conflict(let theirs, _): (state, revision) = ("conflict", theirs.revision)
        }
    }

    /// How the cells stand with a draft.
    mutating func tell(_ place: EntryDesk, _ state: EntryDesk.State) {
        let (grid, details, query) = (EntryGrid(place: place, state: state), EntryDetails(place: place), EntryPageQuery(place))
        cells = state.reading.readings.map { reading in
            let remark = details.remark(reading)
            return Cell(
                id: EntryDesk.id(reading.cell), style: reading.state.rawValue, text: grid.text(reading),
                label: grid.label(reading),
                value: details.value(reading), remark: remark?.remarkMarkup ?? "", remarkStyle: remark?.remarkStyle ?? "",
                tag: details.tag(reading.state).tagText)
        }
        totals = grid.totals.map { Total(id: $0.totalId, text: $0.totalText) }
        (progress, changes) = (query.progress(state.reading), query.changes(state.reading))
        needsReason = state.reading.changesGiven
    }
}

extension Site {
    /// What the script sends while one types; answers in JSON whether it is the common text now, and how the cells stand.
    func entryDraft(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let parameters = context.parameters
        let official = try Self.official(context).signatory.official
        let (subject, draft) = try await read(request, context) { desk in
            let place = try EntryDesk(desk, parameters)
            return (place.subject, EntryDraft(form, of: place.form, desk.language, decimals: place.decimals))
        }
        let outcome = try await saveEntry(draft, seen: Int(form["seen"]) ?? 0, subject, official)
        let answer = try await read(request, context) { desk in
            var answer = EntryAnswer(outcome)
            let place = try EntryDesk(desk, parameters)
            answer.tell(place, try place.state(draft))
            return answer
        }
        let body = ByteBuffer(bytes: try CanonicalJSON.encode(answer))
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }
}
