import Acts
import Foundation
import Hummingbird
import Identity
import Institution
import Localization
import Storage

extension TermsDraft {
    /// The draft as a form states it: rows `c.0.code`, `c.1.code`, … in their order.
    init(_ form: Form, language: Language) {
        self.init(
            form.rows("c").map { index -> DraftCommitment in
                func field(_ name: String) -> String { form["c.\(index).\(name)"] }
                func number(_ name: String) -> String { Self.decimal(field(name), language) }
                var row = DraftCommitment()
                row.code = field("code")
                row.priority = field("priority")
                (row.textAr, row.textFr, row.textEn) = (field("text_ar"), field("text_fr"), field("text_en"))
                row.indicator = field("indicator")
                (row.baseline, row.target, row.targetMax) = (number("baseline"), number("target"), number("target_max"))
                row.targetType = field("type")
                row.weight = field("weight")
                row.due = field("due")
                row.dependsOn = field("depends_on")
                row.levels = (1...5).map { number("level\($0)") }
                (row.evidenceAr, row.evidenceFr, row.evidenceEn) = (field("evidence_ar"), field("evidence_fr"), field("evidence_en"))
                row.owner = field("owner")
                row.carries = field("carries")
                return row
            })
        (reasonAr, reasonFr, reasonEn) = (form["reason_ar"], form["reason_fr"], form["reason_en"])
    }

    /// A number as people type it: spaces between thousands are dropped, and in Arabic and French the comma is the decimal point.
    /// In English a comma stays, and is refused: it may part thousands or decimals.
    static func decimal(_ text: String, _ language: Language) -> String {
        var result = text.filter { !$0.isWhitespace && $0 != "\u{202F}" && $0 != "\u{A0}" }
        if language != .en, result.filter({ $0 == "," }).count == 1, !result.contains(".") { result = result.replacing(",", with: ".") }
        return result.replacing("\u{2212}", with: "-")
    }
}

/// What a button of the editor asks for.
enum EditorDeed: Equatable {
    case save, add, propose, discard, takeTheirs, overwrite
    case remove(Int)
    case take(String)

    /// The deed of a button's value; anything unknown only saves, so that nothing typed is lost.
    init(_ word: String) {
        let parts = word.split(separator: ".", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count > 1 ? parts[1] : "") {
        case ("add", _): self = .add
        case ("propose", _): self = .propose
        case ("discard", _): self = .discard
        case ("theirs", _): self = .takeTheirs
        case ("overwrite", _): self = .overwrite
        case ("remove", let row): self = Int(row).map { .remove($0) } ?? .save
        case ("take", let code): self = .take(code)
        default: self = .save
        }
    }
}

extension Site {
    /// Saves the draft, changes its rows, or proposes it. Nothing typed is lost: a refusal and a conflict show it again.
    func editTerms(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let parameters = context.parameters
        let visitor = try Self.official(context)
        let prepared = try await read(request, context) { desk -> (place: TermsPlace, amends: Int64?, assigned: [ProposedCommitment]) in
            let query = try TermsEditorQuery(desk: desk, parameters)
            return (
                query.place, query.inForce?.proposal.number,
                try TermsBook.assigned(year: query.year, unit: query.unit, in: desk.tables).map(\.commitment)
            )
        }
        let deed = EditorDeed(form["do"])
        var draft = TermsDraft(form, language: context.language)
        switch deed {
        case .add: draft.commitments.append(DraftCommitment())
        case .remove(let row) where draft.commitments.indices.contains(row): draft.commitments.remove(at: row)
        case .take(let code):
            if let taken = prepared.assigned.first(where: { $0.code == code }) {
                draft.commitments.removeAll(where: \.isEmpty)
                draft.commitments.append(DraftCommitment(taken))
            }
        default: break
        }
        let editor = TermsRoutes.editor("\(prepared.place.year)", prepared.place.unit.code).link(context.language)
        if deed == .discard {
            try await discardTerms(prepared.place, by: visitor)
            return .redirect(to: TermsRoutes.view("\(prepared.place.year)", prepared.place.unit.code).link(context.language), type: .normal)
        }
        let seen = try await saveTerms(draft, deed, seen: Int(form["seen"]) ?? 0, prepared.place, by: visitor)
        if let theirs = seen.theirs {
            let typed = TermsEditorQuery.Typed(draft: draft, seen: Int(form["seen"]) ?? 0, failure: Failure(.draftConflict), theirs: theirs)
            return try await page(request, context) { try TermsEditorQuery(desk: $0, parameters).page(typed) }
        }
        guard deed == .propose else {
            let isNew = if case .take = deed { true } else { deed == .add }
            return .redirect(to: editor + (isNew ? "#row-\(draft.commitments.count - 1)" : "#rows"), type: .normal)
        }
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            try await propose(draft, prepared.place, amends: prepared.amends, by: visitor, key: form["key"])
        } catch let failure as Failure where failure.code.isMendable {
            let typed = TermsEditorQuery.Typed(draft: draft, seen: seen.revision, failure: failure, theirs: nil)
            return try await page(request, context) { try TermsEditorQuery(desk: $0, parameters).page(typed) }
        }
        try await discardTerms(prepared.place, by: visitor)
        return .redirect(to: TermsRoutes.view("\(prepared.place.year)", prepared.place.unit.code).link(context.language), type: .normal)
    }

    private func propose(_ draft: TermsDraft, _ place: TermsPlace, amends: Int64?, by visitor: Visitor, key: String) async throws {
        let commitments = try draft.proposed()
        guard let amends else {
            try await office.registrar.submit(
                ProposeTerms(year: place.year, unit: place.unit.code, commitments: commitments), by: visitor.signatory, idempotencyKey: key)
            return
        }
        let reason = Trilingual(ar: draft.reasonAr, fr: draft.reasonFr, en: draft.reasonEn)
        try await office.registrar.submit(
            AmendTerms(year: place.year, unit: place.unit.code, amends: amends, commitments: commitments, reason: reason),
            by: visitor.signatory, idempotencyKey: key)
    }

    /// Saves the draft; `theirs` is somebody else's newer text that stands in the way.
    private func saveTerms(
        _ draft: TermsDraft, _ deed: EditorDeed, seen: Int, _ place: TermsPlace, by visitor: Visitor
    ) async throws -> (revision: Int, theirs: Draft?) {
        let (content, now, official) = (try draft.content(), office.clock(), visitor.signatory.official)
        let subject = TermsDraft.subject(year: place.year, unit: place.unit.code)
        return try await office.database.write { tables in
            let common = try DraftBook.current(TermsDraft.kind, subject, in: tables)
            // Whoever looked at both texts decides: over theirs, or theirs again. Then the other text is seen.
            let decided = deed == .overwrite || deed == .takeTheirs
            let text = deed == .takeTheirs ? common?.content ?? content : content
            let outcome = try DraftBook.save(
                TermsDraft.kind, subject, content: text, seen: decided ? common?.revision ?? 0 : seen, by: official, now: now, in: tables)
            switch outcome {
            case .saved(let kept): return (kept.revision, nil)
            case .conflict(let theirs, _): return (theirs.revision, theirs)
            }
        }
    }

    private func discardTerms(_ place: TermsPlace, by visitor: Visitor) async throws {
        let (subject, official) = (TermsDraft.subject(year: place.year, unit: place.unit.code), visitor.signatory.official)
        try await office.database.write { try DraftBook.discard(TermsDraft.kind, subject, by: official, in: $0) }
    }
}
