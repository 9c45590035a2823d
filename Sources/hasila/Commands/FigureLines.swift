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
