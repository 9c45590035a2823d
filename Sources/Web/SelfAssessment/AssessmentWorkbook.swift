import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// The draft of a self-assessment as a table: one row a statement. What the template gives, the upload takes back.
enum AssessmentTable {
    static let columns = [
        "year", "unit", "commitment", "kind", "text_ar", "text_fr", "text_en", "cite_1", "cite_2", "cite_3", "evidence", "taxon",
        "severity", "remover_unit", "remover_outside",
    ]

    /// The sheet of a draft; kinds and severities are chosen from lists.
    static func sheet(
        _ draft: AssessmentDraft, year: Int, unit: String, name: String, taxons: [String], isRightToLeft: Bool
    ) -> Sheet {
        let rows = draft.statements.map { statement in
            ["\(year)", unit, statement.commitment, statement.kind.rawValue, statement.ar, statement.fr, statement.en]
                + (0..<3).map { statement.cites.indices.contains($0) ? statement.cites[$0] : "" }
                + [statement.files.sorted().joined(separator: " "), statement.taxon, statement.severity, statement.removerUnit, statement.removerOutside]
        }
        var choices = [
            3: SubmitSelfAssessment.Item.Kind.allCases.map(\.rawValue), 12: SubmitSelfAssessment.Item.Severity.allCases.map(\.rawValue),
        ]
        if !taxons.isEmpty { choices[11] = taxons }
        return Sheet(
            name: name, rightToLeft: isRightToLeft, rows: [columns] + rows,
            widths: columns.map { $0.hasPrefix("text") ? 44 : 16 }, choices: choices, spare: 30)
    }

    /// The draft in a filled-in template. Throws `otherTemplate` where its columns were changed or a row is of another unit or year,
    /// `unknownWord` for a kind that is none.
    static func draft(_ rows: [[String]], year: Int, unit: String) throws -> AssessmentDraft {
        let other = Failure(.otherTemplate, ["unit": unit, "year": "\(year)"])
        guard let header = rows.first, Array(header.prefix(columns.count)) == columns, header.dropFirst(columns.count).allSatisfy(\.isEmpty)
        else { throw other }
        var draft = AssessmentDraft(commitments: [])
        draft.statements = try rows.dropFirst().compactMap { row in
            let cells = row + Array(repeating: "", count: max(0, columns.count - row.count))
            // A prepared row in which nothing was typed.
            guard cells[2...].contains(where: { !$0.isEmpty }) else { return nil }
            guard [("\(year)", cells[0]), (unit, cells[1])].allSatisfy({ $0.1.isEmpty || $0.0 == $0.1 }) else { throw other }
            guard let kind = SubmitSelfAssessment.Item.Kind(rawValue: cells[3]) else {
                throw Failure(.unknownWord, ["field": "kind", "value": String(cells[3].prefix(40))])
            }
            var statement = StatementDraft(commitment: cells[2], kind: kind, ar: cells[4], fr: cells[5], en: cells[6])
            statement.cites = Array(cells[7...9])
            statement.files = Set(cells[10].split(separator: " ").map(String.init))
            (statement.taxon, statement.severity) = (cells[11], cells[12])
            (statement.removerUnit, statement.removerOutside) = (cells[13], cells[14])
            return statement
        }
        guard draft.statements.count <= SubmitSelfAssessment.mostItems else {
            throw Failure(.tooManyStatements, ["most": "\(SubmitSelfAssessment.mostItems)"])
        }
        return draft
    }
}

extension Site {
    /// The draft as a workbook to be filled in elsewhere.
    func assessmentWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let sheet = try await read(request, context) { desk in
            let query = try AssessmentFormQuery(desk: desk, year: year, unit: unit)
            return AssessmentTable.sheet(
                try query.start().draft, year: query.place.year, unit: unit, name: desk.words.text("assessment.sheet"),
                taxons: query.openTaxons, isRightToLeft: desk.language == .ar)
        }
        let bytes = try await SpreadsheetProcess().write([sheet])
        let headers: HTTPFields = [
            .contentType: EvidenceKind.xlsx.mediaType,
            .contentDisposition: "attachment; filename=\"self-assessment-\(year)-\(SiteRoute.encoded(unit)).xlsx\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Takes a filled-in workbook as the draft; nothing is submitted.
    func takeAssessmentWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let visitor = try Self.official(context)
        let (year, unit) = (context.parameters.word("year"), context.parameters.word("unit"))
        let upload = try await WorkbookForm(reading: request, limit: context.maxUploadSize)
        guard visitor.session.secret.accepts(formToken: upload.fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
        let place = try await read(request, context) { desk in
            let place = try AssessmentDesk(desk, year: year, unit: unit).writing()
            return (subject: place.subject, year: place.year)
        }
        do {
            guard let file = upload.file, !file.isEmpty else { throw Failure(.emptyFile) }
            let draft = try AssessmentTable.draft(try await SpreadsheetProcess().read(file), year: place.year, unit: unit)
            let form = Form(content: upload.fields)
            guard case .saved = try await saveAssessment(draft, form, place.subject, context) else { throw Failure(.draftConflict) }
            return .redirect(to: SelfAssessmentRoutes.form(year, unit).link(context.language, ["saved": "yes"]), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try AssessmentFormQuery(desk: desk, year: year, unit: unit).page(failure)
                page.status = failure.code.status
                return page
            }
        }
    }
}
