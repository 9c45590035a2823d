/// The addresses of this feature.
enum TermsRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}
}
