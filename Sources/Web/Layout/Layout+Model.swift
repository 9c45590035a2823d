import HTTPTypes

/// The frame around every page of the office: band, year, crumbs, foot.
struct Layout: Sendable {
    /// `ar`, `fr` or `en`.
    var lang: String
    /// `rtl` or `ltr`.
    var direction: String
    /// What the browser's tab shows.
    var pageTitle: String
    /// The institution's name.
    var institution: String
    /// Addresses of the style sheets, in order.
    var styles: [String]
    /// The address of the mark in the browser's tab.
    var icon = ""
    /// The home page.
    var homeLink: String
    /// The search page.
    var searchLink: String
    /// The unit in the picker and its page; nil hides the picker.
    var picker: PickerLink?
    /// The year in the band and its page; nil hides it.
    var yearPicker: PickerLink?
    /// The three languages, each keeping the page and its filters.
    var languages: [LanguageLink]
    /// The signed-in official; nil before sign-in.
    var account: AccountPanel?
    /// The stages of the year; empty hides the navigation.
    var stages: [StageLink]
    /// The institution's standing notice, for an example: unofficial, built from public sources.
    var notice: String?
    /// The path from the root, without the page itself.
    var crumbs: [Link]
    /// The page's own name at the end of the path; nil hides the path.
    var crumbHere: String?
    /// The report the public sees.
    var reportLink: String?

    /// Ways to the registers of acts, the ledger and the roles; empty before sign-in.
    var registerLinks: [Link] = []
    /// That the reader acts for another post by delegation; nil where they do not.
    var actingNote: String?

    /// Names of the script files the page uses, in order; most pages have none. `FrameQuery` makes addresses of them.
    var scripts: [String] = []

    /// The year the page is about; nil means the year in course.
    var year: Int?
    /// The stage the page is about.
    var stage: Stage?

    /// A frame that says what only the page knows; `FrameQuery` fills in the rest.
    init(_ title: String, year: Int? = nil, stage: Stage? = nil, crumbs: [Link] = [], here: String? = nil, picker: PickerLink? = nil) {
        (lang, direction, institution, homeLink, searchLink) = ("", "", "", "", "")
        pageTitle = title
        (styles, languages, stages) = ([], [], [])
        self.year = year
        self.stage = stage
        self.crumbs = crumbs
        crumbHere = here
        self.picker = picker
    }
}


/// A link with its words.
struct Link: Sendable, Hashable {
    let href: String
    let text: String
}

/// A picker in the band.
struct PickerLink: Sendable {
    let pickHref: String
    let pickText: String
}

/// One language of the switch.
struct LanguageLink: Sendable {
    let langHref: String
    let langCode: String
    let langShort: String
    let langName: String
    let isCurrentLang: Bool
}

/// Who is signed in.
struct AccountPanel: Sendable {
    let initials: String
    let officialName: String
    let postName: String
    /// The page of integrations that act for the post.
    let integrationsLink: String
    /// The register of the post, and the choice of another post.
    let registerHref: String
    let actingHref: String
    let signOutAction: String
    let formToken: String
}

/// A stage of the year in the navigation.
struct StageLink: Sendable {
    let stageHref: String
    let stageName: String
    /// `done`, `now` or `todo`: the mark and its class.
    let stageState: String
    let stageStateWord: String
    /// The date or deadline, with its numbers isolated.
    let stageDateMarkup: String
    /// `page` for the stage the page is about, `step` for the running one elsewhere; nil for the others.
    let stageCurrent: String?
}

/// A small word with a shape.
struct Tag: Sendable, Hashable {
    /// `good`, `warn`, `bad`, `now`, `sim` or empty.
    let tagStyle: String
    /// The symbol's name, or nil.
    let tagMark: String?
    let tagText: String

    /// Reached, done.
    static func good(_ text: String) -> Tag { Tag(tagStyle: "good", tagMark: "ok", tagText: text) }
    /// Near, unusual, at risk.
    static func warn(_ text: String) -> Tag { Tag(tagStyle: "warn", tagMark: "tri", tagText: text) }
    /// Missed, refused, late.
    static func bad(_ text: String) -> Tag { Tag(tagStyle: "bad", tagMark: "sq", tagText: text) }
    /// Going on.
    static func now(_ text: String) -> Tag { Tag(tagStyle: "now", tagMark: "half", tagText: text) }
    /// Neutral.
    static func plain(_ text: String) -> Tag { Tag(tagStyle: "", tagMark: nil, tagText: text) }
    /// Simulated data.
    static func simulated(_ text: String) -> Tag { Tag(tagStyle: "sim", tagMark: nil, tagText: text) }
}

/// The seal of a figure: how far it is proven, and the way to the proof.
struct Seal: Sendable, Hashable {
    /// `seal`, `seal-half`, `seal-open` or `seal-old`.
    let sealMark: String
    let sealWord: String
    let sealHref: String
}

/// A figure in a card: it never stands alone.
struct FigureCard: Sendable {
    let cardLabel: String
    let cardHref: String
    /// The value with its numbers isolated, or the words for no value.
    let cardValueMarkup: String
    let cardUnit: String
    /// A sparkline, or nil when there are fewer than two years.
    let sparkMarkup: String?
    let sparkFirst: String
    let sparkLast: String
    /// The change with its sign, or nil.
    let cardChangeMarkup: String?
    let cardChangeBase: String
    /// `good`, `bad` or empty.
    let cardChangeStyle: String
    /// Precision, coverage and simulation, where they need saying.
    let cardTags: [Tag]
    let cardSeal: Seal?
}

/// A commitment with its bullet.
struct CommitmentRow: Sendable {
    let commitmentText: String
    /// Code, baseline and weight, with numbers isolated.
    let commitmentDetailMarkup: String
    let bulletMarkup: String?
    let commitmentValueMarkup: String
    let commitmentState: Tag?
    let commitmentScoreMarkup: String?
}

/// An alert beside the figures.
struct Note: Sendable {
    /// `bad`, `warn`, `sim` or empty.
    let noteStyle: String
    let noteMark: String
    let noteTitle: String
    let noteTextMarkup: String
    let noteTags: [Tag]
}

/// A page ready to be sent: its frame and the name and value its template is rendered with.
struct Page: Sendable {
    var layout: Layout
    let template: String
    let model: any Sendable
    var status = HTTPResponse.Status.ok
    /// The template around the page: the office's, or one that leaves the whole screen to the page.
    var frame = "office"

    init(_ layout: Layout, _ template: String, _ model: any Sendable) {
        self.layout = layout
        self.template = template
        self.model = model
    }
}
