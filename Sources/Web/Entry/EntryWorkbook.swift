import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import NIOCore
import Publication
import Storage

/// A form as a table: one row a cell. What the template gives, the upload takes back.
enum EntryTable {
    static let columns = [
        "form", "version", "unit", "period", "indicator", "breakdown", "label", "value", "status", "precision", "note",
    ]

    /// The sheet of a form with what it holds.
    static func sheet(_ place: EntryDesk, _ draft: EntryDraft) -> Sheet {
        let rows = place.form.cells.map { cell -> [String] in
            let own = draft[cell.key]
            return [
                place.form.code, "\(place.form.version)", place.unit.code, "\(place.period)", cell.indicator,
                cell.breakdown ?? "",
                place.name(cell), own.plain ?? own.typed, own.status, own.precision, own.note,
            ]
        }
        let statuses: [ObservationStatus] = [.provisional, .estimated, .missingNotCollected, .missing]
        let words: [Int: [String]] = [8: statuses.map(\.rawValue), 9: Precision.allCases.map(\.rawValue)]
        return Sheet(
            name: place.desk.words.text("entry.sheet"), rightToLeft: place.desk.language == .ar, rows: [columns] + rows,
            widths: [14, 8, 14, 10, 22, 18, 44, 16, 8, 10, 40], choices: words)
    }

    /// The values of a filled-in template; the first row is the header. Throws `otherFormTemplate` where a column was added,
    /// taken out or stands twice, and where a row is of another form, unit or period.
    static func values(_ rows: [[String]], of place: EntryDesk) throws -> [IncomingValue] {
        func other(_ column: String?) -> Failure {
            var arguments = ["form": place.form.code, "unit": place.unit.code, "period": "\(place.period)"]
            arguments["column"] = column.map { String($0.prefix(64)) }
            return Failure(.otherFormTemplate, arguments)
        }
        let header = (rows.first ?? []).map { $0.trimmingCharacters(in: .whitespaces) }
        if let strange = header.first(where: { !columns.contains($0) }) { throw other(strange.isEmpty ? "–" : strange) }
        for column in columns where header.filter({ $0 == column }).count != 1 { throw other(column) }
        return try rows.dropFirst().compactMap { row -> IncomingValue? in
            func cell(_ name: String) -> String {
                guard let at = header.firstIndex(of: name), row.indices.contains(at) else { return "" }
                return row[at].trimmingCharacters(in: .whitespacesAndNewlines)
            }
            guard !row.allSatisfy(\.isEmpty) else { return nil }
            for (column, own) in [("form", place.form.code), ("unit", place.unit.code), ("period", "\(place.period)")]
            where cell(column) != own { throw other("\(column): \(cell(column))") }
            let (value, status) = (cell("value"), cell("status"))
            guard !value.isEmpty || !status.isEmpty else { return nil }
            let breakdown = cell("breakdown").isEmpty ? nil : cell("breakdown")
            let target = place.form.cell(cell("indicator"), breakdown)
            var incoming = IncomingValue(
                cell: target, typed: String(value.prefix(200)), note: cell("note"),
                precision: cell("precision") == "exact" ? "" : cell("precision"),
                status: status == "A" ? "" : status)
            if target == nil {
                incoming.failure = Failure(
                    .notInForm,
                    ["form": cell("form"), "indicator": String(cell("indicator").prefix(64)), "breakdown": breakdown ?? "–"])
            }
            return incoming
        }
    }
}

extension Site {
    /// The form as a workbook to be filled in elsewhere.
    func entryWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let (sheet, name) = try await read(request, context) { desk in
            let place = try EntryDesk(desk, parameters)
            let name = [place.form.code, place.unit.code, "\(place.period)"].map(SiteRoute.encoded).joined(separator: "-")
            return (EntryTable.sheet(place, try place.state().draft), name)
        }
        let bytes = try await SpreadsheetProcess().write([sheet])
        let headers: HTTPFields = [
            .contentType: EvidenceKind.xlsx.mediaType, .contentDisposition: "attachment; filename=\"\(name).xlsx\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Looks through a filled-in workbook, or the same table as CSV, and shows what it would change. Nothing is taken yet.
    func takeEntryWorkbook(_ request: Request, _ context: WebContext, limit: Int) async throws -> Response {
        let visitor = try Self.official(context)
        let parameters = context.parameters
        let upload = try await WorkbookForm(reading: request, limit: limit)
        guard visitor.session.secret.accepts(formToken: upload.fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
        // Whose form it is, before the file is opened.
        _ = try await read(request, context) { try EntryDesk($0, parameters).subject }
        let sent: (rows: [[String]], failure: Failure?)
        do {
            guard let file = upload.file, !file.isEmpty else { throw Failure(.emptyFile) }
            sent = (try await Self.table(file), nil)
        } catch let failure as Failure where failure.code.isMendable {
            sent = ([], failure)
        }
        return try await page(request, context) { desk in
            var query = EntryPageQuery(try EntryDesk(desk, parameters))
            var failure = sent.failure
            if failure == nil {
                do {
                    try query.place.requireOpen()
                    query.incoming = try EntryTable.values(sent.rows, of: query.place)
                } catch let refused as Failure { failure = refused }
            }
            var page = try query.page(failure)
            if let failure { page.status = failure.code.status }
            return page
        }
    }

    /// The rows of a workbook or of CSV text, the header first.
    private static func table(_ file: [UInt8]) async throws -> [[String]] {
        guard !SpreadsheetProcess.isWorkbook(file) else { return try await SpreadsheetProcess().read(file) }
        return try UploadedTable.rows(csv: file, columns: EntryTable.columns, most: DefineForm.mostCells)
    }
}
