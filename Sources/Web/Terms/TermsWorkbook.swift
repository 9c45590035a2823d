import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// The draft of a unit's terms as a table: the columns of `hasila import terms`, in one order, in a workbook or in CSV.
enum TermsTable {
    /// The columns in the order of the template.
    static let columns = ImportKind.terms.required.prefix(3)
        + ["priority", "text_ar", "text_fr", "text_en", "indicator", "baseline", "target_type", "target", "target_max", "weight", "due"]
        + ["depends_on", "levels", "evidence_ar", "evidence_fr", "evidence_en", "owner", "carries"]

    /// The sheet of a draft.
    static func sheet(_ draft: TermsDraft, year: Int, unit: String, name: String, language: Language) -> Sheet {
        let rows = draft.commitments.filter { !$0.isEmpty }.map { row in
            [
                "\(year)", unit, row.code, row.priority, row.textAr, row.textFr, row.textEn, row.indicator, row.baseline, row.targetType,
                row.target, row.targetMax, row.weight, row.due, row.dependsOn, row.typedLevels.joined(separator: " "), row.evidenceAr,
                row.evidenceFr, row.evidenceEn, row.owner, row.carries,
            ]
        }
        let place = columns.firstIndex(of: "target_type") ?? 0
        return Sheet(
            name: name, rightToLeft: language == .ar, rows: [Array(columns)] + rows,
            widths: columns.map { $0.hasPrefix("text") || $0.hasPrefix("evidence") ? 40 : 14 },
            choices: [place: TargetType.allCases.map(\.rawValue)], spare: 20)
    }

    /// The draft of a table's rows, the first of them the header; columns in any order, an unknown one is refused.
    /// Rows of another year or unit are refused: a workbook is one unit's terms of one year.
    static func draft(_ rows: [[String]], year: Int, unit: String) throws -> TermsDraft {
        guard let header = rows.first, !header.allSatisfy(\.isEmpty) else { throw Failure(.emptyFile) }
        let names = header.map { $0.trimmingCharacters(in: .whitespaces) }
        var seen: Set<String> = []
        for name in names where !name.isEmpty {
            guard columns.contains(name) else { throw Failure(.unknownColumn, ["column": String(name.prefix(64))]) }
            guard seen.insert(name).inserted else { throw Failure(.duplicateColumn, ["column": name]) }
        }
        for name in ["code", "weight", "target_type"] where !seen.contains(name) { throw Failure(.missingColumn, ["column": name]) }
        let commitments = try rows.dropFirst().enumerated().compactMap { index, cells -> DraftCommitment? in
            guard !cells.allSatisfy(\.isEmpty) else { return nil }
            func cell(_ name: String) -> String {
                guard let place = names.firstIndex(of: name), cells.indices.contains(place) else { return "" }
                return cells[place].trimmingCharacters(in: .whitespacesAndNewlines)
            }
            for (name, own) in [("year", "\(year)"), ("unit", unit)] where !cell(name).isEmpty && cell(name) != own {
                throw Failure(.unknownWord, ["field": "\(name), \(index + 2)", "value": String(cell(name).prefix(40)), "known": own])
            }
            var row = DraftCommitment()
            (row.code, row.priority) = (cell("code"), cell("priority"))
            (row.textAr, row.textFr, row.textEn) = (cell("text_ar"), cell("text_fr"), cell("text_en"))
            (row.indicator, row.baseline, row.targetType) = (cell("indicator"), cell("baseline"), cell("target_type"))
            (row.target, row.targetMax, row.weight, row.due) = (cell("target"), cell("target_max"), cell("weight"), cell("due"))
            (row.dependsOn, row.levels) = (cell("depends_on"), cell("levels").split(separator: " ").map(String.init))
            (row.evidenceAr, row.evidenceFr, row.evidenceEn) = (cell("evidence_ar"), cell("evidence_fr"), cell("evidence_en"))
            (row.owner, row.carries) = (cell("owner"), cell("carries"))
            return row
        }
        return TermsDraft(commitments)
    }
}

