/// The addresses of this feature.
enum CycleRoutes: FeatureRoutes {
    static let lines: [RouteLine] = []

    static func add(to table: RouteRegistry) {}

    /// The form that opens a cycle.
    static let opening = SiteRoute.place(["cycles", "new"])
    /// Settings of reminders, and where posts are written to.
    static let reminders = SiteRoute.place(["reminders"])
    /// Where one post's address is sent to.
    static let contact = SiteRoute.place(["reminders", "contacts"])

    /// The extensions of a year, with their form.
    static func extensions(year: String) -> SiteRoute { .place(["cycles", year, "extensions"]) }
    /// Who owes what by when.
    static func duties(year: String) -> SiteRoute { .place(["cycles", year, "duties"]) }
    /// The same as a file.
    static func dutiesFile(year: String) -> SiteRoute { .place(["cycles", year, "duties.csv"]) }
    /// The quarterly reviews of a year.
    static func followUps(year: String) -> SiteRoute { .place(["cycles", year, "followups"]) }
    /// One unit's review of a quarter.
    static func followUp(year: String, unit: String, quarter: String) -> SiteRoute {
        .place(["cycles", year, "followups", unit, quarter])
    }
}
