import Acts
import Figures
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import NIOCore
import Publication
import Storage

/// The rows of a file before any of them is recorded.
struct RowPreviewModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let takeAction: String
    let hidden: FormFields
    /// The accepted rows as a table, and the button that records them; nil where there is none.
    let take: RowTake?
    let refusedMarkup: String?
    let repeatedMarkup: String?
    let columns: [RowColumn]
    let previewLines: [RowPreviewLine]
    let restMarkup: String?
    let backHref: String
}

/// What the button records.
struct RowTake: Sendable {
    let takeTable: String
    let takeText: String
}

/// One row of the file.
struct RowPreviewLine: Sendable {
    let lineNumber: String
    let lineDayMarkup: String
    let lineCells: [RowCell]
    let lineTag: Tag
    let lineReasonMarkup: String
}

/// Shows what recording the rows of a file would do: the refused ones first, each with its reason.
struct RowUploadQuery {
    let entry: RowEntryQuery

    private var desk: Desk { entry.desk }
    private var words: Words { desk.words }
    /// As many lines stand on the page; the rest is told by its number.
    private static let mostLines = 400

    /// Throws `missingText` for a table without rows and `spreadsheetTooLarge` for one with too many.
    func page(_ entries: [RegisterEntry]) throws -> Page {
        guard !entries.isEmpty else { throw Failure(.missingText, ["field": "rows", "language": "–"]) }
        guard entries.count <= RegisterTable.mostRows else {
            throw Failure(.spreadsheetTooLarge, ["place": "\(entries.count) > \(RegisterTable.mostRows)"])
        }
        let (register, unit) = (entry.register, entry.unit)
        let preview = try RowPreview(entries, register: register, unit: unit.code, today: desk.today, in: desk.tables)
        let accepted = preview.accepted
        let refused = preview.lines.filter { $0.failure != nil }
        let repeated = preview.lines.count { $0.failure == nil && $0.isRepeated }
        let ordered = refused + preview.lines.filter { $0.failure == nil }
        let shown = ordered.prefix(Self.mostLines)
        let (name, back) = (words.pick(register.names), desk.link(RegisterRoutes.entry(register.code, unit.code)))
        let title = words.text("registers.preview_title", ["register": name, "unit": desk.name(ofUnit: unit.code)])
        let take = RowTake(
            takeTable: RegisterTable.text(accepted, register: register),
            takeText: words.text("registers.preview_take", count: accepted.count))
        let model = RowPreviewModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: words.markup(
                "registers.preview_lead",
                [
                    "accepted": words.number(accepted.count), "refused": words.number(refused.count),
                    "period": preview.period.map { words.period($0) } ?? "–",
                ]), simulatedTag: desk.simulation(ofUnit: unit.code), takeAction: back, hidden: desk.formFields,
            take: accepted.isEmpty ? nil : take,
            refusedMarkup: refused.isEmpty ? nil : words.markup("registers.preview_refused_note"),
            repeatedMarkup: repeated == 0 ? nil : words.markup("registers.preview_repeated_note", count: repeated),
            columns: register.columns.map {
                RowColumn(columnName: entry.form.reading.name(of: $0), columnClass: entry.form.reading.style(of: $0))
            }, previewLines: shown.map(line),
            restMarkup: ordered.count > shown.count
                ? words.markup("registers.preview_rest", ["number": words.number(ordered.count - shown.count)]) : nil,
            backHref: back)
        let crumbs = [
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(href: desk.link(RegisterRoutes.book(register.code), ["unit": unit.code]), text: name),
            Link(href: back, text: words.text("registers.record")),
        ]
        return Page(Layout(title, crumbs: crumbs, here: words.text("registers.preview")), "registers_preview", model)
    }

    private func line(_ line: RowPreview.Line) -> RowPreviewLine {
        let reading = entry.form.reading
        // What is refused is shown as it was sent: it need not be what its column holds.
        func cell(_ column: RegisterColumn) -> String {
            let text = line.entry.cells[column.code]
            return line.failure == nil ? reading.markup(text, column) : Markup.escape(text ?? "–")
        }
        let tag: Tag =
            if line.failure != nil {
                .bad(words.text("registers.preview_refused"))
            } else if line.isRepeated {
                .warn(words.text("registers.preview_repeated"))
            } else {
                .good(words.text("registers.preview_accepted"))
            }
        return RowPreviewLine(
            lineNumber: words.number(line.number),
            lineDayMarkup: line.failure == nil ? RunningText.markup(words.day(line.entry.date)) : Markup.escape(line.entry.date),
            lineCells: entry.register.columns.map { RowCell(cellMarkup: cell($0), cellClass: reading.style(of: $0)) },
            lineTag: tag,
            lineReasonMarkup: line.failure.map { desk.fault($0).faultMarkup } ?? "")
    }
}

/// The empty table of a register, to be filled in elsewhere: its header is what an upload reads.
struct RowTemplate {
    let entry: RowEntryQuery

    private var words: Words { entry.desk.words }

    /// As CSV: the header alone.
    var text: String { RegisterTable.header(entry.register).joined(separator: ",") + "\r\n" }

