import Acts
import Figures
import Institution
import Publication

/// Which figures a home page shows, and what must be said about them.
struct FigureChoice {
    let desk: Desk
    /// The latest year, not after the one asked for, in which the institution has a figure.
    let year: Int

    /// Looks back at most five years.
    init(desk: Desk, notAfter year: Int) throws {
        self.desk = desk
        let reading = FigureReading(desk: desk)
        self.year = try (0..<5).map { year - $0 }.first { candidate in
            try desk.registers.indicators.contains { try reading.answer($0, desk.root, Period(year: candidate)).value != nil }
        } ?? year
    }

    /// How many cards stand beside the list of what is due.
    private static let cards = 4
    /// How many alerts are shown; the rest is on the pages of the figures.
    private static let alerts = 4

    private var words: Words { desk.words }

    /// The indicators the unit's commitments are measured by, filled up with the institution's first ones that have a value.
    func chosen(terms: Terms?) throws -> [Indicator] {
        var chosen: [Indicator] = []
        let own = terms?.commitments.compactMap { $0.terms.indicator.flatMap(desk.registers.indicator) } ?? []
        for indicator in own + desk.registers.indicators where chosen.count < Self.cards {
            guard !chosen.contains(where: { $0.code == indicator.code }) else { continue }
            let answer = try FigureReading(desk: desk).answer(indicator, desk.root, Period(year: year))
            if answer.value != nil { chosen.append(indicator) }
        }
        return chosen
    }

    /// Breaks, unexplained differences, rounded bases and gaps among the year's figures of the whole institution, worst first.
    func notes() throws -> [Note] {
        var found: [(weight: Int, note: Note)] = []
        let reading = FigureReading(desk: desk)
        for indicator in desk.registers.indicators {
            let now = try reading.answer(indicator, desk.root, Period(year: year))
            guard now.value != nil else { continue }
            let name = desk.name(of: indicator)
            if now.hasBreak {
                found.append((0, note("bad", "sq", "alert_break", ["indicator": name, "year": "\(year)"])))
            }
            if let difference = now.difference, !difference.isZero {
                let text = words.value(difference, measure: indicator.unitOfMeasure)
                found.append((1, note("bad", "sq", "alert_difference", ["indicator": name, "difference": text])))
            }
            let before = try reading.answer(indicator, desk.root, Period(year: year - 1))
            if let move = reading.move(from: before, to: now, of: indicator), move.isApproximate {
                let year = before.precision == .exact ? year : year - 1
                found.append(
                    (2, note("warn", "tri", "alert_rounded", ["indicator": name, "year": "\(year)", "change": move.text.withoutApprox])))
            }
            if !now.coverage.isComplete, now.coverage.expected > 0 {
                let coverage = now.coverage
                found.append(
                    (3, note("", "half", "alert_coverage", [
                        "indicator": name, "reported": words.number(coverage.reported), "expected": words.number(coverage.expected),
                    ])))
            }
        }
        // One alert of each sort before a second of any.
        var seen: [Int: Int] = [:]
        let ranked = found.map { item -> (Int, Int, Note) in
            let rank = seen[item.weight, default: 0]
            seen[item.weight] = rank + 1
            return (rank, item.weight, item.note)
        }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(Self.alerts).map(\.2)
    }

    private func note(_ style: String, _ mark: String, _ key: String, _ arguments: [String: String]) -> Note {
        Note(
            noteStyle: style, noteMark: mark, noteTitle: words.text("home.\(key)"),
            noteTextMarkup: words.markup("home.\(key)_text", arguments), noteTags: [])
    }
}

extension String {
    /// The change without its sign of approximation, where the sentence says "about".
    fileprivate var withoutApprox: String { hasPrefix("≈") ? String(dropFirst(2)) : self }
}
