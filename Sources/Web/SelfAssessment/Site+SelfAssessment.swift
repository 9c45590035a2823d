import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// What the buttons and the script of the self-assessment's form do.
extension Site {
    static let assessmentDraftKind = "assessment"

    /// A button of the form: save, add a row, take one out, go on from the other text, submit.
    func assessmentForm(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let subject = try await read(request, context) { try AssessmentDesk($0, year: year, unit: unit).writing().subject }
        let formLink = SelfAssessmentRoutes.form(year, unit).link(context.language)
        let action = form["do"]
        if action == "theirs" {
            try await takeTheirs(subject, context)
            return .redirect(to: formLink, type: .normal)
        }
        var draft = AssessmentDraft(form)
        draft.apply(action)
        guard case .saved = try await saveAssessment(draft, form, subject, context) else {
            return try await page(request, context) { desk in
                var page = try AssessmentFormQuery(desk: desk, year: year, unit: unit).page()
                page.status = FailureCode.draftConflict.status
                return page
            }
        }
        if action == "submit" { return try await submitAssessment(request, context, form, subject) }
        let row = action.hasPrefix("add:") ? draft.statements.lastIndex { $0.isEmpty && action.hasPrefix("add:\($0.commitment):") } : nil
        return .redirect(to: formLink + (row.map { "#row-\($0)" } ?? "?saved=yes"), type: .normal)
    }

    /// What the script sends while one types; answers in JSON whether it is the common text now.
    func assessmentDraft(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let subject = try await read(request, context) { try AssessmentDesk($0, year: year, unit: unit).writing().subject }
        struct Answer: Encodable {
            let state: String
            let revision: Int
        }
        let answer = switch try await saveAssessment(AssessmentDraft(form), form, subject, context) {
        case .saved(let draft): Answer(state: "saved", revision: draft.revision)
        case .conflict(let theirs, _): Answer(state: "conflict", revision: theirs.revision)
        }
        let body = ByteBuffer(bytes: try CanonicalJSON.encode(answer))
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }

    func saveAssessment(
        _ draft: AssessmentDraft, _ form: Form, _ subject: String, _ context: WebContext
    ) async throws -> DraftBook.Outcome {
        let official = try Self.official(context).signatory.official
        let (text, seen, now) = (try draft.text(), Int(form["seen"]) ?? 0, office.clock())
        return try await office.database.write { tables in
            try DraftBook.save(
                Self.assessmentDraftKind, subject, content: text, seen: seen, by: official, now: now, in: tables)
        }
    }

    private func takeTheirs(_ subject: String, _ context: WebContext) async throws {
        let official = try Self.official(context).signatory.official
        let now = office.clock()
        try await office.database.write { tables in
            guard let theirs = try DraftBook.current(Self.assessmentDraftKind, subject, in: tables) else { return }
            _ = try DraftBook.save(
                Self.assessmentDraftKind, subject, content: theirs.content, seen: theirs.revision, by: official, now: now, in: tables)
        }
    }

    private func submitAssessment(
        _ request: Request, _ context: WebContext, _ form: Form, _ subject: String
    ) async throws -> Response {
        let visitor = try Self.official(context)
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let act = try await read(request, context) { desk in
                let place = try AssessmentDesk(desk, year: year, unit: unit)
                let files = try EvidenceBook.files(year: place.year, unit: unit, in: desk.tables)
                return SubmitSelfAssessment(year: place.year, unit: unit, items: AssessmentDraft(form).items(files: files))
            }
            try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            try await office.database.write {
                try DraftBook.discard(Self.assessmentDraftKind, subject, by: visitor.signatory.official, in: $0)
            }
            return .redirect(
                to: SelfAssessmentRoutes.unit(year, unit).link(context.language, ["done": "yes"]), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try AssessmentFormQuery(desk: desk, year: year, unit: unit).page(failure)
                page.status = failure.code.status
                return page
            }
        }
    }
}

/// Evidence: in through an inspection, out with headers that make a browser keep it and do nothing else with it.
extension Site {
    /// Takes a file: to disk while it arrives, looked through apart, kept under its hash, filed by an act.
    func takeEvidence(_ request: Request, _ context: WebContext) async throws -> Response {
        let visitor = try Self.official(context)
        let (yearWord, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let year = try await read(request, context) { try AssessmentDesk($0, year: yearWord, unit: unit).writing().year }
        let upload = try await Upload.ofSession(request, context, store: office.evidence, most: FileEvidence.largest)
        let form = upload.form
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            guard let file = upload.file else { throw Failure(.missingText, ["field": "file"]) }
            let hash = try file.finish()
            let report = try await inspector.inspect(file.path, name: upload.name, declared: upload.declared)
            let act = FileEvidence(
                year: year, unit: unit, hash: hash, name: upload.name, mediaType: report.kind.mediaType, bytes: Int64(file.bytes),
                expires: form["expires"].isEmpty ? nil : form["expires"],
                commitment: form["commitment"].isEmpty ? nil : form["commitment"],
                caption: form["caption"].isEmpty ? nil : form["caption"], inspection: report.inspection)
            // First the bytes, then the act: an act without its file would promise what is not there. A file without act is no harm.
            try office.evidence.keep(file, hash: hash)
            let receipt = try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            let place = SelfAssessmentRoutes.evidence(yearWord, unit).link(context.language, ["done": "\(receipt.number)"])
            return .redirect(to: place + "#f-\(receipt.number)", type: .normal)
        } catch let error as StorageError {
            throw error.failure
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try EvidenceQuery(desk: desk, year: yearWord, unit: unit).page(form, failure)
                page.status = failure.code.status
                return page
            }
        }
    }

    /// A file as it was filed. Its bytes are compared with their hash before one of them is sent.
    func evidenceFile(_ request: Request, _ context: WebContext) async throws -> Response {
        let (year, unit, number) = (
            context.parameters.word("year"), context.parameters.word("unit"), context.parameters.word("number")
        )
        let file = try await read(request, context) { desk in
            let place = try AssessmentDesk(desk, year: year, unit: unit)
            guard place.mayRead, let number = Int64(number), let file = try EvidenceBook.file(number, in: desk.tables),
                file.unit == unit, file.year == place.year
            else { throw Failure(.notFound, privateDetail: "evidence \(number)") }
            return file
        }
        let bytes: [UInt8]
        do { bytes = try office.evidence.get(file.hash) } catch let error as StorageError {
            if case .notFound = error { throw Failure(.notFound, privateDetail: "evidence \(file.hash) is not in the store") }
            throw error.failure
        }
        // Never shown in the page's own name: kept as a file, of the type that was found in it, and in a sandbox of its own.
        var headers: HTTPFields = [
            .contentType: file.mediaType,
            .contentDisposition: "attachment; filename=\"evidence-\(file.by.number)\"; filename*=UTF-8''\(SiteRoute.encoded(file.name))",
            .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
        if let digest = HTTPField.Name("Repr-Digest"), let hash = Self.base64(hexadecimal: file.hash) {
            headers[digest] = "sha-256=:\(hash):"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func base64(hexadecimal text: String) -> String? {
        let digits = Array(text.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        return bytes.count == 32 ? Data(bytes).base64EncodedString() : nil
    }
}
