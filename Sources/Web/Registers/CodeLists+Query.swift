import Acts
import Figures
import Foundation
import Institution
import Publication
import Storage

/// All code lists, and the form that defines one.
struct CodeListsModel: Sendable {
    let fault: Fault?
    let doneMarkup: String?
    let lists: [CodeListCard]
    let listCountMarkup: String
    let mayEdit: Bool
    let action: String
    let hidden: FormFields
    let code: String
    let since: String
    let names: [LanguageField]
    let codes: String
}

/// A code list in the list of lists.
struct CodeListCard: Sendable {
    let listHref: String
    let listName: String
    let listDetailMarkup: String
    let listUses: String
}

/// Fills the page of code lists.
struct CodeListsQuery {
    let desk: Desk

    private var words: Words { desk.words }

    /// The dimension the form asks for: a code a line, `code; arabic; french; english`.
    static func definition(_ form: Form) throws -> DefineDimension {
        let codes = try form["codes"].split(whereSeparator: \.isNewline).map { line -> ListedCode in
            let parts = line.split(separator: ";", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 4 else {
                throw Failure(.malformedValue, ["field": "codes", "value": String(line.prefix(80))])
            }
            return ListedCode(code: parts[0], names: Trilingual(ar: parts[1], fr: parts[2], en: parts[3]))
        }
        return DefineDimension(code: form["code"], names: form.names, codes: codes, since: form["since"])
    }

    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("registers.lists_title")
        let lists = try DimensionBook.all(in: desk.tables)
        let uses = Dictionary(grouping: try DimensionBook.uses(in: desk.tables), by: \.dimension)
        let today = "\(desk.today)"
        let model = CodeListsModel(
            fault: failure.map(desk.fault),
            doneMarkup: desk.query["done"].flatMap { Int64($0) }.map {
                words.markup("registers.done", ["number": words.entry($0)])
            },
            lists: lists.map { list in
                let inForce = list.codes.count { $0.since <= today && ($0.until.map { today < $0 } ?? true) }
                return CodeListCard(
                    listHref: desk.link(RegisterRoutes.list(list.code)), listName: words.pick(list.names),
                    listDetailMarkup: Markup.figure(list.code) + " · " + words.markup("registers.code_count", count: inForce),
                    listUses: Set((uses[list.code] ?? []).map(\.indicator)).sorted().map {
                        desk.registers.indicator($0).map(desk.name(of:)) ?? $0
                    }.joined(separator: words.text("words.separator")))
            }, listCountMarkup: words.markup("registers.list_count", count: lists.count),
            mayEdit: DefineDimension.allows(desk.signatory, unit: nil), action: desk.link(RegisterRoutes.lists),
            hidden: desk.formFields,
            code: form?["code"] ?? "", since: form?["since"] ?? today, names: CodeListsQuery.names(form, words),
            codes: form?["codes"] ?? "")
        let crumbs = [Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title"))]
        return Page(Layout(title, crumbs: crumbs, here: title), "registers_lists", model)
    }

    /// The three fields of a name with what was typed.
    static func names(_ form: Form?, _ words: Words) -> [LanguageField] {
        ["ar", "fr", "en"].map {
            LanguageField(
                languageField: "name_\($0)", languageName: words.text("words.language.\($0)"), languageCode: $0,
                languageText: form?["name_\($0)"] ?? "")
        }
    }
}
