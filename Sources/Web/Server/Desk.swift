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

    var language: Language { words.language }
    var signatory: Signatory { visitor.signatory }
    /// The root of the tree today.
    var root: String { registers.profile.code }
    /// The tree of today.
    var treeToday: TreeVersion { cube.tree.version(on: today) }

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
        return registers.measures[indicator.unitOfMeasure].map(words.pick) ?? indicator.unitOfMeasure
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
