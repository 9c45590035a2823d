import Acts
import HTTPTypes
import Hummingbird
import Institution
import Publication

/// The addresses of registers of events and of code lists.
enum RegisterRoutes: FeatureRoutes {
    /// All registers.
    static let index = SiteRoute.place(["registers"])
    /// One register: its rows and what they count. Query: `unit`, `period`, `struck`, `page`.
    static func book(_ register: String) -> SiteRoute { .place(["registers", register]) }
    /// The rows as a file, under the same query.
    static func file(_ register: String) -> SiteRoute { .place(["registers", register, "rows.csv"]) }
    /// Which rows make a figure. Query: `unit`, `period`, `indicator`, `cell`.
    static func count(_ register: String) -> SiteRoute { .place(["registers", register, "count"]) }
    /// Where a unit's rows are recorded.
    static func entry(_ register: String, _ unit: String) -> SiteRoute { .place(["registers", register, "units", unit]) }
    /// The empty table of a unit's rows as a workbook, and where a filled-in one, or CSV, is looked through.
    static func workbook(_ register: String, _ unit: String) -> SiteRoute {
        .place(["registers", register, "units", unit, "workbook"])
    }
    /// The empty table as CSV.
    static func template(_ register: String, _ unit: String) -> SiteRoute {
        .place(["registers", register, "units", unit, "template.csv"])
    }
    /// Where a pasted table is looked through.
    static func preview(_ register: String, _ unit: String) -> SiteRoute {
        .place(["registers", register, "units", unit, "preview"])
    }
    /// Where a unit declares that a period has no event.
    static func nothing(_ register: String, _ unit: String) -> SiteRoute {
        .place(["registers", register, "units", unit, "nothing"])
    }
    /// Where a register is designed.
    static func design(_ register: String) -> SiteRoute { .place(["registers", register, "design"]) }
    /// The word in place of a code for a register that does not exist yet; no code begins so.
    static let new = "_new"
    /// One row with its versions, and where it is corrected.
    static func row(_ register: String, _ row: String) -> SiteRoute { .place(["registers", register, "rows", row]) }
    /// Where a row is struck.
    static func strike(_ register: String, _ row: String) -> SiteRoute { .place(["registers", register, "rows", row, "strike"]) }
    /// The registers that come with Hasila, and where one is taken into use.
    static let shipped = SiteRoute.place(["registers-shipped"])
    /// All code lists, and where one is defined.
    static let lists = SiteRoute.place(["code-lists"])
    /// One code list; forms post to the address of their own.
    static func list(_ dimension: String) -> SiteRoute { .place(["code-lists", dimension]) }
    static func listForm(_ dimension: String, _ form: String) -> SiteRoute { .place(["code-lists", dimension, form]) }

    private static let (code, unit, one) = ("{register}", "{unit}", "{row}")
    /// A workbook and the form around it.
    private static let uploadLimit = SpreadsheetProcess.largest + (1 << 16)

