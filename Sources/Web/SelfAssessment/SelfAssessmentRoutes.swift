import Acts
import HTTPTypes
import Hummingbird
import Institution

/// The addresses of this feature.
enum SelfAssessmentRoutes: FeatureRoutes {
    /// A unit's self-assessment of a year.
    static func unit(_ year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "assessments", unit]) }
    /// The form it is written in, and where its buttons post to.
    static func form(_ year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "assessments", unit, "form"]) }
    /// Where the form's script saves what is typed.
    static func draft(_ year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "assessments", unit, "draft"]) }
    /// The draft as a workbook: down and up.
    static func workbook(_ year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "assessments", unit, "workbook"]) }
    /// The unit's evidence files, and where a file is sent.
    static func evidence(_ year: String, _ unit: String) -> SiteRoute { .place(["cycles", year, "assessments", unit, "evidence"]) }
    /// One evidence file, by the number of its act.
    static func file(_ year: String, _ unit: String, _ number: String) -> SiteRoute {
        .place(["cycles", year, "assessments", unit, "evidence", number])
    }
    /// The difficulties of a year.
    static func difficulties(_ year: String) -> SiteRoute { .place(["cycles", year, "difficulties"]) }
    /// Where difficulties are answered.
    static func answer(_ year: String) -> SiteRoute { .place(["cycles", year, "difficulties", "answer"]) }
    /// The institution's kinds of difficulty.
    static let taxonomy = SiteRoute.place(["difficulties", "taxonomy"])
    /// Where a kind is taken out of use.
    static let retirement = SiteRoute.place(["difficulties", "taxonomy", "retired"])

    private static let (year, code, number) = ("{year}", "{unit}", "{number}")
    /// A file and the form around it.
    private static let uploadLimit = FileEvidence.largest + (1 << 20)

    static let lines: [RouteLine] = [
        RouteLine(method: "GET", route: .stage(year: year, .assessment), access: .official),
        RouteLine(method: "GET", route: unit(year, code), access: .official),
        RouteLine(method: "GET", route: form(year, code), access: .official),
        RouteLine(method: "POST", route: form(year, code), access: .official),
        RouteLine(method: "POST", route: draft(year, code), access: .official),
        RouteLine(method: "GET", route: workbook(year, code), access: .official),
        RouteLine(method: "POST", route: workbook(year, code), access: .official),
        RouteLine(method: "GET", route: evidence(year, code), access: .official),
        RouteLine(method: "POST", route: evidence(year, code), access: .official, limit: uploadLimit),
        RouteLine(method: "GET", route: file(year, code, number), access: .official),
        RouteLine(method: "GET", route: difficulties(year), access: .official),
        RouteLine(method: "GET", route: answer(year), access: .official),
        RouteLine(method: "POST", route: answer(year), access: .official),
        RouteLine(method: "GET", route: taxonomy, access: .official),
        RouteLine(method: "POST", route: taxonomy, access: .official),
        RouteLine(method: "POST", route: retirement, access: .official),
    ]

    static func add(to table: RouteRegistry) {
        let site = table.site
        table.page(.stage(year: year, .assessment)) { desk, at in
            try AssessmentListQuery(desk: desk, year: at.word("year")).page()
        }
        table.page(unit(year, code)) { desk, at in
            try AssessmentQuery(desk: desk, year: at.word("year"), unit: at.word("unit")).page()
        }
        table.page(form(year, code), isKept: false) { desk, at in
            try AssessmentFormQuery(desk: desk, year: at.word("year"), unit: at.word("unit")).page()
        }
        table.post(form(year, code)) { try await site.assessmentForm($0, $1) }
        table.post(draft(year, code)) { try await site.assessmentDraft($0, $1) }
        table.get(workbook(year, code)) { try await site.assessmentWorkbook($0, $1) }
        table.post(workbook(year, code)) { try await site.takeAssessmentWorkbook($0, $1) }
        table.page(evidence(year, code), isKept: false) { desk, at in
            try EvidenceQuery(desk: desk, year: at.word("year"), unit: at.word("unit")).page()
        }
        table.post(evidence(year, code)) { try await site.takeEvidence($0, $1) }
        table.get(file(year, code, number)) { try await site.evidenceFile($0, $1) }
        table.page(difficulties(year)) { desk, at in try DifficultiesQuery(desk: desk, year: at.word("year")).page() }
        table.page(answer(year), isKept: false) { desk, at in try AnswerQuery(desk: desk, year: at.word("year")).page(nil, nil) }
        table.act(
            answer(year), make: { form, desk, at in try AnswerQuery.act(form, year: desk.year(at.word("year"))) },
            then: { _, address in
                difficulties(address.parameters.word("year")).link(address.language, ["done": "yes"])
            },
            again: { desk, form, failure, at in try AnswerQuery(desk: desk, year: at.word("year")).page(form, failure) })
        table.page(taxonomy, isKept: false) { desk, _ in try TaxonomyQuery(desk: desk).page(nil, nil) }
        table.act(
            taxonomy, make: { form, _, _ in try TaxonomyQuery.definition(form) },
            then: { _, address in taxonomy.link(address.language) },
            again: { desk, form, failure, _ in try TaxonomyQuery(desk: desk).page(form, failure) })
        table.act(
            retirement, make: { form, _, _ in RetireTaxon(code: form["code"]) },
            then: { _, address in taxonomy.link(address.language) },
            again: { desk, form, failure, _ in try TaxonomyQuery(desk: desk).page(form, failure) })
    }
}

/// Who may do what with a unit's self-assessment.
struct AssessmentDesk {
    let desk: Desk
    let year: Int
    let unit: Institution.Unit

    /// Throws `notFound` for an unknown unit or a year without cycle.
    init(_ desk: Desk, year: String, unit: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.unit = try desk.unit(unit)
    }

    /// Whether the reader may write and submit it.
    var mayWrite: Bool { SubmitSelfAssessment.policy.allows(desk.signatory, unit: unit.code, ledgerIsEmpty: false) }

    /// Whether the reader may open the evidence: whoever filed it and whoever judges or audits.
    var mayRead: Bool { mayWrite || EvidenceBook.mayRead(desk.signatory, unit: unit.code) }

    /// Throws `notFound` where the reader may not write: whose forms exist is not theirs to know.
    func writing() throws -> AssessmentDesk {
        guard mayWrite else { throw Failure(.notFound, privateDetail: "self-assessment of \(unit.code) by \(desk.signatory.post)") }
        return self
    }

    /// The name of the draft in the book of drafts.
    var subject: String { "\(year)/\(unit.code)" }
    var word: String { "\(year)" }

    func link(_ route: (String, String) -> SiteRoute) -> String { desk.link(route(word, unit.code)) }

    /// The path to pages below the unit's.
    func crumbs(_ more: Bool) -> [Link] {
        let year = Link(href: desk.link(.cycle(year: word)), text: desk.words.text("cycle.title", ["year": word]))
        let list = Link(
            href: desk.link(.stage(year: word, .assessment)), text: desk.words.text("cycle.assessments_title", ["year": word]))
        let own = Link(href: link(SelfAssessmentRoutes.unit), text: desk.name(ofUnit: unit.code))
        return more ? [year, list, own] : [year, list]
    }
}
