import Acts
import Figures
import Institution
import Localization
import Storage

/// What a page is made from: one consistent reading of the tables, the cube, the reader's language, day and post.
struct Desk {
    let tables: any Connection
    let registers: Registers
    let cube: Cube
    let words: Words
    /// Today by the office's clock.
    let today: Day
    let visitor: Visitor
    /// The address asked for, without its language, and its query: for the language switch.
    let query: [String: String]
    /// The figures in force read lately.
    let revisions: RevisionShelf
    /// Who owes what, as worked out since the last act.
    let dutyShelf: DutyShelf

    var language: Language { words.language }
    var signatory: Signatory { visitor.signatory }
    /// The root of the tree: the unit of the institution's own code, or, where the tree was loaded under another code, its root today.
    var root: String {
        registers.units[registers.profile.code] == nil ? treeToday.root ?? registers.profile.code : registers.profile.code
    }
    /// The unit of the reader's post; the root where the post stands outside the tree.
    var ownUnit: String { registers.units[signatory.unit] == nil ? root : signatory.unit }
    /// The tree of today.
    var treeToday: TreeVersion { cube.tree.version(on: today) }

    /// The year that pages show where none was asked for: that of the cycle in course; without any cycle the last one with figures.
    var usualYear: Int { registers.currentYear ?? cube.lastYear.map { min($0, today.year) } ?? today.year }

    /// A unit's name today, or its code when it has none.
    func name(ofUnit code: String) -> String { registers.names[code].map(words.pick) ?? code }

    /// An indicator's name.
    func name(of indicator: Indicator) -> String { words.pick(indicator.names) }

    /// An official's name, or the code.
    func name(ofOfficial code: String) throws -> String {
        if let known = registers.officials[code] { return words.pick(known) }
        return try OfficialBook.name(of: code, in: tables).map(words.pick) ?? code
    }

    /// A post's title, or the code.
    func name(ofPost code: String) throws -> String {
        if let known = registers.posts[code] { return words.pick(known.names) }
        return try OfficialBook.post(code, in: tables).map { words.pick($0.names) } ?? code
    }

    /// The unit of measure in words, empty for shares whose sign says it.
    func measure(of indicator: Indicator) -> String {
        guard indicator.unitOfMeasure != "percent" else { return "" }
        return registers.measures[indicator.unitOfMeasure].map(words.pick) ?? words.word("measure", indicator.unitOfMeasure)
    }

    /// An indicator's name with its unit of measure, for what stands alone in a table.
    func measuredName(of indicator: Indicator) -> String {
        let measure = measure(of: indicator)
        return name(of: indicator) + (measure.isEmpty ? "" : " (\(measure))")
    }

    /// A key of breakdowns: the name of its dimension, or the key itself where no code list has it.
    func name(ofKey key: String) -> String { registers.dimensions[key].map { words.pick($0.names) } ?? key }

    /// A cell of a breakdown in the names of its codes: ecstasy, road checks. The undivided figure is the total.
    func name(of breakdown: Breakdown) -> String {
        guard !breakdown.parts.isEmpty else { return words.text("figure.total") }
        return breakdown.parts.map { part in
            guard let list = registers.dimensions[part.key] else { return "\(part.key) = \(part.value)" }
            if part.value == CodeList.unstated { return "\(words.pick(list.names)): \(words.text("registers.unstated"))" }
            return list.entry(part.value).map { words.pick($0.names) } ?? part.value
        }.joined(separator: words.text("words.separator"))
    }

    /// The tag of simulated data, where a value of this unit is one.
    func simulation(ofUnit code: String) -> Tag? { registers.isExample && code != root ? words.simulated : nil }

    /// The unit of an address; throws `notFound` for an unknown one.
    func unit(_ code: String) throws -> Institution.Unit {
        guard let unit = registers.units[code] else { throw Failure(.notFound, privateDetail: "unit \(code)") }
        return unit
    }

    /// The year of an address; throws `notFound` for one without cycle.
    func year(_ text: String) throws -> Int {
        guard let year = Int(text), registers.phases[year] != nil else { throw Failure(.notFound, privateDetail: "year \(text)") }
        return year
    }

    /// A link to a route in the reader's language.
    func link(_ route: SiteRoute, _ query: KeyValuePairs<String, String> = [:]) -> String { route.link(language, query) }

    /// The cube's answer; an unknown code is answered by `notFound`, any other refusal by a failure of the program.
    func answer(_ question: Question) throws -> Answer {
        do {
            return try cube.answer(question)
        } catch {
            throw Failure(.notFound, privateDetail: "cube: \(error)")
        }
    }
}
