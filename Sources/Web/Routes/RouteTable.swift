/// Who may open an address.
enum Access: String, Sendable {
    /// Anyone.
    case open
    /// A signed-in official; others are sent to the sign-in page.
    case official
    /// An integration with its token; cookies open nothing there.
    case token
}

/// One line of the routes table.
struct RouteLine: Sendable {
    let method: String
    let route: SiteRoute
    let access: Access
    /// The largest request body in bytes, where the address takes files; nil means the general limit.
    var limit: Int? = nil

    /// As printed: method, access, address.
    var description: String {
        let place = route.isLocalized ? "/{language}" : ""
        let pattern = route.isLocalized && route.pattern == "/" ? "" : route.pattern
        return "\(method.padding(5)) \(access.rawValue.padding(8)) \(place)\(pattern)"
    }
}

/// The table of contents of the server. A route that does not stand here has no access rule, so it cannot be registered.
enum RouteTable {
    private static let figure = SiteRoute.figure(indicator: "{indicator}", unit: "{unit}", period: "{period}")
    private static let proof = SiteRoute.proof(indicator: "{indicator}", unit: "{unit}", period: "{period}")

    /// Every line: the building's own, then each feature's.
    static let lines = building + features.flatMap { $0.lines }

    /// The features that bring routes of their own.
    static let features: [any FeatureRoutes.Type] = [
        CycleRoutes.self, TermsRoutes.self, SelfAssessmentRoutes.self, EvaluationRoutes.self, MeetingRoutes.self,
        RoadmapRoutes.self, AccountabilityRoutes.self, InterfaceRoutes.self, AnalysisRoutes.self, EntryRoutes.self, OrganizationRoutes.self,
        ReturnsRoutes.self, RegisterRoutes.self,
    ]

    static let building: [RouteLine] = [
        // Doors
        RouteLine(method: "GET", route: .front, access: .open),
        RouteLine(method: "GET", route: .signInLink, access: .open),
        RouteLine(method: "GET", route: .signIn, access: .open),
        RouteLine(method: "POST", route: .signIn, access: .open),
        RouteLine(method: "POST", route: .signOut, access: .official),
        // Reading
        RouteLine(method: "GET", route: .home, access: .official),
        RouteLine(method: "GET", route: .unit("{unit}"), access: .official),
        RouteLine(method: "GET", route: figure, access: .official),
        RouteLine(method: "GET", route: proof, access: .official),
        RouteLine(method: "GET", route: .cycle(year: "{year}"), access: .official),
        RouteLine(method: "GET", route: .stage(year: "{year}", .any), access: .official),
        RouteLine(method: "GET", route: .search, access: .official),
        // Doing
        RouteLine(method: "GET", route: .returns(unit: "{unit}"), access: .official),
        RouteLine(method: "POST", route: .returns(unit: "{unit}"), access: .official),
        // Files
        RouteLine(method: "GET", route: .published, access: .open),
        RouteLine(method: "GET", route: .publishedFile, access: .open),
        RouteLine(method: "GET", route: .asset(mark: "{mark}", name: "{name}"), access: .open),
    ]
}

extension String {
    fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
