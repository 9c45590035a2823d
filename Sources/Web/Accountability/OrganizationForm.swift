import Acts
import Institution

/// A form of the registers: its fields as shown and the act that is made of them.
struct OrganizationForm: Sendable {
    /// The word in the address.
    let name: String
    let fields: [FormField]
    /// Whether the reader may use it; others do not see it.
    let isOpen: Bool
    let act: @Sendable (Form, Desk) throws -> any Act
}

/// A field of a form.
struct FormField: Sendable {
    /// How it is typed.
    enum Kind: Sendable { case code, text, area, day, choice, check }

    let name: String
    let kind: Kind
    var choices: [Choice] = []
    var isRequired = true
    var lang: String?
}

/// A form as a template shows it.
struct FormPanel: Sendable {
    let formAnchor: String
    let formTitle: String
    let formLead: String
    let formAction: String
    let formButton: String
    let formFault: Fault?
    let hidden: FormFields
    let formFields: [FieldPanel]
}

/// A field as a template shows it.
struct FieldPanel: Sendable {
    let fieldId: String
    let fieldName: String
    let fieldLabel: String
    let fieldHint: String?
    let fieldValue: String
    let fieldType: String
    let fieldDirection: String
    let fieldLang: String?
    let isInput: Bool
    let isArea: Bool
    let isChoice: Bool
    let isCheck: Bool
    let isChecked: Bool
    let isRequired: Bool
    let fieldChoices: [Choice]
}

extension OrganizationForm {
    /// The words of fields that stand in numbered rows.
    private static let rowWords = ["into": "into_n", "share": "share_n"]

    /// The form with what was typed, and why it was refused.
    func panel(_ desk: Desk, section: String, typed: Form?, failure: Failure?) -> FormPanel {
        let words = desk.words
        let panels = fields.map { field in
            let id = "\(name)-\(field.name)"
            let value = typed?[field.name] ?? desk.query[field.name] ?? ""
            // A field of a row, such as `share.2`, is named by its word and its number.
            let parts = field.name.split(separator: ".").map(String.init)
            let word = parts.count == 2 ? Self.rowWords[parts[0]] ?? parts[0] : field.name
            let hint = "organization.hint.\(word)"
            return FieldPanel(
                fieldId: id, fieldName: field.name,
                fieldLabel: words.text("organization.field.\(word)", parts.count == 2 ? ["number": parts[1]] : [:]),
                fieldHint: words.has(hint) ? words.text(hint) : nil, fieldValue: value, fieldType: field.kind == .day ? "date" : "text",
                fieldDirection: field.kind == .code || field.kind == .day ? "ltr" : "auto", fieldLang: field.lang,
                isInput: [.code, .text, .day].contains(field.kind), isArea: field.kind == .area, isChoice: field.kind == .choice,
                isCheck: field.kind == .check, isChecked: value == "yes", isRequired: field.isRequired,
                fieldChoices: field.choices.map {
                    Choice(choiceValue: $0.choiceValue, choiceText: $0.choiceText, isChosen: $0.choiceValue == value)
                })
        }
        return FormPanel(
            formAnchor: "form-\(name)", formTitle: words.text("organization.form.\(name)"),
            formLead: words.text("organization.lead.\(name)"), formAction: desk.link(AccountabilityRoutes.form(section, name)),
            formButton: words.text("organization.button.\(name)"), formFault: failure.map(desk.fault), hidden: desk.formFields,
            formFields: panels)
    }
}

extension Form {
    /// The value of a field, nil when it is empty.
    func optional(_ name: String) -> String? { self[name].isEmpty ? nil : self[name] }

    /// The three fields of a name.
    var names: Trilingual { Trilingual(ar: self["name_ar"], fr: self["name_fr"], en: self["name_en"]) }
}
