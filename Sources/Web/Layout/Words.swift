import Acts
import Figures
import Institution
import Localization
import Publication

/// How everything reads in one language: the only place of this room where a value becomes text.
struct Words: Sendable {
    let language: Language
    private var book: Phrasebook { .standard }

    init(_ language: Language) { self.language = language }

    /// A phrase.
    func text(_ key: String, _ arguments: [String: String] = [:], count: Int? = nil) -> String {
        book.text(key, language, arguments, count: count)
    }

    /// A phrase with its numbers isolated.
    func markup(_ key: String, _ arguments: [String: String] = [:], count: Int? = nil) -> String {
        RunningText.markup(text(key, arguments, count: count))
    }

    /// A word of the shared tables, or the code itself where the institution has one of its own.
    func word(_ key: String, _ code: String) -> String {
        book.has("words.\(key).\(code)") ? text("words.\(key).\(code)") : code
    }

    /// The language's own text of three.
    func pick(_ text: Trilingual) -> String {
        switch language {
        case .ar: text.ar
        case .fr: text.fr
        case .en: text.en
        }
    }

    /// A whole number.
    func number(_ count: Int) -> String { Numerals.format(count, language) }

    /// An entry's number, as large ledgers print it.
    func entry(_ number: Int64) -> String { Numerals.format("\(number)", language) }

    /// A value as printed, with the percent sign for shares.
    func value(_ value: ExactDecimal, measure: String) -> String {
        measure == "percent" ? Numerals.percent(value.description, language) : Numerals.format(value.description, language)
    }

    /// A decimal text of an act (a target, a baseline), or the text itself where it is not a number.
    func decimal(_ text: String, measure: String?) -> String {
        guard let value = try? ExactDecimal(text) else { return text }
        return self.value(value, measure: measure ?? "")
    }

    /// The value with the word of its precision before it: "more than 2,500,000". One that is not exact loses the idle zeros behind its
    /// comma, which would pretend to know more.
    func stated(_ value: ExactDecimal, _ precision: Precision, measure: String) -> String {
        let known = precision == .exact ? value : value.withoutIdleZeros
        return text("words.stated.\(precision.rawValue)", ["value": self.value(known, measure: measure)])
    }

    /// Units or figures that reported, of those expected.
    func coverage(_ coverage: Coverage) -> String {
        text("words.coverage", ["reported": number(coverage.reported), "expected": number(coverage.expected)])
    }

    /// A day without its weekday; the text itself when it is none.
    func day(_ iso: String) -> String { Dates.day(iso, language) }

    /// A day and its month.
    func dayAndMonth(_ iso: String) -> String {
        guard let day = try? Day(iso) else { return iso }
        return Dates.dayAndMonth(month: day.month, day: day.day, language)
    }

    /// A day with its weekday.
    func longDay(_ day: Day) -> String { Dates.long(year: day.year, month: day.month, day: day.day, language) }

    /// From one day to another.
    func range(_ first: String, _ last: String) -> String {
        guard let first = try? Day(first), let last = try? Day(last) else { return "\(first) – \(last)" }
        return Dates.range(
            from: (first.year, first.month, first.day), to: (last.year, last.month, last.day), language)
    }

    /// The day of a moment.
    func moment(_ time: Timestamp) -> String { day("\(time.day)") }

    /// A period in words.
    func period(_ period: Period) -> String { Dates.period("\(period)", language) }

    /// The tag of a value that is not exact, and of a status that is not normal.
    func tags(_ answer: Answer) -> [Tag] {
        var tags: [Tag] = []
        if answer.value != nil, answer.precision != .exact {
            tags.append(.plain(text("words.precision.\(answer.precision.rawValue)")))
        }
        if answer.hasBreak {
            tags.append(.warn(text("words.status.B")))
        } else if answer.value != nil, answer.status != .normal {
            tags.append(.plain(text("words.status.\(answer.status.rawValue)")))
        }
        return tags
    }

    /// The tag of simulated data.
    var simulated: Tag { .simulated(text("layout.simulated")) }
}
