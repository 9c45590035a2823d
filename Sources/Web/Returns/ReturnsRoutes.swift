import Acts
import HTTPTypes
import Hummingbird
import Institution
import Localization
import NIOCore

/// The addresses of returns: who reported what, one return with its checks and steps, rules, the follow-up list, locks.
enum ReturnsRoutes: FeatureRoutes {
    /// What may be done with a return; the raw value stands in the address.
    enum Step: String, CaseIterable, Sendable {
        case verification, acceptance, correction
        case back = "sending-back"
    }

    static func list(year: String) -> SiteRoute { .place(["cycles", year, "returns"]) }
    static func listFile(year: String) -> SiteRoute { .place(["cycles", year, "returns.csv"]) }
    static func checks(year: String) -> SiteRoute { .place(["cycles", year, "checks"]) }
    static func checksFile(year: String) -> SiteRoute { .place(["cycles", year, "checks.csv"]) }
    static func locks(year: String) -> SiteRoute { .place(["cycles", year, "locks"]) }
    static func opening(year: String) -> SiteRoute { .place(["cycles", year, "locks", "opening"]) }
    static func sheet(_ unit: String, _ period: String) -> SiteRoute { .place(["returns", unit, period]) }
    static func step(_ unit: String, _ period: String, _ step: Step) -> SiteRoute {
        .place(["returns", unit, period, step.rawValue])
    }
    static let rules = SiteRoute.place(["rules"])
    static let retirement = SiteRoute.place(["rules", "retirement"])
    static let question = SiteRoute.place(["questions"])
    static func inquiry(_ number: String) -> SiteRoute { .place(["questions", number]) }

    static let lines: [RouteLine] =
        [
            RouteLine(method: "GET", route: list(year: "{year}"), access: .official),
            RouteLine(method: "GET", route: listFile(year: "{year}"), access: .official),
            RouteLine(method: "GET", route: sheet("{unit}", "{period}"), access: .official),
            RouteLine(method: "GET", route: checks(year: "{year}"), access: .official),
            RouteLine(method: "GET", route: checksFile(year: "{year}"), access: .official),
            RouteLine(method: "GET", route: question, access: .official),
            RouteLine(method: "POST", route: question, access: .official),
            RouteLine(method: "GET", route: inquiry("{number}"), access: .official),
            RouteLine(method: "POST", route: inquiry("{number}"), access: .official),
            RouteLine(method: "GET", route: rules, access: .official),
            RouteLine(method: "POST", route: rules, access: .official),
            RouteLine(method: "POST", route: retirement, access: .official),
            RouteLine(method: "GET", route: locks(year: "{year}"), access: .official),
            RouteLine(method: "POST", route: locks(year: "{year}"), access: .official),
            RouteLine(method: "POST", route: opening(year: "{year}"), access: .official),
        ] + Step.allCases.map { RouteLine(method: "POST", route: step("{unit}", "{period}", $0), access: .official) }

    static func add(to table: RouteRegistry) {
        table.judged(list(year: "{year}")) { desk, at in try ReturnListQuery(desk: desk, year: at.word("year")).page() }
        table.judgedFile(listFile(year: "{year}"), name: "returns") { desk, at in
            try ReturnListQuery(desk: desk, year: at.word("year")).file()
        }
        table.judged(checks(year: "{year}")) { desk, at in try CheckListQuery(desk: desk, year: at.word("year")).page() }
        table.judgedFile(checksFile(year: "{year}"), name: "checks") { desk, at in
            try CheckListQuery(desk: desk, year: at.word("year")).file()
        }
        table.judged(sheet("{unit}", "{period}")) { desk, at in
            try ReturnSheetQuery(desk: desk, unit: at.word("unit"), period: at.word("period")).page()
        }
        for step in Step.allCases { add(step, to: table) }
        addQuestions(to: table)
        addRulesAndLocks(to: table)
    }

