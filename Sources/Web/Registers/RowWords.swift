import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// How rows of registers read in the reader's language.
struct RowWords {
    let desk: Desk
    let register: RegisterDefinition
    let dimensions: [String: CodeList]

    init(desk: Desk, register: RegisterDefinition) throws {
        self.desk = desk
        self.register = register
        dimensions = Dictionary(uniqueKeysWithValues: try DimensionBook.all(in: desk.tables).map { ($0.code, $0) })
    }

    private var words: Words { desk.words }

    /// A column's name with its unit of measure, where it has one.
    func name(of column: RegisterColumn) -> String {
        let name = words.pick(column.names)
        guard column.kind == .quantity || column.kind == .histogram, let measure = column.measures?.first else { return name }
        return words.text("registers.in_measure", ["name": name, "measure": self.measure(measure)])
    }

    func measure(_ code: String) -> String { desk.registers.measures[code].map(words.pick) ?? code }

    /// A code of a dimension in words; the code itself where no list has it.
    func code(_ code: String, of dimension: String?) -> String {
        if code == CodeList.unstated { return words.text("registers.unstated") }
        return dimensions[dimension ?? ""]?.entry(code).map { words.pick($0.names) } ?? code
    }

    /// What a cell holds, for a table.
    func markup(_ text: String?, _ column: RegisterColumn) -> String {
        guard let text else { return "<span class=\"q\">–</span>" }
        switch column.kind {
        case .code: return RunningText.markup(code(text, of: column.dimension))
        case .quantity: return Markup.figure(words.decimal(text, measure: nil))
        case .measure: return RunningText.markup(measure(text))
        case .histogram: return Markup.figure(text.replacing(";", with: " · "))
        case .day: return RunningText.markup(words.day(text))
        case .unit: return Markup.escape(desk.name(ofUnit: text))
        }
    }

    /// The class of a column's cells: numbers stand under numbers.
    func style(of column: RegisterColumn) -> String { column.kind == .quantity || column.kind == .histogram ? "num" : "" }

    /// A class of a histogram in words.
    func text(of one: Histogram.Class, measure: String) -> String {
        let arguments = [
            "lower": words.number(Int(one.lower)), "upper": one.upper.map { words.number(Int($0)) } ?? "",
            "measure": self.measure(measure),
        ]
        guard one.upper != nil else { return words.text("registers.class_above", arguments) }
        return words.text(one.lower == 0 ? "registers.class_first" : "registers.class_between", arguments)
    }

    /// A cell of a breakdown in words: `substance=ecstasy;operation=road` as the names of both codes.
    func text(ofCell cell: String) -> String {
        guard let breakdown = try? Breakdown(cell), !breakdown.parts.isEmpty else { return words.text("registers.undivided") }
        return breakdown.parts.map { part in
            guard dimensions[part.key] == nil else { return code(part.value, of: part.key) }
            guard let column = register.column(part.key), let bounds = column.bounds, let measure = column.measures?.first,
                let index = Histogram.labels(of: bounds).firstIndex(of: part.value),
                let one = (try? Histogram(bounds: bounds, counts: [Int64](repeating: 0, count: bounds.count + 1)))?.class(index)
            else { return part.value }
            return text(of: one, measure: measure)
        }.joined(separator: " · ")
    }

    /// The tag of a row's state.
    func tag(_ row: RegisterRow) -> Tag? {
        if row.isStruck { return .bad(words.text("registers.struck")) }
        return row.version > 1 ? .warn(words.text("registers.corrected")) : nil
    }

    /// Who made a version, and when.
    func authorship(_ by: Authorship) throws -> String {
        words.text(
            "registers.by",
            ["post": try desk.title(ofPost: by.post), "date": words.moment(by.recorded), "number": words.entry(by.number)])
    }
}

/// The period a page of a register is about: one of the register's rhythm.
struct RowPeriod {
    let period: Period

    /// The period of the query, else the one that holds the end of the year in course; throws `notFound` for another.
    init(_ register: RegisterDefinition, _ desk: Desk) throws {
        if let text = desk.query["period"], !text.isEmpty {
            guard let period = try? Period(text), period.frequency == register.frequency else {
                throw Failure(.notFound, privateDetail: "period \(text)")
            }
            self.period = period
            return
        }
        let latest = try desk.tables.first(
            "SELECT MAX(date) AS latest FROM register_rows WHERE register = ? AND is_current = 1 AND is_struck = 0",
            [.text(register.code)]
        )?.textOrNil("latest")
        period = Period(register.frequency, holding: latest.flatMap { try? Day($0) } ?? desk.today)
    }

    /// Periods to choose from, the latest first: those with rows, the one asked for and today's.
    func choices(_ register: RegisterDefinition, _ desk: Desk) throws -> [Choice] {
        let row = try desk.tables.first(
            "SELECT MIN(date) AS first, MAX(date) AS last FROM register_rows WHERE register = ?", [.text(register.code)])
        var found: Set<Period> = [period, Period(register.frequency, holding: desk.today)]
        if let first = try row?.textOrNil("first").flatMap({ try? Day($0) }),
            let last = try row?.textOrNil("last").flatMap({ try? Day($0) })
        {
            var at = Period(register.frequency, holding: first)
            while at.first <= last, found.count < 400 {
                found.insert(at)
                at = at.next
            }
        }
        return found.sorted(by: >).map {
            Choice(choiceValue: "\($0)", choiceText: desk.words.period($0), isChosen: $0 == period)
        }
    }
}

extension Desk {
    /// The register of an address; throws `notFound`.
    func declaredRegister(_ code: String) throws -> DeclaredRegister {
        guard let found = try RegisterBook.register(code, in: tables) else {
            throw Failure(.notFound, privateDetail: "register \(code)")
        }
        return found
    }

    /// The mark of rows and figures recorded in an example: below its root everything is invented.
    func rowSource(ofUnit unit: String) -> String? { registers.isExample && unit != root ? "simulated" : nil }
}
