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

/// The rating's form as a draft: its fields as typed, until they are signed or given up.
struct RatingDraft: Sendable {
    /// The kind in the book of drafts.
    static let kind = "rating"

    let form: Form

    /// What belongs to the rating of all that a page sends.
    init(_ form: Form) {
        self.form = Form(
            content: form.content.filter { name, _ in
                ["overall", "answer_by"].contains(name) || name.hasPrefix("item.") || name.hasPrefix("finding.")
            })
    }

    /// The draft behind a kept text. Throws `malformedRecord`.
    init(text: String) throws {
        self.init(Form(content: try CanonicalJSON.decode([String: String].self, from: Array(text.utf8))))
    }

    /// The text kept in the book of drafts.
    func text() throws -> String { String(decoding: try CanonicalJSON.encode(form.content), as: UTF8.self) }
}

/// The draft of a unit's rating as it is kept. Those who may rate the unit share one; terms that are signed anew begin a new one,
/// since its fields go by the places of the commitments.
struct RatingPaper: Sendable {
    /// Its name in the book of drafts.
    let subject: String
    /// The common text, and the reader's own where it met a newer one.
    let common, own: Draft?
    /// What the form begins with; nil where nothing was drafted.
    let form: Form?

    init(year: Int, unit: String, _ state: WorkbenchState, _ desk: Desk) throws {
        let terms = state.terms?.signatures.map(\.by.number).max() ?? 0
        subject = "\(year)/\(unit)/\(terms)"
        common = try DraftBook.current(RatingDraft.kind, subject, in: desk.tables)
        own = try DraftBook.kept(RatingDraft.kind, subject, by: desk.signatory.official, in: desk.tables)
        form = try (own ?? common).map { try RatingDraft(text: $0.content).form }
    }
}

extension WorkbenchQuery {
    /// Who saved the draft, and when.
    func savedBy(_ paper: RatingPaper) throws -> String {
        guard let draft = paper.own ?? paper.common else { return words.markup("assessment.not_saved") }
        return words.markup("assessment.saved_by", try moment(draft))
    }

    /// Two evaluators on one rating: both texts, field by field; nil where there is one.
    func conflict(_ paper: RatingPaper) throws -> ConflictModel? {
        guard let own = paper.own, let theirs = paper.common else { return nil }
        let (mine, other) = try (RatingDraft(text: own.content).form.content, RatingDraft(text: theirs.content).form.content)
        let rows = Set(mine.keys).union(other.keys).sorted().compactMap { name -> DifferenceRow? in
            let (a, b) = (mine[name] ?? "", other[name] ?? "")
            return a == b ? nil : DifferenceRow(differencePlace: place(name), ownText: a, theirText: b)
        }
        return ConflictModel(conflictMarkup: words.markup("assessment.conflict", try moment(theirs)), differences: rows)
    }

    private func moment(_ draft: Draft) throws -> [String: String] {
        [
            "name": try desk.name(ofOfficial: draft.official), "date": words.moment(draft.saved),
            "time": AssessmentFormQuery.time(draft.saved),
        ]
    }

    /// A field of the form in words: `item.0.grade` is the appraisal of the first commitment.
    private func place(_ name: String) -> String {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 3, let row = Int(parts[1]) else { return say(name == "overall" ? "whole" : "answer_by") }
        let commitments = state.terms?.commitments ?? []
        let code = commitments.indices.contains(row) ? commitments[row].code : "\(row + 1)"
        let about = parts[0] == "item" ? code : "\(say("finding")) \(words.number(row + 1))"
        let field: String = switch parts[2] {
        case "grade": say("appraisal")
        case "reason": say("reason")
        case "result": say("result")
        case "judged": say("share")
        case "kind": say("finding_kind")
        case "owner": say("finding_owner")
        case "due": say("finding_due")
        default: words.text("words.language.\(parts[2])")
        }
        return "\(about) · \(field)"
    }
}

extension Site {
    /// Signs the rating. What was signed is no draft any more; what was refused stays on the page, and in the draft as it was.
    func signRating(_ request: Request, _ context: WebContext) async throws -> Response {
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let (language, official) = (context.language, try Self.official(context).signatory.official)
        let subject = try await ratingSubject(request, year, unit, context)
        let response = try await act(
            request, context,
            make: { form, desk in try WorkbenchForms(desk: desk, year: year, unit: unit, form: form).act(.rating) },
            then: { _ in
                let place = EvaluationRoutes.unit(year: year, unit).link(language, ["done": "rating"])
                return place + "#" + EvaluationRoutes.Step.rating.place
            },
            again: { desk, form, failure in
                try WorkbenchQuery(desk: desk, year: year, unit: unit, refused: (EvaluationRoutes.Step.rating, form, failure)).page()
            })
        if response.status == .seeOther, let subject {
            try await office.database.write { try DraftBook.discard(RatingDraft.kind, subject, by: official, in: $0) }
        }
        return response
    }

    /// Keeps the rating while one types, answered in JSON, and by its buttons: save, go on from the other text, give the draft
    /// up. Throws `notFound` for whoever may not rate the unit now.
    func draftRating(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let (official, now) = (try Self.official(context).signatory.official, office.clock())
        guard let subject = try await ratingSubject(request, year, unit, context) else {
            throw Failure(.notFound, privateDetail: "draft of rating \(year)/\(unit) by \(official)")
        }
        let page = EvaluationRoutes.unit(year: year, unit).link(context.language)
        let action = form["do"]
        switch action {
        case "theirs":
            try await office.database.write { tables in
                guard let theirs = try DraftBook.current(RatingDraft.kind, subject, in: tables) else { return }
                _ = try DraftBook.save(
                    RatingDraft.kind, subject, content: theirs.content, seen: theirs.revision, by: official, now: now, in: tables)
            }
            return .redirect(to: page, type: .normal)
        case "discard":
            try await office.database.write { try DraftBook.discard(RatingDraft.kind, subject, by: official, in: $0) }
            return .redirect(to: page, type: .normal)
        default: break
        }
        let (text, seen) = (try RatingDraft(form).text(), Int(form["seen"]) ?? 0)
        let outcome = try await office.database.write {
            try DraftBook.save(RatingDraft.kind, subject, content: text, seen: seen, by: official, now: now, in: $0)
        }
        // The page shows what is kept, both texts where there are two.
        if action == "save" { return .redirect(to: page + "#sign", type: .normal) }
        struct Answer: Encodable {
            let state: String
            let revision: Int
        }
        let answer = switch outcome {
        case .saved(let draft): Answer(state: "saved", revision: draft.revision)
        case .conflict(let theirs, _): Answer(state: "conflict", revision: theirs.revision)
        }
        let body = ByteBuffer(bytes: try CanonicalJSON.encode(answer))
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }

    /// The name of the draft; nil where the reader may not rate the unit now.
    private func ratingSubject(
        _ request: Request, _ year: String, _ unit: String, _ context: WebContext
    ) async throws -> String? {
        try await read(request, context) { try WorkbenchQuery(desk: $0, year: year, unit: unit).paper?.subject }
    }
}
