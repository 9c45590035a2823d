import Acts
import Institution
import Publication

/// The evidence files of a unit's year.
struct EvidenceModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let doneMarkup: String?
    let fault: Fault?
    let form: EvidenceForm?
    let files: [EvidenceRow]
    let fileCountMarkup: String
    let rulesMarkup: [String]
    let viewLink: String
}

/// The form that takes a file.
struct EvidenceForm: Sendable {
    let uploadAction: String
    let hidden: FormFields
    let accept: String
    let caption: String
    let expires: String
    let commitments: [Choice]
}

/// A file in the list.
struct EvidenceRow: Sendable {
    let evidenceAnchor: String
    let evidenceName: String
    let evidenceHref: String
    let evidenceDetailMarkup: String
    let evidenceHash: String
    let inspection: String
    let evidenceTags: [Tag]
}

/// Fills the page of a unit's evidence.
struct EvidenceQuery {
    let place: AssessmentDesk

    private var desk: Desk { place.desk }
    private var words: Words { place.desk.words }

    /// Throws `notFound` where the reader may not open the evidence.
    init(desk: Desk, year: String, unit: String) throws {
        place = try AssessmentDesk(desk, year: year, unit: unit)
        guard place.mayRead else { throw Failure(.notFound, privateDetail: "evidence of \(unit) by \(desk.signatory.post)") }
    }

    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let name = desk.name(ofUnit: place.unit.code)
        let title = words.text("assessment.evidence_title", ["unit": name, "year": place.word])
        let files = try EvidenceBook.files(year: place.year, unit: place.unit.code, in: desk.tables)
        let cited = try SelfAssessmentBook.current(year: place.year, unit: place.unit.code, in: desk.tables)?.items
            .flatMap { $0.evidence ?? [] } ?? []
        let known = EvidenceKind.allCases.map(\.rawValue)
        let model = EvidenceModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.evidence_lead")),
            doneMarkup: desk.query["done"].map { _ in words.markup("assessment.evidence_done") }, fault: failure.map(desk.fault),
            form: place.mayWrite ? try uploadForm(form, known) : nil, files: try files.map { try row($0, isCited: cited.contains($0.hash)) },
            fileCountMarkup: words.markup("assessment.file_count", count: files.count),
            rulesMarkup: ["size", "kinds", "active", "hash"].map {
                words.markup("assessment.rule_\($0)", ["kinds": known.joined(separator: words.text("words.separator")), "size": "50"])
            }, viewLink: place.link(SelfAssessmentRoutes.unit))
        return Page(
            Layout(title, year: place.year, stage: .assessment, crumbs: place.crumbs(true), here: words.text("assessment.evidence")),
            "evidence", model)
    }

    private func uploadForm(_ form: Form?, _ known: [String]) throws -> EvidenceForm {
        let commitments = try TermsBook.commitments(year: place.year, unit: place.unit.code, in: desk.tables)
        let none = Choice(choiceValue: "", choiceText: words.text("assessment.overall"), isChosen: false)
        return EvidenceForm(
            uploadAction: place.link(SelfAssessmentRoutes.evidence), hidden: desk.formFields,
            accept: known.map { "." + $0 }.joined(separator: ",") + ",.jpg", caption: form?["caption"] ?? "", expires: form?["expires"] ?? "",
            commitments: [none] + commitments.map {
                Choice(choiceValue: $0.code, choiceText: "\($0.code) · \(words.pick($0.text))", isChosen: form?["commitment"] == $0.code)
            })
    }

    private func row(_ file: EvidenceFile, isCited: Bool) throws -> EvidenceRow {
        var tags: [Tag] = []
        if file.isExpired(on: "\(desk.today)") { tags.append(.warn(words.text("assessment.expired"))) }
        tags.append(isCited ? .good(words.text("assessment.cited")) : .plain(words.text("assessment.not_cited")))
        var detail = [StatementReading.size(file.bytes, words), file.name]
        if let commitment = file.commitment { detail.append(words.text("cycle.on_commitment", ["code": commitment])) }
        if let expires = file.expires { detail.append(words.text("assessment.valid_until", ["date": words.day(expires)])) }
        detail.append(
            words.text(
                "assessment.filed_by",
                ["date": words.moment(file.by.recorded), "number": words.entry(file.by.number), "post": try desk.name(ofPost: file.by.post)]))
        return EvidenceRow(
            evidenceAnchor: "f-\(file.by.number)", evidenceName: file.caption ?? file.name,
            evidenceHref: desk.link(SelfAssessmentRoutes.file(place.word, place.unit.code, "\(file.by.number)")),
            evidenceDetailMarkup: detail.map(RunningText.markup).joined(separator: " · "), evidenceHash: file.hash,
            inspection: file.inspection, evidenceTags: tags)
    }
}
