import Acts
import Figures
import HTTPTypes
import Hummingbird
import Institution
import Publication

/// The addresses of forms and of entry.
enum EntryRoutes: FeatureRoutes {
    /// A form of a unit for a period, and where its buttons post to.
    static func entry(_ unit: String, _ form: String, _ period: String) -> SiteRoute {
        .place(["units", unit, "returns", form, period])
    }
    /// Where the form's script saves what is typed.
    static func draft(_ unit: String, _ form: String, _ period: String) -> SiteRoute {
        .place(["units", unit, "returns", form, period, "draft"])
    }
    /// The form as a workbook: down and up.
    static func workbook(_ unit: String, _ form: String, _ period: String) -> SiteRoute {
        .place(["units", unit, "returns", form, period, "workbook"])
    }
    /// The institution's forms.
    static let forms = SiteRoute.place(["forms"])
    /// A form to be designed, and one to be seen and changed.
    static func form(_ code: String) -> SiteRoute { .place(["forms", code]) }
    /// Where a form is taken out of use.
    static func retirement(_ code: String) -> SiteRoute { .place(["forms", code, "retired"]) }
    /// The word in place of a code for a form that does not exist yet; no code begins so.
    static let new = "_new"

    private static let (code, name, span) = ("{unit}", "{form}", "{period}")
    /// A workbook and the form around it.
    private static let uploadLimit = SpreadsheetProcess.largest + (1 << 16)

    static let lines: [RouteLine] = [
        RouteLine(method: "GET", route: entry(code, name, span), access: .official),
        RouteLine(method: "POST", route: entry(code, name, span), access: .official),
        RouteLine(method: "POST", route: draft(code, name, span), access: .official),
        RouteLine(method: "GET", route: workbook(code, name, span), access: .official),
        RouteLine(method: "POST", route: workbook(code, name, span), access: .official, limit: uploadLimit),
        RouteLine(method: "GET", route: forms, access: .official),
        RouteLine(method: "GET", route: form(name), access: .official),
        RouteLine(method: "POST", route: form(name), access: .official),
        RouteLine(method: "POST", route: retirement(name), access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(entry(code, name, span), isKept: false) { desk, at in try EntryPageQuery(EntryDesk(desk, at)).page() }
        table.post(entry(code, name, span)) { try await site.entryForm($0, $1) }
        table.post(draft(code, name, span)) { try await site.entryDraft($0, $1) }
        table.get(workbook(code, name, span)) { try await site.entryWorkbook($0, $1) }
        table.post(workbook(code, name, span)) { try await site.takeEntryWorkbook($0, $1, limit: uploadLimit) }
        table.page(forms) { desk, _ in try FormsQuery(desk: desk).page() }
        table.page(form(name), isKept: false) { desk, at in
            try FormDesignQuery(desk: desk, code: at.word("form")).page(nil, nil)
        }
        table.post(form(name)) { try await site.designForm($0, $1) }
        table.act(
            retirement(name), make: { form, _, at in RetireForm(code: at.word("form"), until: form["until"]) },
            then: { _, address in forms.link(address.language) },
            again: { desk, _, failure, at in try FormDesignQuery(desk: desk, code: at.word("form")).page(nil, failure) })
    }
}

extension EntryDesk {
    /// The form of an address.
    init(_ desk: Desk, _ at: Parameters) throws {
        try self.init(desk, unit: at.word("unit"), form: at.word("form"), period: at.word("period"))
    }
}