extension Site {
    /// The draft as a workbook to be filled in elsewhere.
    func termsWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let language = context.language
        let (sheet, name) = try await read(request, context) { desk -> (Sheet, String) in
            let query = try TermsEditorQuery(desk: desk, parameters)
            let sheet = TermsTable.sheet(
                try query.start().draft, year: query.year, unit: query.unit, name: desk.words.text("terms.sheet"), language: language)
            return (sheet, "terms-\(query.year)-\(query.unit).xlsx")
        }
        let bytes = try await SpreadsheetProcess().write([sheet])
        let headers: HTTPFields = [
            .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .contentDisposition: "attachment; filename=\"\(name)\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Takes a filled-in workbook as the draft. It is only a draft: lint looks at it, and nothing is proposed.
    func takeTermsWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let visitor = try Self.official(context)
        let upload = try await WorkbookForm(reading: request, limit: context.maxUploadSize)
        guard visitor.session.secret.accepts(formToken: upload.fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
        let place = try await read(request, context) { try TermsEditorQuery(desk: $0, parameters).place }
        do {
            guard let file = upload.file, !file.isEmpty else { throw Failure(.emptyFile) }
            let rows = try await SpreadsheetProcess().read(file)
            var draft = try TermsTable.draft(rows, year: place.year, unit: place.unit.code)
            let (now, official) = (office.clock(), visitor.signatory.official)
            let subject = TermsDraft.subject(year: place.year, unit: place.unit.code)
            let seen = Int(upload.fields["seen"] ?? "") ?? 0
            let fresh = draft
            let outcome = try await office.database.write { tables -> DraftBook.Outcome in
                // The reasons of an amendment are not in the workbook: they stay.
                var draft = fresh
                if let known = try TermsDraft.current(year: place.year, unit: place.unit.code, in: tables)?.draft {
                    (draft.reasonAr, draft.reasonFr, draft.reasonEn) = (known.reasonAr, known.reasonFr, known.reasonEn)
                }
                return try DraftBook.save(
                    TermsDraft.kind, subject, content: draft.content(), seen: seen, by: official, now: now, in: tables)
            }
            if case .conflict(let theirs, let own) = outcome {
                draft = try TermsDraft(content: own.content)
                let typed = TermsEditorQuery.Typed(draft: draft, seen: seen, failure: Failure(.draftConflict), theirs: theirs)
                return try await page(request, context) { try TermsEditorQuery(desk: $0, parameters).page(typed) }
            }
            return .redirect(to: TermsRoutes.editor("\(place.year)", place.unit.code).link(context.language) + "#rows", type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                let query = try TermsEditorQuery(desk: desk, parameters)
                let (draft, kept) = try query.start()
                return try query.page(.init(draft: draft, seen: kept?.revision ?? 0, failure: failure, theirs: nil))
            }
        }
    }
}

/// The form that brings a workbook: small enough to be held in memory.
struct WorkbookForm: Sendable {
    private(set) var fields: [String: String] = [:]
    private(set) var file: [UInt8]?

    /// Reads the form. Throws `E4004` beyond the limit and `E4001` for anything that is not such a form.
    init(reading request: Request, limit: Int) async throws {
        guard let boundary = request.headers[.contentType].flatMap(Upload.boundary) else { throw Failure(.badForm) }
        var request = request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: limit)
        } catch {
            throw Failure(.tooLarge, privateDetail: "\(error)")
        }
        let reader = MultipartReader(boundary: boundary)
        var (fields, file): ([String: String], [UInt8]?) = ([:], nil)
        try buffer.withUnsafeReadableBytes { bytes in
            try reader.feed(bytes) { event in
                switch event {
                case .field(let name, let text):
                    guard fields.count < 20, !text.utf8.contains(0) else { throw Failure(.badForm) }
                    if fields[name] == nil { fields[name] = text }
                case .file:
                    guard file == nil else { throw Failure(.badForm) }
                    file = []
                case .bytes(let piece): file?.append(contentsOf: piece)
                }
            }
        }
        guard reader.isFinished else { throw Failure(.badForm) }
        (self.fields, self.file) = (fields, file)
    }
}
