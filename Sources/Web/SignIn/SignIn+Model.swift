/// The sign-in page: before a link is opened, with a good link, or with a refused one.
struct SignInModel: Sendable {
    let lang: String
    let direction: String
    let icon: String
    let styles: [String]
    let institution: String
    let notice: String?
    let languages: [LanguageLink]
    /// The published site, where there is one.
    let reportLink: String?
    let fault: Fault?
    let linkHolder: LinkPanel?
}

/// A sentence about what was refused.
struct Fault: Sendable {
    let faultMarkup: String
}

/// Whom the link is for, and the one button that uses it.
struct LinkPanel: Sendable {
    let holderName: String
    let holderPost: String
    let action: String
    let token: String
}
