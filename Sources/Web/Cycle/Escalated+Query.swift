import Figures
import Institution
import Publication

/// What has come up to the reader because nobody did it.
struct EscalatedPanel: Sendable {
    let countMarkup: String
    let rows: [EscalatedRow]
    let moreMarkup: String?
    let registerHref: String
}

/// One duty that went up.
struct EscalatedRow: Sendable {
    let upTitle: String
    let upUnitMarkup: String
    let upTag: Tag
}

/// Fills the panel of the home page.
struct EscalatedQuery {
    let desk: Desk
    let years: [Int]

    private static let most = 8

    /// The panel; nil when nothing went up.
    func panel() throws -> EscalatedPanel? {
        let words = desk.words
        let day = "\(desk.today)"
        let duties = try years.flatMap { try Escalation.duties(for: desk.signatory, year: $0, on: day, in: desk.tables) }
            .sorted { $0.due < $1.due }
        guard let first = duties.first else { return nil }
        let shown = DutyWords(words: words, today: desk.today)
        let more = duties.count - Self.most
        return EscalatedPanel(
            countMarkup: words.markup("duties.count", count: duties.count),
            rows: duties.prefix(Self.most).map { duty in
                EscalatedRow(
                    upTitle: shown.title(duty),
                    upUnitMarkup: RunningText.markup(duty.unit.map(desk.name(ofUnit:)) ?? words.text("duties.institution")),
                    upTag: .bad(shown.distance(duty.due)))
            }, moreMarkup: more > 0 ? words.markup("duties.escalated_more", count: more) : nil,
            registerHref: desk.link(CycleRoutes.duties(year: "\(first.year)"), ["state": "overdue"]))
    }
}
