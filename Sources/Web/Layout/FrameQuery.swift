import Acts
import Figures
import Identity
import Institution
import Localization

/// Fills the frame of a page: band, stages of the year, languages, account.
struct FrameQuery {
    let desk: Desk
    /// The address asked for, with its language.
    let path: String
    let files: StaticFiles
    let isPublished: Bool

    /// Completes what the page itself has not said.
    func fill(_ layout: inout Layout) throws {
        let words = desk.words
        layout.lang = desk.language.rawValue
        layout.direction = desk.language.direction
        layout.institution = words.pick(desk.registers.profile.names)
        layout.notice = desk.registers.profile.notice.map(words.pick)
        layout.styles = Site.styleNames.map(files.link)
        layout.icon = files.link("icon.svg")
        layout.scripts = layout.scripts.map(files.link)
        layout.homeLink = desk.link(.home)
        layout.searchLink = desk.link(.search)
        layout.languages = Self.languages(path: path, query: desk.query, current: desk.language)
        layout.account = try account()
        layout.registerLinks = [
            Link(href: desk.link(AnalysisRoutes.index), text: words.text("analysis.title")),
            Link(href: desk.link(OrganizationRoutes.tree), text: words.text("tree.title")),
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(href: desk.link(AccountabilityRoutes.index), text: words.text("accountability.title")),
            Link(href: desk.link(AccountabilityRoutes.ledger), text: words.text("ledger.title")),
            Link(href: desk.link(AccountabilityRoutes.roles), text: words.text("accountability.roles_title")),
        ]
        if let own = desk.signatory.ownPost {
            layout.actingNote = words.text(
                "accountability.acting_note",
                ["post": try desk.name(ofPost: desk.signatory.post), "own": try desk.name(ofPost: own)])
        }
        if layout.picker == nil {
            layout.picker = PickerLink(pickHref: desk.link(.unit(desk.ownUnit)), pickText: desk.name(ofUnit: desk.ownUnit))
        }
        guard let year = layout.year ?? desk.registers.currentYear else { return }
        layout.yearPicker = PickerLink(pickHref: desk.link(.cycle(year: "\(year)")), pickText: "\(year)")
        layout.stages = stages(year: year, current: layout.stage)
        layout.reportLink = isPublished ? desk.link(.stage(year: "\(year)", .report)) : nil
    }

    /// Links to the same page and filters in the three languages.
    static func languages(path: String, query: [String: String], current: Language) -> [LanguageLink] {
        let rest = path.split(separator: "/", omittingEmptySubsequences: true).dropFirst().joined(separator: "/")
        let items = query.sorted { $0.key < $1.key }.map { "\(encoded($0.key))=\(encoded($0.value))" }.joined(separator: "&")
        return Language.allCases.map { language in
            let place = "/\(language.rawValue)/\(rest)".trimmingSuffix("/")
            return LanguageLink(
                langHref: items.isEmpty ? place : "\(place)?\(items)", langCode: language.rawValue, langShort: language.mark,
                langName: language.name, isCurrentLang: language == current)
        }
    }

    private static func encoded(_ text: String) -> String { SiteRoute.encoded(text) }

    private func account() throws -> AccountPanel {
        let name = try desk.name(ofOfficial: desk.signatory.official)
        let initials = name.split(separator: " ").prefix(2).compactMap { $0.first.map(String.init) }.joined(
            separator: desk.language == .ar ? "." : "")
        return AccountPanel(
            initials: initials.uppercased(), officialName: name, postName: try desk.name(ofPost: desk.signatory.post),
            integrationsLink: desk.link(InterfaceRoutes.page),
            registerHref: desk.link(AccountabilityRoutes.post(desk.signatory.post)), actingHref: desk.link(AccountabilityRoutes.acting),
            signOutAction: desk.link(.signOut), formToken: desk.visitor.session.secret.formToken)
    }

    private func stages(year: Int, current: Stage?) -> [StageLink] {
        let words = desk.words
        let day = "\(desk.today)"
        let phases = desk.registers.phases[year] ?? []
        return Stage.allCases.compactMap { stage in
            guard let dates = phases.first(where: { $0.phase == stage.phase }) else { return nil }
            let state = day > dates.ends ? "done" : day < dates.starts ? "todo" : "now"
            return StageLink(
                stageHref: desk.link(.stage(year: "\(year)", stage)), stageName: words.text("layout.stage.\(stage.word)"),
                stageState: state, stageStateWord: words.text("layout.state.\(state)"),
                stageDateMarkup: RunningText.markup(stageDate(dates, year)), stageCurrent: stage == current ? "page" : current == nil && state == "now" ? "step" : nil)
        }
    }

    private func stageDate(_ dates: PhaseDates, _ year: Int) -> String {
        let words = desk.words
        // A stage extended into another year says which.
        let end = dates.ends.hasPrefix("\(year)") ? words.dayAndMonth(dates.ends) : words.day(dates.ends)
        guard dates.contains("\(desk.today)"), dates.starts != dates.ends else { return end }
        return words.text("layout.up_to", ["date": end])
    }
}

extension Stage {
    /// The phase of the cycle that gives the stage its dates.
    var phase: Phase? {
        switch self {
        case .terms: .terms
        case .figures: .reporting
        case .assessment: .selfAssessment
        case .evaluation: .evaluation
        case .meeting: .meeting
        case .roadmap: .roadmap
        case .report: .publication
        case .any: nil
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String { last == suffix && count > 1 ? String(dropLast()) : self }
}
