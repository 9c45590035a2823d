import Acts
import Institution
import Storage

/// Fills the entrance of analysis.
struct AnalysisIndexQuery {
    let desk: Desk

    /// The page.
    func page() throws -> Page {
        let words = desk.words
        let title = words.text("analysis.title")
        let views = try SavedViewBook.visible(to: desk.signatory.official, in: desk.tables)
        let model = AnalysisIndexModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("analysis.lead"),
            kinds: AnalysisKind.allCases.map {
                AnalysisKindRow(
                    kindHref: desk.link(AnalysisRoutes.view($0.rawValue)), kindName: words.text("analysis.kind.\($0.rawValue)"),
                    kindText: words.text("analysis.about.\($0.rawValue)"))
            },
            viewCountMarkup: words.markup("analysis.views_count", count: views.count), views: try views.compactMap(row),
            removeAction: desk.link(AnalysisRoutes.removal))
        return Page(
            Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "analysis_index",
            model)
    }

    /// A kind that this program no longer knows is left where it is and not shown: its address leads nowhere.
    private func row(_ view: SavedView) throws -> SavedViewRow? {
        guard let kind = AnalysisKind(rawValue: view.kind) else { return nil }
        let words = desk.words
        let isOwn = view.official == desk.signatory.official
        var tags: [Tag] = []
        if view.isShared { tags.append(.now(words.text("analysis.shared"))) }
        let kept = words.text("analysis.kept_on", ["date": words.moment(view.saved)])
        let owner = isOwn ? nil : words.text("analysis.kept_by", ["name": try desk.name(ofOfficial: view.official)])
        let detail = [words.text("analysis.kind.\(kind.rawValue)"), owner, kept].compactMap { $0 }.joined(separator: " · ")
        return SavedViewRow(
            viewHref: desk.link(AnalysisRoutes.view(kind.rawValue)) + (view.query.isEmpty ? "" : "?" + view.query),
            viewName: view.name,
            viewDetailMarkup: RunningText.markup(detail), viewTags: tags, removal: isOwn ? desk.formFields : nil)
    }
}
