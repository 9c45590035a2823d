import Acts
import Figures
import Institution
import Localization

/// The agenda as a form.
struct AgendaModel: Sendable {
    struct Turn: Sendable {
        let turnIndex: String
        let turnUnit: String
        let turnName: String
        let turnPlace: String
        let turnMinutes: String
        let isHeard: Bool
        let turnTimeMarkup: String
    }

    let titleMarkup: String
    let leadMarkup: String
    let links: MeetingLinks
    let fault: Fault?
    let form: AgendaForm?
    let turns: [Turn]
    let totalMarkup: String
    let day, starts, opening: String
    let placeAr, placeFr, placeEn: String
}

/// Where the form goes, for those who may convene.
struct AgendaForm: Sendable {
    let hidden: FormFields
    let agendaAction: String
}

/// Fills the agenda: as convened, else as the organization suggests.
struct AgendaQuery: MeetingPages {
    let desk: Desk
    let year: Int
    private let form: Form?
    private let failure: Failure?

    init(desk: Desk, year: String, form: Form? = nil, failure: Failure? = nil) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.form = form
        self.failure = failure
    }

    /// Minutes a unit speaks where nobody has said otherwise.
    private static let usualMinutes = 30

    /// The units with terms and those directly below the top, in the order of the tree on the year's last day.
    private func suggested() throws -> [ConveneMeeting.Turn] {
        let version = desk.cube.tree.version(on: (try? Day("\(year)-12-31")) ?? desk.today)
        let withTerms = Set(try TermsBook.codes(year: year, in: tables).values)
        let below = Set(try UnitBook.children(of: desk.root, on: "\(year)-12-31", in: tables))
        let chosen = withTerms.isEmpty ? below : withTerms
        return version.inOrder.filter { chosen.contains($0) }.map { .init(unit: $0, minutes: Self.usualMinutes) }
    }

    func page() throws -> Page {
        let title = phrase("agenda_title")
        let convocation = try MeetingBook.convocation(year: year, in: tables)
        let phase = try CycleBook.dates(.meeting, year: year, unit: nil, in: tables)
        let turns = try convocation?.turns ?? suggested()
        let mayConvene = ConveneMeeting.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        func field(_ name: String, _ otherwise: String) -> String { form.map { $0[name] } ?? otherwise }
        let rows = form.map { typed($0) } ?? rows(turns, convocation)
        let minutes = (convocation?.opening ?? 0) + turns.reduce(0) { $0 + $1.minutes }
        let place = convocation?.place
        let model = AgendaModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: convocation.map { RunningText.markup(made($0.by)) } ?? words.markup("meeting.agenda_suggested"), links: try links(),
            fault: failure.map(desk.fault),
            form: mayConvene ? AgendaForm(hidden: desk.formFields, agendaAction: link("agenda")) : nil, turns: rows,
            totalMarkup: words.markup("meeting.total_minutes", ["minutes": words.number(minutes), "end": convocation?.times.last ?? "–"]),
            day: field("day", convocation?.day ?? phase.starts), starts: field("starts", convocation?.starts ?? "09:00"),
            opening: field("opening", "\(convocation?.opening ?? 40)"), placeAr: field("place_ar", place?.ar ?? ""),
            placeFr: field("place_fr", place?.fr ?? ""), placeEn: field("place_en", place?.en ?? ""))
        var page = framed(title, "meeting_agenda", model)
        page.layout.scripts = ["page.js"]
        return page
    }

    /// The units of the agenda, then the others that could be heard.
    private func rows(_ turns: [ConveneMeeting.Turn], _ convocation: Convocation?) -> [AgendaModel.Turn] {
        let version = desk.treeToday
        let heard = Set(turns.map(\.unit))
        let others = version.inOrder.filter { !heard.contains($0) && $0 != desk.root }.prefix(60)
        let times = convocation?.times ?? []
        func row(_ index: Int, _ unit: String, _ minutes: Int, _ isHeard: Bool) -> AgendaModel.Turn {
            .init(
                turnIndex: "\(index)", turnUnit: unit, turnName: desk.name(ofUnit: unit), turnPlace: isHeard ? "\(index + 1)" : "",
                turnMinutes: "\(minutes)", isHeard: isHeard,
                turnTimeMarkup: isHeard && times.indices.contains(index + 1) ? RunningText.markup(times[index + 1]) : "")
        }
        return turns.enumerated().map { row($0, $1.unit, $1.minutes, true) }
            + others.enumerated().map { row(turns.count + $0, $1, Self.usualMinutes, false) }
    }

    /// The rows as they were typed.
    private func typed(_ form: Form) -> [AgendaModel.Turn] {
        form.rows("turn").map { index in
            let unit = form["turn.\(index).unit"]
            return .init(
                turnIndex: "\(index)", turnUnit: unit, turnName: desk.name(ofUnit: unit), turnPlace: form["turn.\(index).place"],
                turnMinutes: form["turn.\(index).minutes"], isHeard: !form["turn.\(index).place"].isEmpty, turnTimeMarkup: "")
        }
    }

    /// The act the form asks for: rows with a place, in the order of their places.
    func act(_ form: Form) throws -> ConveneMeeting {
        func number(_ name: String) throws -> Int {
            guard let number = Int(form[name]) else { throw Failure(.notANumber, ["value": String(form[name].prefix(40))]) }
            return number
        }
        let turns = try form.rows("turn").compactMap { index -> (Int, Int, ConveneMeeting.Turn)? in
            guard !form["turn.\(index).place"].isEmpty else { return nil }
            return (
                try number("turn.\(index).place"), index,
                .init(unit: form["turn.\(index).unit"], minutes: try number("turn.\(index).minutes"))
            )
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
        return ConveneMeeting(
            year: year, day: form["day"], starts: form["starts"],
            place: Trilingual(ar: form["place_ar"], fr: form["place_fr"], en: form["place_en"]), opening: try number("opening"), turns: turns)
    }
}
