/// The published report as officials open it.
struct PreviewModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let publishedTag: Tag?
    let editions: [EditionRow]
    let command: String
}

/// One language of the report.
struct EditionRow: Sendable {
    let editionHref: String
    let editionLang: String
    let editionName: String
    let editionText: String
    let documentHref: String?
}