    /// As a workbook: the rows to be typed, then what each column takes.
    var sheets: [Sheet] {
        let register = entry.register
        let rightToLeft = entry.desk.language == .ar
        var closed: [Int: [String]] = [:]
        for (place, column) in register.columns.enumerated() {
            let codes = known(column).map(\.code)
            if !codes.isEmpty { closed[place + 1] = codes }
        }
        let rows = Sheet(
            name: words.text("registers.sheet_rows"), rightToLeft: rightToLeft, rows: [RegisterTable.header(register)],
            widths: [14] + register.columns.map { $0.kind == .histogram ? 26 : 18 }, choices: closed, spare: 200)
        let head = [words.text("registers.sheet_column"), words.text("registers.name"), words.text("registers.sheet_takes")]
        let day = ["date", words.text("registers.day"), words.text("registers.sheet_day")]
        let guide = register.columns.flatMap { column -> [[String]] in
            let name = entry.form.reading.name(of: column)
            let need = column.isRequired ? name : name + " " + words.text("registers.optional")
            let codes = known(column)
            guard !codes.isEmpty else { return [[column.code, need, takes(column)]] }
            return codes.map { [column.code, need, "\($0.code): \($0.name)"] }
        }
        return [
            rows,
            Sheet(
                name: words.text("registers.sheet_guide"), rightToLeft: rightToLeft, rows: [head, day] + guide,
                widths: [18, 34, 60]),
        ]
    }

    /// What a column of codes or of measures may hold today.
    private func known(_ column: RegisterColumn) -> [(code: String, name: String)] {
        let reading = entry.form.reading
        switch column.kind {
        case .code:
            let today = "\(entry.desk.today)"
            let codes = (reading.dimensions[column.dimension ?? ""]?.codes ?? []).filter {
                $0.since <= today && ($0.until.map { today < $0 } ?? true)
            }
            return codes.map { (code: $0.code, name: words.pick($0.names)) }
                + [(code: CodeList.unstated, name: words.text("registers.unstated"))]
        case .measure: return (column.measures ?? []).map { (code: $0, name: reading.measure($0)) }
        default: return []
        }
    }

    /// What another column takes, in words.
    private func takes(_ column: RegisterColumn) -> String {
        switch column.kind {
        case .histogram:
            words.text(
                "registers.sheet_classes", ["classes": Histogram.labels(of: column.bounds ?? []).joined(separator: " ")])
        case .day: words.text("registers.sheet_day")
        case .unit: words.text("registers.sheet_unit")
        default: words.text("registers.sheet_quantity", ["number": words.number(column.decimals ?? 0)])
        }
    }
}

extension Site {
    /// The template of a unit's rows as a workbook.
    func rowTemplate(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let (sheets, name) = try await read(request, context) { desk in
            let entry = try RowEntryQuery(desk: desk, register: parameters.word("register"), unit: parameters.word("unit"))
            return (RowTemplate(entry: entry).sheets, Self.fileName(entry))
        }
        let bytes = try await SpreadsheetProcess().write(sheets)
        let headers: HTTPFields = [
            .contentType: EvidenceKind.xlsx.mediaType, .contentDisposition: "attachment; filename=\"\(name).xlsx\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The template as CSV.
    func rowTemplateText(_ request: Request, _ context: WebContext) async throws -> Response {
        let parameters = context.parameters
        let (text, name) = try await read(request, context) { desk in
            let entry = try RowEntryQuery(desk: desk, register: parameters.word("register"), unit: parameters.word("unit"))
            return (RowTemplate(entry: entry).text, Self.fileName(entry))
        }
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8; header=present", .contentDisposition: "attachment; filename=\"\(name).csv\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func fileName(_ entry: RowEntryQuery) -> String {
        [entry.register.code, entry.unit.code].map(SiteRoute.encoded).joined(separator: "-")
    }

    /// Looks through the rows of a workbook or of a file of CSV and shows which would be taken. Nothing is recorded.
    func lookAtFileOfRows(_ request: Request, _ context: WebContext, limit: Int) async throws -> Response {
        let visitor = try Self.official(context)
        let parameters = context.parameters
        let upload = try await WorkbookForm(reading: request, limit: limit)
        guard visitor.session.secret.accepts(formToken: upload.fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
        // Whose rows they are, before the file is opened.
        _ = try await read(request, context) { desk in
            try RowEntryQuery(desk: desk, register: parameters.word("register"), unit: parameters.word("unit")).unit.code
        }
        let sent: (table: [UInt8], failure: Failure?)
        do {
            guard let file = upload.file, !file.isEmpty else { throw Failure(.emptyFile) }
            sent = (try await Self.table(file), nil)
        } catch let failure as Failure where failure.code.isMendable {
            sent = ([], failure)
        }
        return try await page(request, context) { desk in
            let entry = try RowEntryQuery(desk: desk, register: parameters.word("register"), unit: parameters.word("unit"))
            do {
                if let failure = sent.failure { throw failure }
                let rows = try RegisterTable.entries(csv: sent.table, register: entry.register, comma: desk.language.comma)
                return try RowUploadQuery(entry: entry).page(rows)
            } catch let failure as Failure where failure.code.isMendable {
                var page = try entry.page(nil, failure, at: .file)
                page.status = failure.code.status
                return page
            }
        }
    }

    /// The file as CSV text; a workbook is read in a process of its own.
    private static func table(_ file: [UInt8]) async throws -> [UInt8] {
        guard SpreadsheetProcess.isWorkbook(file) else { return file }
        return Array(RegisterTable.text(try await SpreadsheetProcess().read(file)).utf8)
    }

    /// Looks through a pasted table; nothing is recorded.
    func lookAtPastedRows(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let parameters = context.parameters
        return try await page(request, context) { desk in
            let entry = try RowEntryQuery(desk: desk, register: parameters.word("register"), unit: parameters.word("unit"))
            do {
                let rows = try RegisterTable.entries(form["table"], register: entry.register, comma: desk.language.comma)
                return try RowUploadQuery(entry: entry).page(rows)
            } catch let failure as Failure where failure.code.isMendable {
                var page = try entry.page(form, failure, at: .table)
                page.status = failure.code.status
                return page
            }
        }
    }
}