    private static func add(_ step: Step, to table: RouteRegistry) {
        table.act(self.step("{unit}", "{period}", step)) { form, desk, at in
            try ReturnSheetQuery(desk: desk, unit: at.word("unit"), period: at.word("period")).act(step, form)
        } then: { _, to in
            sheet(to.parameters.word("unit"), to.parameters.word("period")).link(to.language) + "#steps"
        } again: { desk, form, failure, at in
            try ReturnSheetQuery(
                desk: desk, unit: at.word("unit"), period: at.word("period"),
                refused: ReturnSheetQuery.Refused(step: step, form: form, failure: failure)
            ).page()
        }
    }

    private static func addQuestions(to table: RouteRegistry) {
        table.page(question, isKept: false) { desk, _ in try QuestionQuery(desk: desk).page() }
        table.act(question) { form, desk, _ in
            try QuestionQuery.act(form, desk)
        } then: { receipt, to in
            inquiry("\(receipt.number)").link(to.language)
        } again: { desk, form, failure, _ in
            try QuestionQuery(desk: desk, form).page(failure)
        }
        table.page(inquiry("{number}"), isKept: false) { desk, at in
            try InquiryQuery(desk: desk, number: at.word("number")).page()
        }
        table.act(inquiry("{number}")) { form, desk, at in
            try InquiryQuery(desk: desk, number: at.word("number")).act(form)
        } then: { _, to in
            inquiry(to.parameters.word("number")).link(to.language)
        } again: { desk, form, failure, at in
            try InquiryQuery(desk: desk, number: at.word("number")).page(form, failure)
        }
    }

    private static func addRulesAndLocks(to table: RouteRegistry) {
        table.judged(rules) { desk, _ in try RuleListQuery(desk: desk).page() }
        table.act(rules) { form, _, _ in try RuleListQuery.definition(form) } then: { _, to in
            rules.link(to.language) + "#list"
        } again: { desk, form, failure, _ in
            try RuleListQuery(desk: desk).page(form, failure)
        }
        table.act(retirement) { form, desk, _ in
            RetireRule(code: form["code"], reason: Written(form["reason"], desk.language.rawValue))
        } then: { _, to in
            rules.link(to.language) + "#list"
        } again: { desk, _, failure, _ in
            try RuleListQuery(desk: desk).page(nil, failure)
        }
        table.page(locks(year: "{year}"), isKept: false) { desk, at in
            try LockListQuery(desk: desk, year: at.word("year")).page()
        }
        for (route, isLock) in [(locks(year: "{year}"), true), (opening(year: "{year}"), false)] {
            table.act(route) { form, desk, _ in
                if isLock { return LockListQuery.lock(form, desk) }
                return LockListQuery.opening(form, desk)
            } then: { _, to in
                locks(year: to.parameters.word("year")).link(to.language) + "#acts"
            } again: { desk, form, failure, at in
                try LockListQuery(desk: desk, year: at.word("year")).page(form, failure, isLock: isLock)
            }
        }
    }
}

extension RouteRegistry {
    /// Returns judged before a page is shown, at most: a long import is worked off in several steps, and the page says how far it
    /// is.
    private static let judgedAtOnce = 1_000

    /// A page that reads verdicts, which are brought up to the ledger first.
    func judged(_ route: SiteRoute, _ make: @escaping @Sendable (Desk, Parameters) throws -> Page) {
        let site = site
        get(route) { request, context in
            _ = try Site.official(context)
            try await VerdictRegister.catchUp(site.office.database, atMost: Self.judgedAtOnce)
            let parameters = context.parameters
            return try await site.page(request, context) { try make($0, parameters) }
        }
    }

    /// The same as a CSV file, named with the year of its address.
    func judgedFile(_ route: SiteRoute, name: String, _ make: @escaping @Sendable (Desk, Parameters) throws -> String) {
        let site = site
        get(route) { request, context in
            _ = try Site.official(context)
            try await VerdictRegister.catchUp(site.office.database)
            let parameters = context.parameters
            let text = try await site.read(request, context) { try make($0, parameters) }
            let headers: HTTPFields = [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name)-\(parameters.word("year").filter(\.isNumber)).csv\"",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
