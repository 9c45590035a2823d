import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Localization
import NIOCore
import Publication
import Storage

/// The addresses of analysis. What an analysis shows stands wholly in its address, so that it can be shared, kept and printed.
enum AnalysisRoutes: FeatureRoutes {
    static let index = SiteRoute.place(["analysis"])
    static func view(_ kind: String) -> SiteRoute { .place(["analysis", kind]) }
    static func table(_ kind: String) -> SiteRoute { .place(["analysis", kind, "table.csv"]) }
    static func workbook(_ kind: String) -> SiteRoute { .place(["analysis", kind, "table.xlsx"]) }
    static let views = SiteRoute.place(["views", "keep"])
    static let removal = SiteRoute.place(["views", "remove"])
    static let place = SiteRoute.place(["places"])

    private static let kind = "{kind}"

    static let lines: [RouteLine] = [
        RouteLine(method: "GET", route: index, access: .official), RouteLine(method: "GET", route: view(kind), access: .official),
        RouteLine(method: "GET", route: table(kind), access: .official),
        RouteLine(method: "GET", route: workbook(kind), access: .official),
        RouteLine(method: "POST", route: views, access: .official), RouteLine(method: "POST", route: removal, access: .official),
        RouteLine(method: "POST", route: place, access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(index, isKept: false) { desk, _ in try AnalysisIndexQuery(desk: desk).page() }
        table.page(view(kind), isKept: false) { desk, at in try AnalysisPage(desk: desk, kind: at.word("kind")).page() }
        table.get(Self.table(kind)) { try await site.analysisTable($0, $1) }
        table.get(workbook(kind)) { try await site.analysisWorkbook($0, $1) }
        table.post(views) { try await site.keepView($0, $1) }
        table.post(removal) { try await site.removeView($0, $1) }
        table.act(
            place, make: { form, _, _ in PlaceForm.act(form) },
            then: { _, address in view("map").link(address.language) + "#places" },
            again: { desk, form, failure, _ in try AnalysisPage(desk: desk, kind: "map").page(form: form, failure) })
    }
}

extension Site {
    /// An analysis as CSV: all of it, or a refusal that says how much it would be.
    func analysisTable(_ request: Request, _ context: WebContext) async throws -> Response {
        let kind = context.parameters.word("kind")
        let text = try await read(request, context) { try AnalysisPage(desk: $0, kind: kind).files().csv() }
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(kind).csv\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The same as a workbook.
    func analysisWorkbook(_ request: Request, _ context: WebContext) async throws -> Response {
        let kind = context.parameters.word("kind")
        let language = context.language
        let sheets = try await read(request, context) { try AnalysisPage(desk: $0, kind: kind).sheets(language) }
        let bytes = try await SpreadsheetProcess().write(sheets)
        let headers: HTTPFields = [
            .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .contentDisposition: "attachment; filename=\"\(kind).xlsx\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Keeps a view under a name. A working paper, no act; a refusal shows the analysis again with the name typed.
    func keepView(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        guard let kind = AnalysisKind(rawValue: form["kind"]) else {
            throw Failure(.notFound, privateDetail: "analysis \(form["kind"].prefix(40))")
        }
        let query = AnalysisRequest.canonical(try Form.parse(form["query"]), kind)
        let view = SavedView(
            official: visitor.signatory.official, name: form["name"], kind: kind.rawValue, query: AnalysisRequest.encoded(query),
            isShared: form["shared"] == "yes", saved: office.clock())
        do {
            try await office.database.write { try SavedViewBook.keep(view, in: $0) }
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) {
                try AnalysisPage(desk: $0, kind: kind.rawValue, query: query).page(form: form, failure)
            }
        }
        return .redirect(to: AnalysisRoutes.index.link(context.language) + "#views", type: .normal)
    }

    /// Removes one of the official's own views.
    func removeView(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let official = try Self.official(context).signatory.official
        let name = form["name"]
        try await office.database.write { try SavedViewBook.remove(name, of: official, in: $0) }
        return .redirect(to: AnalysisRoutes.index.link(context.language) + "#views", type: .normal)
    }
}

/// The form that puts a unit on the map.
enum PlaceForm {
    /// The act it asks for: without coordinates the unit leaves the map.
    static func act(_ form: Form) -> PlaceUnit {
        func given(_ name: String) -> String? { form[name].isEmpty ? nil : form[name].replacing(",", with: ".") }
        return PlaceUnit(
            unit: form["place_unit"], latitude: given("latitude"), longitude: given("longitude"),
            source: form["place_source"].isEmpty ? nil : form["place_source"])
    }
}
