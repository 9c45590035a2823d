import Acts
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage

/// The addresses of this feature.
enum AccountabilityRoutes: FeatureRoutes {
    static let index = SiteRoute.place(["accountability"])
    static func unit(_ code: String) -> SiteRoute { .place(["accountability", "units", code]) }
    static func post(_ code: String) -> SiteRoute { .place(["accountability", "posts", code]) }
    static func unitFile(_ code: String) -> SiteRoute { .place(["accountability", "units", code, "csv"]) }
    static func postFile(_ code: String) -> SiteRoute { .place(["accountability", "posts", code, "csv"]) }
    static let ledger = SiteRoute.place(["ledger"])
    static func entry(_ number: String) -> SiteRoute { .place(["ledger", number]) }
    static func entryProof(_ number: String) -> SiteRoute { .place(["ledger", number, "proof"]) }
    static let checking = SiteRoute.place(["ledger-check"])
    static let roles = SiteRoute.place(["roles"])
    static func section(_ name: String) -> SiteRoute { .place(["organization", name]) }
    static func form(_ section: String, _ name: String) -> SiteRoute { .place(["organization", section, name]) }
    static func handover(_ post: String) -> SiteRoute { .place(["handover", post]) }
    static let acting = SiteRoute.place(["acting"])

    static let lines = [
        RouteLine(method: "GET", route: index, access: .official),
        RouteLine(method: "GET", route: unit("{unit}"), access: .official),
        RouteLine(method: "GET", route: unitFile("{unit}"), access: .official),
        RouteLine(method: "GET", route: post("{post}"), access: .official),
        RouteLine(method: "GET", route: postFile("{post}"), access: .official),
        RouteLine(method: "GET", route: ledger, access: .official),
        RouteLine(method: "GET", route: entry("{number}"), access: .official),
        RouteLine(method: "GET", route: entryProof("{number}"), access: .official),
        RouteLine(method: "GET", route: checking, access: .official),
        RouteLine(method: "GET", route: roles, access: .official),
        RouteLine(method: "GET", route: section("{section}"), access: .official),
        RouteLine(method: "POST", route: form("{section}", "{form}"), access: .official),
        RouteLine(method: "GET", route: handover("{post}"), access: .official),
        RouteLine(method: "POST", route: handover("{post}"), access: .official),
        RouteLine(method: "GET", route: acting, access: .official),
        RouteLine(method: "POST", route: acting, access: .official),
    ]

    static func add(to table: RouteRegistry) {
        table.page(index) { desk, _ in try RegisterIndexQuery(desk: desk).page() }
        table.register(unit("{unit}")) { desk, at in try RegisterQuery(desk: desk, unit: at.word("unit")).page() }
        table.register(post("{post}")) { desk, at in try RegisterQuery(desk: desk, post: at.word("post")).page() }
        table.registerFile(unitFile("{unit}")) { desk, at in try RegisterQuery(desk: desk, unit: at.word("unit")) }
        table.registerFile(postFile("{post}")) { desk, at in try RegisterQuery(desk: desk, post: at.word("post")) }
        table.register(ledger) { desk, _ in try LedgerQuery(desk: desk).page() }
        table.register(entry("{number}")) { desk, at in try EntryQuery(desk: desk, number: at.word("number")).page() }
        let site = table.site
        table.get(entryProof("{number}")) { request, context in
            let number = context.parameters.word("number")
            let proof = try await site.read(request, context) { try EntryQuery(desk: $0, number: number).proof() }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/plain; charset=utf-8",
                    .contentDisposition: "attachment; filename=\"entry-\(number).tlog-proof\"",
                ], body: .init(byteBuffer: ByteBuffer(string: proof)))
        }
        table.page(checking) { desk, _ in LedgerQuery(desk: desk).checkingPage() }
        table.page(roles) { desk, _ in try RolesQuery(desk: desk).page() }
        table.page(section("{section}"), isKept: false) { desk, at in try OrganizationQuery(desk: desk, section: at.word("section")).page() }
        table.act(
            form("{section}", "{form}"),
            make: { form, desk, at in
                let query = try OrganizationQuery(desk: desk, section: at.word("section"))
                return try query.form(at.word("form")).act(form, desk)
            },
            then: { receipt, at in section(at.parameters.word("section")).link(at.language, ["done": "\(receipt.number)"]) },
            again: { desk, form, failure, at in
                try OrganizationQuery(desk: desk, section: at.word("section")).page(failed: at.word("form"), form: form, failure: failure)
            })
        table.page(handover("{post}"), isKept: false) { desk, at in try HandoverQuery(desk: desk, post: at.word("post")).page() }
        table.act(
            handover("{post}"),
            make: { form, desk, at in try HandoverQuery(desk: desk, post: at.word("post")).act(form) },
            then: { receipt, at in handover(at.parameters.word("post")).link(at.language, ["done": "\(receipt.number)"]) },
            again: { desk, form, failure, at in
                try HandoverQuery(desk: desk, post: at.word("post")).page(form: form, failure: failure)
            })
        table.page(acting, isKept: false) { desk, _ in try ActingQuery(desk: desk).page() }
        table.post(acting) { try await site.actAs($0, $1) }
    }
}

extension RouteRegistry {
    /// A page that reads the register of acts, which is brought up to the ledger first.
    func register(_ route: SiteRoute, _ make: @escaping @Sendable (Desk, Parameters) throws -> Page) {
        let site = site
        get(route) { request, context in
            try await ActRegister.catchUp(site.office.database)
            let parameters = context.parameters
            return try await site.page(request, context) { try make($0, parameters) }
        }
    }

    /// A register as a file.
    func registerFile(_ route: SiteRoute, _ make: @escaping @Sendable (Desk, Parameters) throws -> RegisterQuery) {
        let site = site
        get(route) { request, context in
            try await ActRegister.catchUp(site.office.database)
            let parameters = context.parameters
            let (name, text) = try await site.read(request, context) { desk in
                let query = try make(desk, parameters)
                return (query.code, try query.file())
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"acts-\(name).csv\"",
                ], body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
