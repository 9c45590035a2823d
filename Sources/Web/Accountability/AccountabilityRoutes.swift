/// The addresses of this feature.
enum AccountabilityRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}
}
