import Acts
import HTTPTypes
import Hummingbird
import Institution
import Storage

/// The addresses of the programming interface, and of the page on which integrations are kept.
enum InterfaceRoutes: FeatureRoutes {
    /// The page of integrations, and where its form posts to.
    static let page = SiteRoute.place(["integrations"])
    /// Where the holder of the post accepts one.
    static func acceptance(_ code: String) -> SiteRoute { .place(["integrations", code, "acceptance"]) }
    /// Where one is ended.
    static func revocation(_ code: String) -> SiteRoute { .place(["integrations", code, "revocation"]) }

    static let lines: [RouteLine] =
        [
            RouteLine(method: "GET", route: page, access: .official),
            RouteLine(method: "POST", route: page, access: .official),
            RouteLine(method: "POST", route: acceptance("{code}"), access: .official),
            RouteLine(method: "POST", route: revocation("{code}"), access: .official),
            RouteLine(method: "GET", route: .interface(["openapi.json"]), access: .open),
            RouteLine(method: "GET", route: .interface(["problems"]), access: .open),
            RouteLine(method: "GET", route: .interface(["problems", "{code}"]), access: .open),
            RouteLine(method: "GET", route: .interface(["acts"]), access: .open),
            RouteLine(method: "GET", route: .interface(["acts", "{kind}", "schema"]), access: .open),
            RouteLine(method: "POST", route: .interface(["acts", "{kind}"]), access: .token),
            RouteLine(method: "POST", route: ReturnsInterface.route, access: .token),
        ] + Reads.all.map { RouteLine(method: "GET", route: $0.route, access: .token) }

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(page, isKept: false) { desk, _ in try IntegrationsQuery(desk: desk).page() }
        table.post(page) { try await site.registerIntegration($0, $1) }
        table.act(
            acceptance("{code}"), make: { _, _, at in AcceptIntegration(code: at.word("code")) }, then: { page.link($1.language) },
            again: { desk, _, failure, _ in try IntegrationsQuery(desk: desk).page(fault: failure) })
        table.act(
            revocation("{code}"), make: { _, _, at in RevokeIntegration(code: at.word("code")) }, then: { page.link($1.language) },
            again: { desk, _, failure, _ in try IntegrationsQuery(desk: desk).page(fault: failure) })
        table.get(.interface(["openapi.json"])) { request, _ in try await site.document(request) }
        table.get(.interface(["problems"])) { request, _ in try Self.json(FailureCode.allCases.map { ProblemItem($0) }, request) }
        table.get(.interface(["problems", "{code}"])) { request, context in
            let label = context.parameters.word("code")
            guard let code = FailureCode.allCases.first(where: { $0.label == label }) else { throw Failure(.notFound) }
            return try Self.json(ProblemItem(code), request)
        }
        table.get(.interface(["acts"])) { request, _ in try Self.json(site.interface.catalogue, request) }
        table.get(.interface(["acts", "{kind}", "schema"])) { request, context in
            guard let schema = site.interface.acts.schema(context.parameters.word("kind"), docs: site.interface.docs) else {
                throw Failure(.notFound)
            }
            return Self.response(schema.bytes, type: "application/schema+json")
        }
        table.post(.interface(["acts", "{kind}"])) { try await site.postAct($0, $1) }
        table.post(ReturnsInterface.route) { try await site.postReturns($0, $1) }
        for endpoint in Reads.all { table.get(endpoint.route) { try await site.answer(endpoint, $0, $1) } }
    }

    private static func json(_ value: some Encodable, _ request: Request) throws -> Response {
        try Negotiation.accepts(request, Negotiation.json)
        return response(try CanonicalJSON.encode(value), type: Negotiation.json)
    }

    static func response(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The methods that an address of the interface knows; empty where there is no such address.
    static func methods(at path: String) -> [String] {
        let segments = path.split(separator: "/", omittingEmptySubsequences: true)
        let known = lines.filter { line in
            let pattern = line.route.pattern.split(separator: "/")
            return !line.route.isLocalized && pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }.map(\.method)
        return known.contains("GET") ? known + ["HEAD"] : known
    }

    /// The refusal for an address that the router does not know: of another method, or of nothing.
    static func missing(_ request: Request) -> Failure {
        let allowed = methods(at: request.uri.path)
        guard !allowed.isEmpty else { return Failure(.notFound) }
        return Failure(.wrongMethod, ["method": String(request.method.rawValue.prefix(20)), "allowed": allowed.joined(separator: ", ")])
    }
}

extension Site {
    /// The OpenAPI document, with codes of this institution as examples.
    func document(_ request: Request) async throws -> Response {
        try Negotiation.accepts(request, Negotiation.json)
        let examples = try await office.database.read { tables -> [String: JSONValue] in
            var examples: [String: JSONValue] = ["number": .integer(0)]
            if let root = try UnitBook.root(in: tables) { examples["unit"] = .text(root) }
            if let indicator = try IndicatorBook.all(in: tables).first { examples["indicator"] = .text(indicator.code) }
            // The first year holds most; a unit with terms shows more than the root.
            if let year = try CycleBook.years(in: tables).last {
                if let unit = try TermsBook.all(year: year, in: tables).first?.unit { examples["unit"] = .text(unit) }
                examples["year"] = .integer(Int64(year))
                examples["period"] = .text("\(year)")
            }
            return examples
        }
        let document = try InterfaceDocument(acts: interface.acts, docs: interface.docs, examples: examples).made()
        return InterfaceRoutes.response(document.bytes, type: Negotiation.json)
    }
}
