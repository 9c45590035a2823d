import Acts
import Hummingbird
import Identity
import Institution
import Storage

/// The addresses of this feature. `year` is the roadmap's own: that of 2023 follows from the meeting of 2022.
enum RoadmapRoutes: FeatureRoutes {
    static func objective(_ year: String, _ code: String) -> SiteRoute { .place(["roadmaps", year, "objectives", code]) }
    static func revision(_ year: String, _ code: String) -> SiteRoute { .place(["roadmaps", year, "objectives", code, "revision"]) }
    static func progress(_ year: String, _ code: String) -> SiteRoute { .place(["roadmaps", year, "objectives", code, "progress"]) }
    static func new(_ year: String) -> SiteRoute { .place(["roadmaps", year, "new"]) }
    static func proposals(_ year: String) -> SiteRoute { .place(["roadmaps", year, "proposals"]) }
    static func outcomes(_ year: String) -> SiteRoute { .place(["roadmaps", year, "outcomes"]) }
    static func outcome(_ year: String, _ number: String) -> SiteRoute { .place(["roadmaps", year, "outcomes", number]) }
    static func closing(_ year: String) -> SiteRoute { .place(["roadmaps", year, "closing"]) }
    static func reopening(_ year: String) -> SiteRoute { .place(["roadmaps", year, "reopening"]) }
    static func terms(_ year: String) -> SiteRoute { .place(["roadmaps", year, "terms"]) }
    static func table(_ year: String) -> SiteRoute { .place(["roadmaps", year, "roadmap.csv"]) }
    static func calendar(_ year: String) -> SiteRoute { .place(["roadmaps", year, "roadmap.ics"]) }
    static let strategies = SiteRoute.place(["strategies"])
    static let newStrategy = SiteRoute.place(["strategies", "new", "form"])
    static func strategy(_ code: String) -> SiteRoute { .place(["strategies", code]) }
    static func strategyForm(_ code: String) -> SiteRoute { .place(["strategies", code, "form"]) }

    private static let y = "{year}"
    private static let c = "{code}"

    static let lines: [RouteLine] = {
        func get(_ route: SiteRoute) -> RouteLine { RouteLine(method: "GET", route: route, access: .official) }
        func post(_ route: SiteRoute) -> RouteLine { RouteLine(method: "POST", route: route, access: .official) }
        let both = [revision(y, c), progress(y, c), new(y), terms(y), newStrategy, strategyForm(c)]
        return [
            get(objective(y, c)), get(proposals(y)), get(outcomes(y)), post(outcome(y, "{number}")), post(closing(y)), post(reopening(y)),
            get(table(y)), get(calendar(y)), get(strategies), get(strategy(c)),
        ] + both.flatMap { [get($0), post($0)] }
    }()

    static func add(to table: RouteRegistry) {
        addReading(to: table)
        addPlanning(to: table)
        addEnding(to: table)
        addStrategies(to: table)
        addTerms(to: table)
    }

    private static func year(_ at: Parameters, _ desk: Desk) throws -> Int { try RoadmapReading.year(at.word("year"), desk) }

    private static func addReading(to table: RouteRegistry) {
        table.page(objective(y, c), isKept: false) { desk, at in
            try ObjectiveQuery(desk: desk, year: year(at, desk), code: at.word("code")).page()
        }
        table.page(proposals(y)) { desk, at in try ProposalsQuery(desk: desk, year: year(at, desk)).page() }
        table.page(outcomes(y), isKept: false) { desk, at in try OutcomesQuery(desk: desk, year: year(at, desk)).page() }
        let site = table.site
        table.get(Self.table(y)) { request, context in
            let at = context.parameters
            let text = try await site.read(request, context) { RoadmapFiles.table(try RoadmapReading(desk: $0, year: year(at, $0))) }
            return RoadmapFiles.response(text, type: "text/csv", name: "roadmap-\(at.word("year")).csv")
        }
        table.get(calendar(y)) { request, context in
            let at = context.parameters
            let text = try await site.read(request, context) { RoadmapFiles.calendar(try RoadmapReading(desk: $0, year: year(at, $0))) }
            return RoadmapFiles.response(text, type: "text/calendar", name: "roadmap-\(at.word("year")).ics")
        }
    }

