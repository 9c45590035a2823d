import Acts
import HTTPTypes
import Hummingbird
import Institution
import Localization
import NIOCore
import Publication

/// The addresses of the dated organization: its trees, the life of a unit, and the bridge between two statements of a figure.
enum OrganizationRoutes: FeatureRoutes {
    /// The trees of one day or two.
    static let tree = SiteRoute.place(["tree"])
    /// What differs between two days, as CSV and as a workbook.
    static let treeFile = SiteRoute.place(["tree", "differences.csv"])
    static let treeWorkbook = SiteRoute.place(["tree", "differences.xlsx"])
    /// The life of a unit.
    static func life(_ unit: String) -> SiteRoute { .place(["tree", "units", unit]) }
    /// The same as CSV and as a workbook.
    static func lifeFile(_ unit: String) -> SiteRoute { .place(["tree", "units", unit, "csv"]) }
    static func lifeWorkbook(_ unit: String) -> SiteRoute { .place(["tree", "units", unit, "xlsx"]) }
    /// From one statement of a figure to another.
    static func bridge(indicator: String, unit: String, period: String) -> SiteRoute {
        .place(["bridge", indicator, unit, period])
    }
    /// The same as CSV and as a workbook.
    static func bridgeFile(indicator: String, unit: String, period: String) -> SiteRoute {
        .place(["bridge", indicator, unit, period, "csv"])
    }
    static func bridgeWorkbook(indicator: String, unit: String, period: String) -> SiteRoute {
        .place(["bridge", indicator, unit, period, "xlsx"])
    }

    private static let anyBridge = bridge(indicator: "{indicator}", unit: "{unit}", period: "{period}")
    private static let anyBridgeFile = bridgeFile(indicator: "{indicator}", unit: "{unit}", period: "{period}")
    private static let anyBridgeWorkbook = bridgeWorkbook(indicator: "{indicator}", unit: "{unit}", period: "{period}")

    static let lines = [
        RouteLine(method: "GET", route: tree, access: .official),
        RouteLine(method: "GET", route: treeFile, access: .official),
        RouteLine(method: "GET", route: treeWorkbook, access: .official),
        RouteLine(method: "GET", route: life("{unit}"), access: .official),
        RouteLine(method: "GET", route: lifeFile("{unit}"), access: .official),
        RouteLine(method: "GET", route: lifeWorkbook("{unit}"), access: .official),
        RouteLine(method: "GET", route: anyBridge, access: .official),
        RouteLine(method: "GET", route: anyBridgeFile, access: .official),
        RouteLine(method: "GET", route: anyBridgeWorkbook, access: .official),
    ]

    static func add(to table: RouteRegistry) {
        table.page(tree) { desk, _ in try TreeQuery(desk: desk).page() }
        table.page(life("{unit}")) { desk, at in try LifeQuery(desk: desk, unit: at.word("unit")).page() }
        table.page(anyBridge) { desk, at in try bridgeQuery(desk, at).page() }
        table.files(treeFile, treeWorkbook, name: { _ in "organization" }) { desk, _ in try TreeQuery(desk: desk).file() }
        table.files(lifeFile("{unit}"), lifeWorkbook("{unit}"), name: { "history-\($0.word("unit"))" }) { desk, at in
            try LifeQuery(desk: desk, unit: at.word("unit")).file()
        }
        table.files(anyBridgeFile, anyBridgeWorkbook, name: { "bridge-\($0.word("indicator"))-\($0.word("unit"))" }) { desk, at in
            try bridgeQuery(desk, at).file()
        }
    }

    private static func bridgeQuery(_ desk: Desk, _ at: Parameters) throws -> BridgeQuery {
        try BridgeQuery(desk: desk, indicator: at.word("indicator"), unit: at.word("unit"), period: at.word("period"))
    }
}

extension RouteRegistry {
    /// Answers a GET with a table as CSV, and at another address as a workbook of the same rows.
    fileprivate func files(
        _ route: SiteRoute, _ workbook: SiteRoute, name: @escaping @Sendable (Parameters) -> String,
        _ make: @escaping @Sendable (Desk, Parameters) throws -> [[String]]
    ) {
        let site = site
        get(route) { request, context in
            let parameters = context.parameters
            let rows = try await site.read(request, context) { try make($0, parameters) }
            return RoadmapFiles.response(OrganizationFile.text(rows), type: "text/csv", name: name(parameters) + ".csv")
        }
        get(workbook) { request, context in
            let parameters = context.parameters
            let rows = try await site.read(request, context) { try make($0, parameters) }
            let bytes = try await SpreadsheetProcess().write([OrganizationFile.sheet(rows, context.language)])
            let headers: HTTPFields = [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"\(name(parameters)).xlsx\"",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }
}

/// Writes a table as CSV (RFC 4180) or as a sheet.
enum OrganizationFile {
    /// The columns that hold figures and counts: a code stays text, whatever it looks like.
    private static let numbers: Set<String> = ["then", "now", "before", "after", "unit_periods", "amount"]

    /// The rows as one sheet, the first row its head.
    static func sheet(_ rows: [[String]], _ language: Language) -> Sheet {
        let head = rows.first ?? []
        var sheet = Sheet(name: "data", rightToLeft: language == .ar, rows: rows, widths: head.map { _ in 18 })
        // The differences of two trees have names of units before and after.
        sheet.numbers = head.contains("change") ? [] : head.indices.filter { numbers.contains(head[$0]) }
        return sheet
    }

    static func text(_ rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        // A cell that begins like a formula is one to a spreadsheet: a text may not be that. A negative number may.
        let isFormula = text.first.map { "=+@\t".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
