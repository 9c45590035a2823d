import Acts
import Hummingbird
import Storage

/// The routes of one feature: an enum in the feature's folder that makes its addresses, lists them with who may open them, and says
/// what answers. `RouteTable.features` names them all.
protocol FeatureRoutes: Sendable {
    /// The table's lines; a route without a line is closed.
    static var lines: [RouteLine] { get }
    /// Says what answers each of them.
    static func add(to table: RouteRegistry)
}

/// Takes the routes in.
struct RouteRegistry {
    let router: Router<WebContext>
    let site: Site

    /// Answers a GET.
    func get(_ route: SiteRoute, _ answer: @escaping @Sendable (Request, WebContext) async throws -> Response) {
        for pattern in route.patterns { router.get(RouterPath(pattern), use: answer) }
    }

    /// Answers a POST.
    func post(_ route: SiteRoute, _ answer: @escaping @Sendable (Request, WebContext) async throws -> Response) {
        for pattern in route.patterns { router.post(RouterPath(pattern), use: answer) }
    }

    /// Answers a GET with a page made from one reading of the tables. A page that holds a form must not be kept.
    func page(_ route: SiteRoute, isKept: Bool = true, _ make: @escaping @Sendable (Desk, Parameters) throws -> Page) {
        let site = site
        get(route) { request, context in
            let parameters = context.parameters
            return try await site.page(request, context, isKept: isKept) { try make($0, parameters) }
        }
    }

    /// Answers a POST by an act made from the form, then sends the reader on; a refusal shows the page again, with what was typed.
    func act(
        _ route: SiteRoute, make: @escaping @Sendable (Form, Desk, Parameters) throws -> any Act,
        then: @escaping @Sendable (Receipt, Desk.Address) -> String,
        again: @escaping @Sendable (Desk, Form, Failure, Parameters) throws -> Page
    ) {
        let site = site
        post(route) { request, context in
            let parameters = context.parameters
            return try await site.act(
                request, context, make: { try make($0, $1, parameters) },
                then: { then($0, Desk.Address(language: context.language, parameters: parameters)) },
                again: { try again($0, $1, $2, parameters) })
        }
    }
}
