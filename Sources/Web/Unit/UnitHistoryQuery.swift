import Acts
import Institution
import Publication

/// The events of a unit's life, latest first: dated changes of the tree and signatures of its terms.
struct UnitHistoryQuery {
    let desk: Desk
    let unit: Institution.Unit

    private var words: Words { desk.words }

    /// The rows.
    func rows() throws -> [EventRow] {
        var found: [(date: String, order: Int64, row: EventRow)] = []
        for event in try UnitBook.events(of: unit.code, in: desk.tables) {
            guard let text = try text(event) else { continue }
            var entry = words.text("unit.event_entry", ["number": words.entry(event.made)])
            if let back = event.withdrawn { entry += " " + words.text("unit.event_withdrawn", ["number": words.entry(back)]) }
            found.append((event.date, event.made, row(event.date, "\(text) \(entry)")))
        }
        for year in desk.registers.years {
            guard let terms = try TermsBook.inForce(year: year, unit: unit.code, in: desk.tables),
                let signature = terms.signatures.last
            else { continue }
            let day = "\(signature.by.recorded.day)"
            let entry = words.text("unit.event_entry", ["number": words.entry(signature.by.number)])
            found.append((day, signature.by.number, row(day, words.text("unit.event_terms", ["year": "\(year)"]) + " " + entry)))
        }
        return found.sorted { ($0.date, $0.order) > ($1.date, $1.order) }.map(\.row)
    }

    private func row(_ day: String, _ text: String) -> EventRow {
        EventRow(
            eventState: day > "\(desk.today)" ? "todo" : "done", eventDateMarkup: RunningText.markup(words.day(day)),
            eventTextMarkup: RunningText.markup(text))
    }

    private func text(_ event: UnitEvent) throws -> String? {
        let isSubject = event.unit == unit.code
        let otherCode = isSubject ? event.other : event.unit
        let other = ["other": otherCode.map(desk.name(ofUnit:)) ?? "–"]
        switch event.event {
        case "open": return isSubject ? words.text("unit.event_open") : nil
        case "close": return words.text(isSubject && event.other == nil ? "unit.event_close" : isSubject ? "unit.event_close_into" : "unit.event_merged_in", other)
        case "rename":
            let names = try UnitBook.names(of: unit.code, on: event.date, in: desk.tables)
            return words.text("unit.event_rename", ["name": names.map(words.pick) ?? ""])
        case "move": return words.text(isSubject ? "unit.event_move" : "unit.event_moved_in", other)
        case "merge": return words.text(isSubject ? "unit.event_merge" : "unit.event_merged_in", other)
        case "split": return words.text(isSubject ? "unit.event_split" : "unit.event_split_off", other)
        default: return event.event
        }
    }
}
