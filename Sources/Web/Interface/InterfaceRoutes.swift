/// The addresses of this feature.
enum InterfaceRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}
}
