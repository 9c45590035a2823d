import Acts
import Institution
import Publication

/// The institution's kinds of difficulty.
struct TaxonomyModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let fault: Fault?
    let taxons: [TaxonRow]
    let taxonCountMarkup: String
    let mayEdit: Bool
    let defineAction: String
    let retireAction: String
    let hidden: FormFields
    let code: String
    let rank: String
    let names: [LanguageField]
}

/// A kind in the list.
struct TaxonRow: Sendable {
    let taxonCode: String
    let taxonName: String
    let taxonDetailMarkup: String
    let taxonTags: [Tag]
    let mayRetire: Bool
    let editHref: String?
    let retireKey: FormFields
}

/// Fills the page of the taxonomy; `?code=CODE` takes one into the form to be renamed or taken back into use.
struct TaxonomyQuery {
    let desk: Desk

    private var words: Words { desk.words }

    /// The act the form asks for.
    static func definition(_ form: Form) throws -> DefineTaxon {
        guard let rank = Int(form["rank"]) else {
            throw Failure(.malformedValue, ["field": "rank", "value": String(form["rank"].prefix(40))])
        }
        return DefineTaxon(
            code: form["code"], rank: rank, names: Trilingual(ar: form["name_ar"], fr: form["name_fr"], en: form["name_en"]))
    }

    func page(_ form: Form?, _ failure: Failure?) throws -> Page {
        let title = words.text("assessment.taxonomy_title")
        let taxons = try TaxonBook.all(in: desk.tables)
        let edited = taxons.first { $0.code == desk.query["code"] }
        let mayEdit = DefineTaxon.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let retireAction = desk.link(SelfAssessmentRoutes.retirement)
        func name(_ language: String, _ text: String?) -> LanguageField {
            LanguageField(
                languageField: "name_\(language)", languageName: words.text("words.language.\(language)"), languageCode: language,
                languageText: form?["name_\(language)"] ?? text ?? "")
        }
        let model = TaxonomyModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.taxonomy_lead")),
            fault: failure.map(desk.fault), taxons: taxons.map { row($0, mayEdit) },
            taxonCountMarkup: words.markup("assessment.taxon_count", count: taxons.count), mayEdit: mayEdit,
            defineAction: desk.link(SelfAssessmentRoutes.taxonomy), retireAction: retireAction, hidden: desk.formFields,
            code: form?["code"] ?? edited?.code ?? "",
            rank: form?["rank"] ?? "\(edited?.rank ?? (taxons.map(\.rank).max() ?? 0) + 1)",
            names: [name("ar", edited?.names.ar), name("fr", edited?.names.fr), name("en", edited?.names.en)])
        let home = Link(href: desk.link(.home), text: words.text("home.title"))
        return Page(Layout(title, crumbs: [home], here: title), "taxonomy", model)
    }

    private func row(_ taxon: Taxon, _ mayEdit: Bool) -> TaxonRow {
        TaxonRow(
            taxonCode: taxon.code, taxonName: words.pick(taxon.names),
            taxonDetailMarkup: Markup.figure(taxon.code) + " · "
                + words.markup("assessment.taxon_by", ["date": words.moment(taxon.by.recorded), "number": words.entry(taxon.by.number)]),
            taxonTags: taxon.isRetired ? [.plain(words.text("assessment.retired"))] : [], mayRetire: mayEdit && !taxon.isRetired,
            editHref: mayEdit ? desk.link(SelfAssessmentRoutes.taxonomy, ["code": taxon.code]) + "#define" : nil,
            retireKey: desk.formFields)
    }
}