    static let lines = [
        RouteLine(method: "GET", route: index, access: .official),
        RouteLine(method: "GET", route: book(code), access: .official),
        RouteLine(method: "GET", route: file(code), access: .official),
        RouteLine(method: "GET", route: count(code), access: .official),
        RouteLine(method: "GET", route: entry(code, unit), access: .official),
        RouteLine(method: "POST", route: entry(code, unit), access: .official),
        RouteLine(method: "GET", route: workbook(code, unit), access: .official),
        RouteLine(method: "POST", route: workbook(code, unit), access: .official, limit: uploadLimit),
        RouteLine(method: "GET", route: template(code, unit), access: .official),
        RouteLine(method: "POST", route: preview(code, unit), access: .official),
        RouteLine(method: "POST", route: nothing(code, unit), access: .official),
        RouteLine(method: "GET", route: design(code), access: .official),
        RouteLine(method: "POST", route: design(code), access: .official),
        RouteLine(method: "GET", route: row(code, one), access: .official),
        RouteLine(method: "POST", route: row(code, one), access: .official),
        RouteLine(method: "POST", route: strike(code, one), access: .official),
        RouteLine(method: "GET", route: shipped, access: .official),
        RouteLine(method: "POST", route: shipped, access: .official),
        RouteLine(method: "GET", route: lists, access: .official),
        RouteLine(method: "POST", route: lists, access: .official),
        RouteLine(method: "GET", route: list("{dimension}"), access: .official),
        RouteLine(method: "POST", route: listForm("{dimension}", "{form}"), access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(index) { desk, _ in try RowBooksQuery(desk: desk).page() }
        table.page(book(code)) { desk, at in try RowBookQuery(desk: desk, register: at.word("register")).page() }
        table.page(count(code)) { desk, at in try RowCountQuery(desk: desk, register: at.word("register")).page() }
        table.get(file(code)) { request, context in
            let name = context.parameters.word("register")
            let text = try await site.read(request, context) { try RowBookQuery(desk: $0, register: name).file() }
            let headers: HTTPFields = [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        addRows(to: table)
        addLists(to: table)
    }

    private static func addRows(to table: RouteRegistry) {
        let site = table.site
        @Sendable func entries(_ desk: Desk, _ at: Parameters) throws -> RowEntryQuery {
            try RowEntryQuery(desk: desk, register: at.word("register"), unit: at.word("unit"))
        }
        @Sendable func single(_ desk: Desk, _ at: Parameters) throws -> RowQuery {
            try RowQuery(desk: desk, register: at.word("register"), row: at.word("row"))
        }
        table.page(entry(code, unit), isKept: false) { desk, at in try entries(desk, at).page() }
        table.act(
            entry(code, unit), make: { form, desk, at in try entries(desk, at).act(form) },
            then: { receipt, at in
                book(at.parameters.word("register"))
                    .link(at.language, ["unit": at.parameters.word("unit"), "done": "\(receipt.number)"])
            }, again: { desk, form, failure, at in try entries(desk, at).page(form, failure) })
        table.act(
            nothing(code, unit), make: { form, desk, at in try entries(desk, at).nothing(form) },
            then: { receipt, at in
                book(at.parameters.word("register"))
                    .link(at.language, ["unit": at.parameters.word("unit"), "done": "\(receipt.number)"])
            }, again: { desk, form, failure, at in try entries(desk, at).page(form, failure, at: .nothing) })
        table.page(row(code, one), isKept: false) { desk, at in try single(desk, at).page() }
        table.act(
            row(code, one), make: { form, desk, at in try single(desk, at).correction(form) },
            then: { receipt, at in
                row(at.parameters.word("register"), at.parameters.word("row")).link(at.language, ["done": "\(receipt.number)"])
            }, again: { desk, form, failure, at in try single(desk, at).page(form, failure) })
        table.act(
            strike(code, one), make: { form, desk, at in try single(desk, at).strike(form) },
            then: { receipt, at in
                row(at.parameters.word("register"), at.parameters.word("row")).link(at.language, ["done": "\(receipt.number)"])
            }, again: { desk, form, failure, at in try single(desk, at).page(form, failure, ofStrike: true) })
        table.get(workbook(code, unit)) { try await site.rowTemplate($0, $1) }
        table.post(workbook(code, unit)) { try await site.lookAtFileOfRows($0, $1, limit: uploadLimit) }
        table.get(template(code, unit)) { try await site.rowTemplateText($0, $1) }
        table.post(preview(code, unit)) { try await site.lookAtPastedRows($0, $1) }
        addDeclaring(to: table)
    }

    private static func addDeclaring(to table: RouteRegistry) {
        let site = table.site
        table.page(design(code), isKept: false) { desk, at in
            try RegisterDesignQuery(desk: desk, register: at.word("register")).page()
        }
        table.post(design(code)) { try await site.designRegister($0, $1) }
        table.page(shipped, isKept: false) { desk, _ in try ShippedQuery(desk: desk).page() }
        table.post(shipped) { try await site.adoptRegister($0, $1) }
    }

    private static func addLists(to table: RouteRegistry) {
        table.page(lists, isKept: false) { desk, _ in try CodeListsQuery(desk: desk).page() }
        table.act(
            lists, make: { form, _, _ in try CodeListsQuery.definition(form) },
            then: { receipt, at in lists.link(at.language, ["done": "\(receipt.number)"]) },
            again: { desk, form, failure, _ in try CodeListsQuery(desk: desk).page(form, failure) })
        table.page(list("{dimension}"), isKept: false) { desk, at in
            try CodeListQuery(desk: desk, dimension: at.word("dimension")).page()
        }
        table.act(
            listForm("{dimension}", "{form}"),
            make: { form, desk, at in try CodeListQuery(desk: desk, dimension: at.word("dimension")).act(at.word("form"), form) },
            then: { receipt, at in list(at.parameters.word("dimension")).link(at.language, ["done": "\(receipt.number)"]) },
            again: { desk, form, failure, at in
                try CodeListQuery(desk: desk, dimension: at.word("dimension")).page(failed: at.word("form"), form, failure)
            })
    }
}
