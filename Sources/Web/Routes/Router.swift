import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Localization

/// The routes of the server. Pure: it opens nothing and listens nowhere.
public func buildRouter(_ site: Site) -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: SecurityHeaders(secure: site.configuration.secure))
    router.add(middleware: FailurePages(site: site))
    router.add(middleware: SizeLimit())
    router.add(middleware: SameSiteGuard())
    router.add(middleware: SessionReader(site: site))
    router.add(middleware: CallerReader(site: site))
    router.add(middleware: AccessRule())
    router.add(middleware: LanguageMemory(cookie: site.configuration.languageCookie, secure: site.configuration.secure))

    let table = RouteRegistry(router: router, site: site)

    // Doors
    table.get(.front) { site.front($0, $1) }
    table.get(.signInLink) { try site.signInLink($0, $1) }
    table.get(.signIn) { try await site.signIn($0, $1) }
    table.post(.signIn) { try await site.openSession($0, $1) }
    table.post(.signOut) { try await site.endSession($0, $1) }

    // Reading
    let published = PublishedSite(directory: site.configuration.publicSite)
    table.page(.home) { desk, _ in try HomeQuery(desk: desk).page() }
    table.page(.unit("{unit}")) { desk, at in try UnitQuery(desk: desk, code: at.word("unit")).page() }
    table.page(.figure(indicator: "{indicator}", unit: "{unit}", period: "{period}")) { desk, at in
        try FigureQuery(desk: desk, indicator: at.word("indicator"), unit: at.word("unit"), period: at.word("period")).page()
    }
    table.get(.proof(indicator: "{indicator}", unit: "{unit}", period: "{period}")) { request, context in
        try await site.proof(request, context)
    }
    table.page(.cycle(year: "{year}")) { desk, at in try CycleQuery(desk: desk, year: at.word("year")).page() }
    table.page(.stage(year: "{year}", .any), isKept: false) { desk, at in
        try StageQuery(desk: desk, year: at.word("year"), stage: at.word("stage")).page(site: published)
    }
    table.page(.search) { desk, _ in SearchQuery(desk: desk).page() }

    // Doing
    table.page(.returns(unit: "{unit}"), isKept: false) { desk, at in try ReturnsQuery(desk: desk, unit: at.word("unit")).page(nil) }
    table.post(.returns(unit: "{unit}")) { try await site.submitReturn($0, $1, unit: $1.parameters.word("unit")) }

    // Files
    table.get(.published) { request, _ in
        // Links inside the site are relative: they need the slash.
        guard request.uri.path.hasSuffix("/") else { return .redirect(to: PublishedSite.link(""), type: .normal) }
        return try published.respond(to: "")
    }
    table.get(.publishedFile) { request, context in
        let path = context.parameters.getCatchAll().map(String.init).joined(separator: "/")
        return try published.respond(to: request.uri.path.hasSuffix("/") ? path + "/" : path)
    }
    table.get(.asset(mark: "{mark}", name: "{name}")) { request, context in
        try site.files.respond(to: request, name: context.parameters.word("name"), mark: context.parameters.word("mark"))
    }
    for feature in RouteTable.features { feature.add(to: table) }
    return router
}

extension SiteRoute {
    /// The patterns of a route: one a language where its address begins with one.
    var patterns: [String] { isLocalized ? Language.allCases.map { "/\($0.rawValue)\(pattern)" } : [pattern] }
}

extension Parameters {
    /// A parameter of the pattern, its percent signs decoded; empty when the pattern has none of that name.
    func word(_ name: String) -> String {
        guard let text = get(name) else { return "" }
        return text.removingPercentEncoding ?? text
    }
}

/// Sends whoever is not signed in to the sign-in page, for every route that the table does not leave open.
/// A route that is missing in the table is closed.
struct AccessRule: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if request.isOfInterface {
            if context.caller == nil, !Self.isOpen(request, context) { throw Failure(.tokenNeeded) }
        } else if context.visitor == nil, !Self.isOpen(request, context) {
            throw Failure(.signInNeeded)
        }
        return try await next(request, context)
    }

    private static let open = Set(RouteTable.lines.filter { $0.access == .open }.flatMap { line in line.route.patterns.map { line.method + $0 } })

    private static func isOpen(_ request: Request, _ context: WebContext) -> Bool {
        let method = request.method == .head ? "GET" : request.method.rawValue
        // Without a pattern there is no page: the router's own answer says so.
        guard let pattern = context.endpointPath else { return true }
        return open.contains(method + pattern)
    }
}

/// Remembers the language of the last page, for addresses without one.
struct LanguageMemory: RouterMiddleware {
    typealias Context = WebContext

    let cookie: String
    let secure: Bool

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let spoken = request.uri.path.split(separator: "/", maxSplits: 1).first.map(String.init)
        if spoken == context.language.rawValue, request.cookies[cookie]?.value != spoken {
            response.setCookie(
                Cookie(
                    name: cookie, value: context.language.rawValue, maxAge: 31_536_000, path: "/", secure: secure, httpOnly: true,
                    sameSite: .lax))
        }
        return response
    }
}
