import Acts
import Figures
import Identity
import Institution

/// The page of integrations: the administrator's list and form; for others the integrations that act for their post.
struct IntegrationsModel: Sendable {
    let lead: String
    let rows: [IntegrationRow]
    /// The token of the integration just made; shown once.
    let made: MadeToken?
    let form: IntegrationForm?
    let fault: Fault?
    let referenceLink: String
}

/// A token, in the only answer that holds it.
struct MadeToken: Sendable {
    let madeName: String
    let madeToken: String
}

/// One integration of the list.
struct IntegrationRow: Sendable {
    let rowCode: String
    let rowPost: String
    let rowScopes: [String]
    let rowExpiresMarkup: String
    let rowMadeMarkup: String
    let rowState: Tag
    /// The button by which the post's holder accepts.
    let accept: RowAction?
    /// The button that ends it.
    let revoke: RowAction?
}

/// A button with its form.
struct RowAction: Sendable {
    let rowAction: String
    let hidden: FormFields
    /// What the button does, with the integration's name: for those who hear the page.
    let rowActionLabel: String
}

/// The form that registers one.
struct IntegrationForm: Sendable {
    let formAction: String
    let hidden: FormFields
    let code: String
    let postChoices: [Choice]
    let expires: String
    let readChoices: [Choice]
    let actChoices: [Choice]
}

/// How long a token is good unless told.
public enum IntegrationTerm {
    /// Ninety days after a day.
    public static func usual(from day: Day) -> Day { Day(number: day.number + 90) }
}
