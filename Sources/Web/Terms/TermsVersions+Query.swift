import Acts
import Hummingbird
import Institution
import Localization
import Publication

/// How differences read.
struct VersionWords {
    let words: Words
    let desk: Desk

    /// The commitments that differ, and those that do not (without fields).
    func lines(_ difference: TermsDifference) -> [VersionLine] {
        difference.lines.map { line in
            VersionLine(
                lineCode: line.code.isEmpty ? "–" : line.code, lineTag: tag(line.change),
                lineFields: line.fields.map { field(line, $0) })
        }
    }

    private func tag(_ change: TermsDifference.Change) -> Tag {
        let word = words.text("terms.change_\(change.rawValue)")
        return switch change {
        case .added: .good(word)
        case .removed: .bad(word)
        case .changed: .warn(word)
        case .same: .plain(word)
        }
    }

    private func field(_ line: TermsDifference.Line, _ field: TermsDifference.Field) -> VersionField {
        let (before, after) = (line.before.map(field.text) ?? "", line.after.map(field.text) ?? "")
        let language = switch field {
        case .textAr, .evidenceAr: "ar"
        case .textFr, .evidenceFr: "fr"
        case .textEn, .evidenceEn: "en"
        default: ""
        }
        func side(_ wanted: TermsDifference.Change, _ element: String) -> String {
            let pieces = TermsDifference.words(from: before, to: after).filter { $0.change == .same || $0.change == wanted }
            let markup = pieces.map { piece in
                piece.change == .same ? RunningText.markup(piece.text) : "<\(element)>\(RunningText.markup(piece.text))</\(element)>"
            }.joined(separator: " ")
            return language.isEmpty ? markup : "<span lang=\"\(language)\" dir=\"auto\">\(markup)</span>"
        }
        return VersionField(
            versionFieldName: words.text("terms.field_\(field.rawValue)"), versionBeforeMarkup: shown(before, side(.removed, "del")),
            versionAfterMarkup: shown(after, side(.added, "ins")))
    }

    private func shown(_ text: String, _ markup: String) -> String { text.isEmpty ? "<span class=\"q\">–</span>" : markup }
}

/// Fills the page that shows two versions side by side, with what differs marked.
struct TermsVersionsQuery {
    let desk: Desk
    let place: TermsPlace

    private var words: Words { desk.words }

    init(desk: Desk, _ at: Parameters) throws {
        self.desk = desk
        place = try TermsPlace(desk: desk, at)
    }

    /// The page. Throws `notFound` unless both numbers of the address are versions of this unit's terms.
    func page() throws -> Page {
        let history = try TermsBook.history(year: place.year, unit: place.unit.code, in: desk.tables)
        func version(_ name: String, _ usual: Terms?) throws -> Terms {
            let asked = desk.query[name] ?? ""
            guard let found = asked.isEmpty ? usual : history.first(where: { "\($0.proposal.number)" == asked }) else {
                throw Failure(.notFound, privateDetail: "version \(asked.prefix(20))")
            }
            return found
        }
        let before = try version("a", history.dropLast().last ?? history.last)
        let after = try version("b", history.last)
        let lines = VersionWords(words: words, desk: desk).lines(
            TermsDifference(
                from: before.commitments.map { DraftCommitment($0.terms) }, to: after.commitments.map { DraftCommitment($0.terms) }))
        let title = words.text("terms.versions_title", ["unit": desk.name(ofUnit: place.unit.code), "year": "\(place.year)"])
        let same = lines.filter(\.lineFields.isEmpty).count
        let model = TermsVersionsModel(
            titleMarkup: RunningText.markup(title), versionsLead: words.text("terms.versions_lead"),
            beforeMarkup: try name(before, history), afterMarkup: try name(after, history),
            versionsAction: desk.link(TermsRoutes.versions("\(place.year)", place.unit.code)), beforeChoices: choices(history, before),
            afterChoices: choices(history, after), versionLines: lines.filter { !$0.lineFields.isEmpty },
            sameCountMarkup: words.markup("terms.same_count", count: same),
            viewLink: desk.link(TermsRoutes.view("\(place.year)", place.unit.code)))
        let crumbs = [
            Link(href: desk.link(.stage(year: "\(place.year)", .terms)), text: words.text("cycle.terms_title", ["year": "\(place.year)"])),
            Link(href: desk.link(TermsRoutes.view("\(place.year)", place.unit.code)), text: desk.name(ofUnit: place.unit.code)),
        ]
        return Page(
            Layout(title, year: place.year, stage: .terms, crumbs: crumbs, here: words.text("terms.versions")), "terms_versions", model)
    }

    private func name(_ terms: Terms, _ history: [Terms]) throws -> String {
        let number = (history.firstIndex { $0.proposal.number == terms.proposal.number } ?? 0) + 1
        let state = words.text("words.terms_state.\(terms.state.rawValue)")
        return words.markup("terms.version", ["number": words.number(number)])
            + RunningText.markup(" · \(words.moment(terms.proposal.recorded)) · \(state)")
    }

    private func choices(_ history: [Terms], _ chosen: Terms) -> [Choice] {
        history.enumerated().map { index, terms in
            Choice(
                choiceValue: "\(terms.proposal.number)",
                choiceText: words.text("terms.version", ["number": words.number(index + 1)]) + " · " + words.moment(terms.proposal.recorded),
                isChosen: terms.proposal.number == chosen.proposal.number)
        }
    }
}