    private static func addPlanning(to table: RouteRegistry) {
        table.page(new(y), isKept: false) { desk, at in try ObjectiveForm(desk: desk, year: year(at, desk)).page() }
        table.act(
            new(y), make: { form, desk, at in try ObjectiveForm.adopt(form, year: year(at, desk)) },
            then: { _, address in stage(address) },
            again: { desk, form, failure, at in try ObjectiveForm(desk: desk, year: year(at, desk)).page(form, failure) })
        table.page(revision(y, c), isKept: false) { desk, at in
            try ObjectiveForm(desk: desk, year: year(at, desk), revising: at.word("code")).page()
        }
        table.act(
            revision(y, c),
            make: { form, desk, at in
                guard let objective = try RoadmapBook.objective(year: year(at, desk), code: at.word("code"), in: desk.tables) else {
                    throw Failure(.notFound, privateDetail: "objective")
                }
                return try ObjectiveForm.revise(form, objective)
            },
            then: { _, address in objective(address.parameters.word("year"), address.parameters.word("code")).link(address.language) },
            again: { desk, form, failure, at in
                try ObjectiveForm(desk: desk, year: year(at, desk), revising: at.word("code")).page(form, failure)
            })
        table.page(progress(y, c), isKept: false) { desk, at in
            try ProgressForm(desk: desk, year: year(at, desk), code: at.word("code")).page()
        }
        table.act(
            progress(y, c), make: { form, desk, at in try ProgressForm(desk: desk, year: year(at, desk), code: at.word("code")).act(form) },
            then: { _, address in objective(address.parameters.word("year"), address.parameters.word("code")).link(address.language) },
            again: { desk, form, failure, at in
                try ProgressForm(desk: desk, year: year(at, desk), code: at.word("code")).page(form, failure)
            })
    }

    private static func addEnding(to table: RouteRegistry) {
        table.act(
            outcome(y, "{number}"),
            make: { form, desk, at in
                try OutcomesQuery.act(form, year: year(at, desk), number: ObjectiveForm.number(at.word("number")))
            },
            then: { _, address in
                outcomes(address.parameters.word("year")).link(address.language) + "#d-\(address.parameters.word("number"))"
            },
            again: { desk, form, failure, at in
                try OutcomesQuery(desk: desk, year: year(at, desk)).page(form, failure, number: Int(at.word("number")))
            })
        table.act(
            closing(y), make: { _, desk, at in AdoptRoadmap(year: try year(at, desk)) }, then: { _, address in stage(address) },
            again: { desk, form, failure, at in try RoadmapQuery(desk: desk, year: year(at, desk)).page(failure, form: form) })
        table.act(
            reopening(y),
            make: { form, desk, at in ReopenRoadmap(year: try year(at, desk), reason: RoadForms.trilingual("reason", form)) },
            then: { _, address in stage(address) },
            again: { desk, form, failure, at in try RoadmapQuery(desk: desk, year: year(at, desk)).page(failure, form: form) })
    }

    private static func addStrategies(to table: RouteRegistry) {
        table.page(strategies) { desk, _ in try StrategyQuery(desk: desk).all() }
        table.page(strategy(c)) { desk, at in try StrategyQuery(desk: desk).page(at.word("code")) }
        table.page(newStrategy, isKept: false) { desk, _ in try StrategyQuery(desk: desk).form(nil) }
        table.page(strategyForm(c), isKept: false) { desk, at in try StrategyQuery(desk: desk).form(at.word("code")) }
        for route in [newStrategy, strategyForm(c)] {
            table.act(
                route, make: { form, _, _ in try StrategyQuery.act(form) }, then: { _, address in strategies.link(address.language) },
                again: { desk, form, failure, at in
                    let code = at.word("code")
                    return try StrategyQuery(desk: desk).form(code.isEmpty ? nil : code, form, failure)
                })
        }
    }

    /// Working papers, not acts: drafts of the next terms.
    private static func addTerms(to table: RouteRegistry) {
        let site = table.site
        table.page(terms(y), isKept: false) { desk, at in try TermsPrefillQuery(desk: desk, year: year(at, desk)).page() }
        table.post(terms(y)) { request, context in
            let at = context.parameters
            _ = try await Form.ofSession(request, context)
            let visitor = try Site.official(context)
            let drafts = try await site.read(request, context) { desk -> [(unit: String, draft: TermsDraft)] in
                let query = try TermsPrefillQuery(desk: desk, year: year(at, desk))
                let own = try query.drafts().filter { query.allows(unit: $0.unit) }
                guard !own.isEmpty else { throw Failure(.notAllowed) }
                return own
            }
            guard let roadmap = Int(at.word("year")) else { throw Failure(.notFound) }
            let (now, official) = (site.office.clock(), visitor.signatory.official)
            _ = try await site.office.database.write { tables in
                try TermsPrefill.save(drafts, year: roadmap, by: official, now: now, in: tables).count
            }
            return .redirect(to: terms("\(roadmap)").link(context.language), type: .normal)
        }
    }

    /// The roadmap's own page, from an address with its year.
    private static func stage(_ address: Desk.Address) -> String {
        let year = (Int(address.parameters.word("year")) ?? 1) - 1
        return SiteRoute.stage(year: "\(year)", .roadmap).link(address.language)
    }
}
