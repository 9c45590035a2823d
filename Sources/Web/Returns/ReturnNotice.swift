import Acts
import Figures
import Institution
import Publication
import Storage

/// What waits for the reader on the home page: figures to verify or accept, and questions to answer.
struct ReturnNotice {
    let desk: Desk
    let years: [Int]

    private var words: Words { desk.words }

    /// The notes; none when nothing waits.
    func notes() throws -> [Note] {
        let inquiries = try years.flatMap { try FigureQueryBook.all(year: $0, in: desk.tables) }
            .filter { $0.reply == nil && $0.post == desk.signatory.post }
        return try (steps() + [questions(inquiries)]).compactMap { $0 }
    }

    private func questions(_ inquiries: [FigureInquiry]) -> Note? {
        guard let first = inquiries.min(by: { $0.due < $1.due }) else { return nil }
        let isLate = first.state(on: "\(desk.today)") == .overdue
        return note(
            isLate ? "bad" : "warn", isLate ? "sq" : "tri", words.text("returns.notice_questions", count: inquiries.count),
            words.markup("returns.notice_answer_by", ["date": words.day(first.due)]),
            desk.link(ReturnsRoutes.inquiry("\(first.by.number)")), "returns.notice_answer")
    }

    /// One note a year for what the reader's post may verify or accept and others entered.
    private func steps() throws -> [Note?] {
        guard let reach = units else { return [] }
        return try years.map { year -> Note? in
            let standings = try StandingBook.standings(year: year, in: desk.tables).filter { reach($0.unit) }
            let own = try ownEntries(year)
            let others = standings.filter { !own.contains("\($0.unit)/\($0.period)") }
            let verify = others.filter { $0.state == .submitted && VerifyReturn.allows(desk.signatory, unit: $0.unit) }
            let accept = others.filter {
                $0.state == .verified && $0.deciding?.by.official != desk.signatory.official && $0.unit != ownUnit
                    && AcceptReturn.allows(desk.signatory, unit: $0.unit)
            }
            guard let first = verify.isEmpty ? accept.first : verify.first else { return nil }
            let count = verify.count + accept.count
            let state = verify.isEmpty ? "verified" : "submitted"
            let href = count == 1
                ? desk.link(ReturnsRoutes.sheet(first.unit, first.period))
                : desk.link(ReturnsRoutes.list(year: "\(year)"), ["state": state])
            let text = words.markup(
                "returns.notice_steps_text",
                ["verify": words.number(verify.count), "accept": words.number(accept.count), "year": "\(year)"])
            return note("", "half", words.text("returns.notice_steps", count: count), text, href, "returns.notice_look")
        }
    }

    private func note(_ style: String, _ mark: String, _ title: String, _ text: String, _ href: String, _ link: String) -> Note {
        Note(
            noteStyle: style, noteMark: mark, noteTitle: title,
            noteTextMarkup: text + " <a href=\"\(Markup.escape(href))\">\(Markup.escape(words.text(link)))</a>",
            noteTags: desk.registers.isExample ? [words.simulated] : [])
    }

    /// A head accepts nothing of the own unit.
    private var ownUnit: String? { desk.signatory.role == .unitHead ? desk.signatory.unit : nil }

    /// Whose returns the reader's post may pass on: a head's unit and those below it today, everyone's for the others; nil for
    /// nobody's.
    private var units: ((String) -> Bool)? {
        switch desk.signatory.role {
        case .unitHead:
            let below = Set((try? desk.treeToday.subtree(of: desk.signatory.unit)) ?? [])
            return { below.contains($0) }
        case .statistician, .directorGeneral: return { _ in true }
        default: return nil
        }
    }

    private func ownEntries(_ year: Int) throws -> Set<String> {
        Set(
            try desk.tables.query(
                "SELECT DISTINCT unit, period FROM returns WHERE period >= ? AND period < ? AND official = ?",
                [.text("\(year)"), .text("\(year + 1)"), .text(desk.signatory.official)]
            ).map { "\(try $0.text("unit"))/\(try $0.text("period"))" })
    }
}
