import Acts
import Institution

/// The addresses of the cycle: its calendar and forms, the register of duties, quarterly reviews, reminders.
enum CycleRoutes: FeatureRoutes {
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

    private static let review = followUp(year: "{year}", unit: "{unit}", quarter: "{quarter}")

    static let lines: [RouteLine] = [
        RouteLine(method: "GET", route: opening, access: .official),
        RouteLine(method: "POST", route: opening, access: .official),
        RouteLine(method: "GET", route: extensions(year: "{year}"), access: .official),
        RouteLine(method: "POST", route: extensions(year: "{year}"), access: .official),
        RouteLine(method: "GET", route: duties(year: "{year}"), access: .official),
        RouteLine(method: "GET", route: dutiesFile(year: "{year}"), access: .official),
        RouteLine(method: "GET", route: followUps(year: "{year}"), access: .official),
        RouteLine(method: "GET", route: review, access: .official),
        RouteLine(method: "POST", route: review, access: .official),
        RouteLine(method: "GET", route: reminders, access: .official),
        RouteLine(method: "POST", route: reminders, access: .official),
        RouteLine(method: "POST", route: contact, access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(opening, isKept: false) { desk, _ in try OpeningQuery(desk: desk).page() }
        table.act(opening) { form, _, _ in try OpeningQuery.act(form) } then: { _, to in
            SiteRoute.home.link(to.language)
        } again: { desk, form, failure, _ in
            try OpeningQuery(desk: desk).page(form, failure)
        }
        table.page(extensions(year: "{year}"), isKept: false) { desk, at in
            try ExtensionsQuery(desk: desk, year: at.word("year")).page()
        }
        table.act(extensions(year: "{year}")) { form, desk, at in
            try ExtensionsQuery(desk: desk, year: at.word("year")).act(form)
        } then: { _, to in
            extensions(year: to.parameters.word("year")).link(to.language) + "#given"
        } again: { desk, form, failure, at in
            try ExtensionsQuery(desk: desk, year: at.word("year")).page(form, failure)
        }
        table.page(duties(year: "{year}")) { desk, at in try DutiesQuery(desk: desk, year: at.word("year")).page() }
        table.get(dutiesFile(year: "{year}")) { try await site.duties($0, $1) }
        table.page(followUps(year: "{year}")) { desk, at in try FollowUpsQuery(desk: desk, year: at.word("year")).page() }
        table.page(review, isKept: false) { desk, at in
            try FollowUpQuery(desk: desk, year: at.word("year"), unit: at.word("unit"), quarter: at.word("quarter")).page()
        }
        table.act(review) { form, desk, at in
            try FollowUpQuery(desk: desk, year: at.word("year"), unit: at.word("unit"), quarter: at.word("quarter")).act(form)
        } then: { _, to in
            let at = to.parameters
            return followUp(year: at.word("year"), unit: at.word("unit"), quarter: at.word("quarter")).link(to.language)
        } again: { desk, form, failure, at in
            try FollowUpQuery(desk: desk, year: at.word("year"), unit: at.word("unit"), quarter: at.word("quarter"))
                .page(form, failure)
        }
        table.page(reminders, isKept: false) { desk, _ in try RemindersQuery(desk: desk).page() }
        table.act(reminders) { form, _, _ in try RemindersQuery.settings(form) } then: { _, to in
            reminders.link(to.language)
        } again: { desk, form, failure, _ in
            try RemindersQuery(desk: desk).page(form, failure)
        }
        table.act(contact) { form, _, _ in RemindersQuery.contact(form) } then: { _, to in
            reminders.link(to.language) + "#addresses"
        } again: { desk, form, failure, _ in
            try RemindersQuery(desk: desk).page(form, failure)
        }
    }
}
