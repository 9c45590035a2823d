/// The words of the `words` table, by the codes that acts, imports and SDMX use. An unknown code is written as it is:
/// kinds of units and units of measure are the institution's own words.
extension Phrasebook {
    /// Yes or no.
    public func yesNo(_ isTrue: Bool, _ language: Language) -> String {
        isTrue ? text("words.yes", language) : text("words.no", language)
    }

    /// What stands where there is no value: غير متوفر, non disponible. Never a zero, never a blank.
    public func notAvailable(_ language: Language) -> String { text("words.not_available", language) }

    /// The tag of simulated values.
    public func simulated(_ language: Language) -> String { text("words.simulated", language) }

    /// The tag of an example that no institution answers for.
    public func unofficial(_ language: Language) -> String { text("words.unofficial", language) }

    /// An observation status by its SDMX code: `P` gives provisoire.
    public func status(_ code: String, _ language: Language) -> String {
        word("words.status.\(code)", code, language)
    }

    /// The word of a precision alone: `at_least` gives أزيد من.
    public func precision(_ code: String, _ language: Language) -> String {
        word("words.precision.\(code)", code, language)
    }

    /// A formatted value with the word of its precision: `plus de 2 500 000`; an exact value stands alone.
    public func stated(_ value: String, precision: String, _ language: Language) -> String {
        let key = "words.stated.\(precision)"
        return has(key) ? text(key, language, ["value": value]) : value
    }

    /// A decimal string with its unit of measure in the right plural: `3 قضايا`, `2 668 473 comprimés`, `94.43%`.
    ///
    /// - Parameter unit: the code of the unit of measure. One that the table lacks stands as written behind the number.
    public func counted(_ decimal: String, _ unit: String, _ language: Language) -> String {
        let key = "words.counted.\(unit)"
        if has(key) { return text(key, language, number: decimal) }
        let number = Numerals.format(decimal, language)
        return unit.isEmpty ? number : "\(number) \(unit)"
    }

    /// A unit of measure alone, as a column head shows it: comprimés.
    public func measure(_ unit: String, _ language: Language) -> String {
        word("words.measure.\(unit)", unit, language)
    }

    /// The role of a post: `unit_head` gives رئيس الوحدة.
    public func role(_ code: String, _ language: Language) -> String {
        word("words.role.\(code)", code, language)
    }

    /// The kind of a unit: `prefecture` gives préfecture de police.
    public func kind(_ code: String, _ language: Language) -> String {
        word("words.kind.\(code)", code, language)
    }

    /// A phase of the cycle.
    public func phase(_ code: String, _ language: Language) -> String {
        word("words.phase.\(code)", code, language)
    }

    /// Whether a phase is `done`, `current`, `coming` or `late`.
    public func phaseState(_ code: String, _ language: Language) -> String {
        word("words.phase_state.\(code)", code, language)
    }

    /// The wanted direction of an indicator: `up`, `down`, `none`.
    public func direction(_ code: String, _ language: Language) -> String {
        word("words.direction.\(code)", code, language)
    }

    /// How an indicator adds over units or time: `sum`, `last`, `none`.
    public func over(_ code: String, _ language: Language) -> String {
        word("words.over.\(code)", code, language)
    }

    /// A level of the rating scale.
    public func rating(_ code: String, _ language: Language) -> String {
        word("words.rating.\(code)", code, language)
    }

    /// What a level of the rating scale means; empty for an unknown level.
    public func ratingDefinition(_ code: String, _ language: Language) -> String {
        word("words.rating_definition.\(code)", "", language)
    }

    /// A kind of finding or of self-assessment item: achievement, challenge, constraint, good practice, …
    public func finding(_ code: String, _ language: Language) -> String {
        word("words.finding.\(code)", code, language)
    }

    /// A type of target alone: `at_least` gives minimum.
    public func targetType(_ code: String, _ language: Language) -> String {
        word("words.target_type.\(code)", code, language)
    }

    /// A target in words, from values and a day already formatted: au moins 95 %.
    public func target(
        _ type: String, target: String = "", targetMax: String = "", due: String = "", _ language: Language
    ) -> String {
        let key = "words.target.\(type)"
        guard has(key) else { return target }
        return text(key, language, ["target": target, "target_max": targetMax, "due": due])
    }

    /// What became of a commitment: `reached`, `near`, `partial`, `missed`, `in_progress`, `no_data`.
    public func result(_ code: String, _ language: Language) -> String {
        word("words.result.\(code)", code, language)
    }

    /// The state of terms of reference: `proposed`, `partly_signed`, `signed`, `replaced`.
    public func termsState(_ code: String, _ language: Language) -> String {
        word("words.terms_state.\(code)", code, language)
    }

    /// What the seal beside a figure says: `entered`, `validated`, `proven`, `superseded`.
    public func seal(_ code: String, _ language: Language) -> String {
        word("words.seal.\(code)", code, language)
    }

    /// How often an indicator is reported: `year`, `quarter`, `month`, `week`, `day`.
    public func frequency(_ code: String, _ language: Language) -> String {
        word("words.frequency.\(code)", code, language)
    }

    /// Which day's organization an answer uses: `then`, `now`, or a day `2022-12-22`.
    public func tree(_ code: String, _ language: Language) -> String {
        guard code != "then", code != "now" else { return text("words.tree.\(code)", language) }
        return text("words.tree.on", language, ["date": Dates.day(code, language)])
    }

    /// What a figure covers when its unit has units below: `own` or `total`.
    public func scope(_ code: String, _ language: Language) -> String {
        word("words.scope.\(code)", code, language)
    }

    /// A span of time: `duration("day", 23)` gives 23 jours. Units: minute, hour, day, week, month, year.
    public func duration(_ unit: String, _ count: Int, _ language: Language) -> String {
        text("words.duration.\(unit)", language, number: String(count))
    }

    /// A difference of percentages, in points: 0,5 point.
    public func points(_ decimal: String, _ language: Language) -> String {
        text("words.points", language, number: decimal)
    }

    /// The name of one language in another: `ar` in French is arabe.
    public func languageName(_ named: Language, _ language: Language) -> String {
        text("words.language.\(named.rawValue)", language)
    }

    /// A list with its last two joined by "and": a, b et c.
    public func list(_ items: [String], _ language: Language) -> String {
        // Each item is isolated by itself: isolated together they would run in the other direction.
        let items = items.map { Isolation.isolate($0, in: language) }
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        let first = items.dropLast().joined(separator: text("words.separator", language))
        return text("words.and", language, ["list": first, "last": last])
    }

    private func word(_ key: String, _ code: String, _ language: Language) -> String {
        has(key) ? text(key, language) : code
    }
}
