import Figures
import Localization

/// How values, changes and records read in one language: the only place of this room where a number becomes text.
public struct FigureText: Sendable {
    /// The language.
    public let language: Language
    /// The phrases.
    public let phrasebook: Phrasebook

    /// Texts in one language.
    public init(_ language: Language, phrasebook: Phrasebook = .standard) {
        self.language = language
        self.phrasebook = phrasebook
    }

    /// The value with its percent sign where it is a share, without other units: `2 668 473`, `94,43 %`.
    public func value(_ value: ExactDecimal, of figure: ReportFigure) -> String {
        let digits = Numerals.format(value.description, language)
        return figure.isPercent ? withPercent(digits) : digits
    }

    /// The value of a point; one that is not exact loses the idle zeros behind its comma, which would pretend to know more.
    public func value(_ point: FigurePoint, of figure: ReportFigure) -> String {
        guard let value = point.value else { return phrase("report.not_available") }
        return self.value(point.isExact ? value : Self.withoutIdleZeros(value), of: figure)
    }

    /// The word before a value that is not exact, empty for an exact one.
    public func precisionWord(_ precision: Precision) -> String {
        precision == .exact ? "" : phrase("report.precision_\(precision.rawValue)")
    }

    /// Word and value in running text: `environ 1 430`.
    public func full(_ point: FigurePoint, of figure: ReportFigure) -> String {
        point.value == nil ? value(point, of: figure) : words(precisionWord(point.precision), value(point, of: figure))
    }

    /// The change as a table prints it: `+11,8 %`, `≈ −86,7 %`, `–`.
    public func change(_ change: FigureChange) -> String {
        switch change {
        case .percent(let value, let about): approximate(withPercent(signed(value)), about)
        case .points(let value, let about): approximate(words(signed(value), phrase("report.points")), about)
        case .noBase, .undecidable: "–"
        case .broken: phrase("report.break")
        }
    }

    /// "The highest value since 2016."
    public func record(_ record: FigureRecord, of figure: ReportFigure, year: Int) -> String {
        phrase(
            "report.record_\(record.kind.rawValue)",
            ["name": figure.name[language], "since": String(record.since), "year": String(year)])
    }

    /// Units that reported of units expected.
    public func coverage(_ coverage: FigureCoverage) -> String {
        phrase(
            "report.coverage",
            [
                "reported": Numerals.format(String(coverage.reported), language),
                "expected": Numerals.format(String(coverage.expected), language),
            ])
    }

    /// The short unit printed after or beside a value: kg, m; empty for counts and shares, whose name says what they count.
    public func measure(_ figure: ReportFigure) -> String {
        let key = "charts.measure_\(figure.measure.lowercased())"
        return !figure.isPercent && phrasebook.has(key) ? phrase(key) : ""
    }

    /// What the figure counts, in words, for its definition.
    public func measureName(_ figure: ReportFigure) -> String {
        let word = figure.measureName.best(language).text
        return word.isEmpty ? figure.measure : word
    }

    /// An ISO day in words, `22 décembre 2022`; the text itself when it is not a day.
    public func day(_ iso: String) -> String {
        guard let day = try? Day(iso) else { return iso }
        return Dates.medium(year: day.year, month: day.month, day: day.day, language)
    }

    /// An ISO day with its day of the week.
    public func weekday(_ iso: String) -> String {
        guard let day = try? Day(iso) else { return iso }
        return Dates.long(year: day.year, month: day.month, day: day.day, language)
    }

    /// A phrase.
    public func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String { phrasebook.text(key, language, arguments) }

    private static func withoutIdleZeros(_ value: ExactDecimal) -> ExactDecimal {
        var short = value
        while short.decimals > 0, let shorter = try? short.rescaled(to: short.decimals - 1) { short = shorter }
        return short
    }

    private func signed(_ value: ExactDecimal) -> String { Numerals.format(value.description, language, signed: true) }

    private func withPercent(_ digits: String) -> String { language == .en ? "\(digits)%" : "\(digits)\u{202F}%" }

    private func approximate(_ text: String, _ about: Bool) -> String { about ? "≈\u{202F}\(text)" : text }

    private func words(_ first: String, _ second: String) -> String { first.isEmpty ? second : "\(first)\u{A0}\(second)" }
}
