/// The addresses of this feature.
enum SelfAssessmentRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}
}
