import Figures
import Localization
import Web

extension FigureAnswer {
    /// The lines for a person at a terminal.
    func printed() -> [String] {
        let language = Terminal.language
        let book = Phrasebook.standard
        var lines = ["\(indicator) · \(unit) · \(Dates.period(period, language))"]
        if let value {
            lines.append(book.stated(Numerals.format(value, language), precision: precision, language))
        } else {
            lines.append("\(book.notAvailable(language)) (\(reason ?? "–"))")
        }
        lines.append("\(book.status(status, language)) · \(coverage.reported)/\(coverage.expected)")
        if let declared, let difference { lines.append("declared \(declared), difference \(difference)") }
        for revision in revisions {
            lines.append("  #\(revision.act)  \(revision.asOf)  \(revision.value ?? "–")  \(revision.precision)  \(revision.source ?? "")")
        }
        return lines
    }
}

extension BridgeAnswer {
    /// The lines for a person at a terminal.
    func printed() -> [String] {
        let language = Terminal.language
        let book = Phrasebook.standard
        func number(_ text: String, signed: Bool = false) -> String { Numerals.format(text, language, signed: signed) }
        func stated(_ side: Side) -> String {
            guard let value = side.value else { return book.notAvailable(language) }
            return book.stated(number(value), precision: side.precision, language)
        }
        var lines = ["\(indicator) · \(unit) · \(Dates.period(to.period, language))"]
        lines.append("\(book.text("bridge.old", language)): \(stated(from)) (\(from.tree) \(from.asOf ?? ""))")
        for step in steps where !step.isNothing {
            lines.append("  \(book.text("bridge.cause.\(step.cause)", language)): \(number(step.amount, signed: true))")
        }
        lines.append("\(book.text("bridge.new", language)): \(stated(to)) (\(to.tree) \(to.asOf ?? ""))")
        for line in self.lines {
            let place = line.period ?? [line.from, line.to].map { $0 ?? "–" }.joined(separator: " > ")
            lines.append("  \(line.cause)  \(line.unit)  \(place)  \(number(line.amount, signed: true))")
        }
        return lines
    }
}
