import Acts
import Hummingbird
import Institution
import Localization
import Storage

/// The addresses of the terms of reference. The year's list is the stage's own address, `/cycles/YEAR/terms`.
enum TermsRoutes: FeatureRoutes {
    /// A unit's terms of a year.
    static func view(_ year: String = "{year}", _ unit: String = "{unit}") -> SiteRoute { .place(["terms", year, unit]) }
    /// Where they are drafted.
    static func editor(_ year: String = "{year}", _ unit: String = "{unit}") -> SiteRoute { .place(["terms", year, unit, "edit"]) }
    /// Two versions side by side.
    static func versions(_ year: String = "{year}", _ unit: String = "{unit}") -> SiteRoute { .place(["terms", year, unit, "versions"]) }
    /// The workbook of the draft: down and up.
    static func workbook(_ year: String = "{year}", _ unit: String = "{unit}") -> SiteRoute { .place(["terms", year, unit, "workbook"]) }
    /// What is done to a proposal: `comments`, `vetting`, `signature`, `agreements`.
    static func deed(_ deed: String, _ year: String = "{year}", _ unit: String = "{unit}") -> SiteRoute { .place(["terms", year, unit, deed]) }
    /// Which share of a unit's targets the units below carry.
    static func coverage(_ year: String = "{year}") -> SiteRoute { .place(["terms-coverage", year]) }
    /// Assigns commitments to many units.
    static func assignment(_ year: String = "{year}") -> SiteRoute { .place(["terms-assignment", year]) }

    static let lines: [RouteLine] = [
        RouteLine(method: "GET", route: view(), access: .official),
        RouteLine(method: "GET", route: editor(), access: .official),
        RouteLine(method: "POST", route: editor(), access: .official),
        RouteLine(method: "GET", route: versions(), access: .official),
        RouteLine(method: "GET", route: workbook(), access: .official),
        RouteLine(method: "POST", route: workbook(), access: .official),
        RouteLine(method: "POST", route: deed("comments"), access: .official),
        RouteLine(method: "POST", route: deed("vetting"), access: .official),
        RouteLine(method: "POST", route: deed("signature"), access: .official),
        RouteLine(method: "POST", route: deed("agreements"), access: .official),
        RouteLine(method: "GET", route: coverage(), access: .official),
        RouteLine(method: "GET", route: assignment(), access: .official),
        RouteLine(method: "POST", route: assignment(), access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(view(), isKept: false) { desk, at in try TermsPageQuery(desk: desk, at).page() }
        table.page(editor(), isKept: false) { desk, at in try TermsEditorQuery(desk: desk, at).page() }
        table.post(editor()) { try await site.editTerms($0, $1) }
        table.page(versions()) { desk, at in try TermsVersionsQuery(desk: desk, at).page() }
        table.get(workbook()) { try await site.termsWorkbook($0, $1) }
        table.post(workbook()) { try await site.takeTermsWorkbook($0, $1) }
        table.page(coverage()) { desk, at in try TermsCoverageQuery(desk: desk, year: at.word("year")).page() }
        table.page(assignment(), isKept: false) { desk, at in try TermsAssignmentQuery(desk: desk, year: at.word("year")).page() }
        table.post(assignment()) { try await site.assignTerms($0, $1) }
        deeds(table)
    }

    /// The acts on a proposal: a refusal shows the unit's page again with what was typed.
    private static func deeds(_ table: RouteRegistry) {
        func deed(_ name: String, _ make: @escaping @Sendable (Form, Desk, TermsPlace) throws -> any Act) {
            table.act(
                self.deed(name), make: { form, desk, at in try make(form, desk, TermsPlace(desk: desk, at)) },
                then: { _, address in
                    view(address.parameters.word("year"), address.parameters.word("unit")).link(address.language) + "#\(name)"
                },
                again: { desk, form, failure, at in try TermsPageQuery(desk: desk, at).page(form, failure, at: name) })
        }
        deed("comments") { form, desk, place in
            CommentTerms(
                year: place.year, unit: place.unit.code, proposal: try number(form), commitment: given(form["commitment"]),
                text: form["text"], language: desk.language.rawValue)
        }
        deed("vetting") { form, desk, place in
            guard let outcome = VetTerms.Outcome(rawValue: form["outcome"]) else {
                throw Failure(.unknownWord, ["field": "outcome", "value": String(form["outcome"].prefix(40)), "known": "cleared, returned"])
            }
            return VetTerms(
                year: place.year, unit: place.unit.code, proposal: try number(form), outcome: outcome, remarks: given(form["remarks"]),
                language: desk.language.rawValue)
        }
        deed("signature") { form, _, place in SignTerms(year: place.year, unit: place.unit.code, proposal: try number(form)) }
        deed("agreements") { form, desk, place in
            AcceptDependency(
                year: place.year, unit: place.unit.code, proposal: try number(form), code: form["code"], dependsOn: form["other"],
                accepted: form["answer"] == "accept", remarks: given(form["remarks"]), language: desk.language.rawValue)
        }
    }

    /// The number of the proposal that was read: another that took its place meanwhile is not acted upon unseen.
    private static func number(_ form: Form) throws -> Int64 {
        guard let number = Int64(form["proposal"]) else { throw Failure(.badForm) }
        return number
    }

    private static func given(_ text: String) -> String? { text.isEmpty ? nil : text }
}

/// The year and the unit of an address.
struct TermsPlace: Sendable {
    let year: Int
    let unit: Institution.Unit

    /// Throws `notFound` for a year without cycle and an unknown unit.
    init(desk: Desk, _ at: Parameters) throws {
        year = try desk.year(at.word("year"))
        unit = try desk.unit(at.word("unit"))
    }
}
