/// The addresses of this feature.
enum RoadmapRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}
}
