import Acts
import Figures
import Institution
import Publication
import Storage

/// One code list: its codes in their time, how they are read later, where it is used, and a figure by it.
struct CodeListModel: Sendable {
    let titleMarkup: String
    let fault: Fault?
    let doneMarkup: String?
    let codes: [CodeLine]
    let codeCountMarkup: String
    let uses: [UseLine]
    let reading: ListReading?
    let selfLink: String
    let indicators: [Choice]
    let periods: [Choice]
    let day: String
    let mayEdit: Bool
    let addAction: String
    let endAction: String
    let mapAction: String
    let useAction: String
    let addHidden: FormFields
    let endHidden: FormFields
    let mapHidden: FormFields
    let useHidden: FormFields
    let names: [LanguageField]
    let typedCode: String
    let codeChoices: [Choice]
    let useChoices: [Choice]
    let today: String
}

/// One code.
struct CodeLine: Sendable {
    let codeText: String
    let codeName: String
    let codeSpanMarkup: String
    let codeReadAs: String?
    let codeTags: [Tag]
}

/// An indicator broken down by the list.
struct UseLine: Sendable {
    let useName: String
    let useSpanMarkup: String
}

/// A figure by the codes of the list as it stands on a day.
struct ListReading: Sendable {
    let readingTitle: String
    let readingTag: Tag?
    let readingLines: [ReadingLine]
    let readingRestMarkup: String?
    let readingTotalMarkup: String
}

/// One line of it.
struct ReadingLine: Sendable {
    let readingCode: String
    let readingSources: String?
    let readingValueMarkup: String
}

/// Fills the page of a code list; query: `indicator`, `period` (a year) and `day` whose list reads it.
struct CodeListQuery {
    let desk: Desk
    let dimension: CodeList

    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown list.
    init(desk: Desk, dimension code: String) throws {
        self.desk = desk
        guard let found = try DimensionBook.dimension(code, in: desk.tables) else {
            throw Failure(.notFound, privateDetail: "dimension \(code)")
        }
        dimension = found
    }

    /// The act of one of the forms; throws `notFound` for an unknown one.
    func act(_ name: String, _ form: Form) throws -> any Act {
        switch name {
        case "add": return AddCode(dimension: dimension.code, code: form["code"], names: form.names, since: form["since"])
        case "end": return EndCode(dimension: dimension.code, code: form["code"], until: form["until"])
        case "map": return MapCode(dimension: dimension.code, code: form["code"], target: form["target"], since: form["since"])
        case "use":
            return SetBreakdown(
                indicator: form["indicator"], dimension: dimension.code, since: form["since"], until: form.optional("until"))
        default: throw Failure(.notFound, privateDetail: "form \(name)")
        }
    }

    func page(failed: String? = nil, _ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("registers.list_title", ["list": words.pick(dimension.names)])
        let today = "\(desk.today)"
        let uses = try DimensionBook.uses(in: desk.tables).filter { $0.dimension == dimension.code }
        func link(_ name: String) -> String { desk.link(RegisterRoutes.listForm(dimension.code, name)) }
        let fed = try RegisterBook.all(in: desk.tables).map(\.definition).flatMap { register in
            register.feeds.filter { feed in
                feed.breakdowns.contains { register.column($0)?.dimension == dimension.code }
            }.map(\.indicator)
        }
        let broken = Set(uses.map(\.indicator) + fed).sorted()
        let asked = desk.query["indicator"].flatMap { $0.isEmpty ? nil : $0 } ?? broken.first
        let year = try desk.query["period"] ?? asked.flatMap(latestYear) ?? years().first ?? "\(desk.today.year)"
        let model = CodeListModel(
            titleMarkup: RunningText.markup(title), fault: failure.map(desk.fault),
            doneMarkup: failure == nil ? desk.query["done"].flatMap { Int64($0) }.map {
                words.markup("registers.done", ["number": words.entry($0)])
            } : nil,
            codes: dimension.codes.map(line), codeCountMarkup: words.markup("registers.code_count", count: dimension.codes.count),
            uses: uses.map { use in
                UseLine(
                    useName: desk.registers.indicator(use.indicator).map(desk.name(of:)) ?? use.indicator,
                    useSpanMarkup: span(use.since, use.until))
            }, reading: try asked.flatMap { try reading($0, year) }, selfLink: desk.link(RegisterRoutes.list(dimension.code)),
            indicators: broken.map {
                Choice(choiceValue: $0, choiceText: desk.registers.indicator($0).map(desk.name(of:)) ?? $0, isChosen: $0 == asked)
            },
            periods: years().map { Choice(choiceValue: $0, choiceText: $0, isChosen: $0 == year) },
            day: desk.query["day"] ?? today, mayEdit: AddCode.allows(desk.signatory, unit: nil), addAction: link("add"),
            endAction: link("end"), mapAction: link("map"), useAction: link("use"), addHidden: desk.formFields,
            endHidden: desk.formFields,
            mapHidden: desk.formFields, useHidden: desk.formFields,
            names: CodeListsQuery.names(failed == "add" ? form : nil, words),
            typedCode: failed == "add" ? form?["code"] ?? "" : "",
            codeChoices: dimension.codes.map { Choice(choiceValue: $0.code, choiceText: words.pick($0.names), isChosen: false) },
            useChoices: desk.registers.indicators.filter { !$0.isRatio }.map {
                Choice(
                    choiceValue: $0.code, choiceText: desk.name(of: $0),
                    isChosen: failed == "use" && form?["indicator"] == $0.code)
            }, today: today)
        let crumbs = [
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(href: desk.link(RegisterRoutes.lists), text: words.text("registers.lists_title")),
        ]
        return Page(Layout(title, crumbs: crumbs, here: words.pick(dimension.names)), "registers_list", model)
    }

    private func years() -> [String] { desk.registers.years.sorted(by: >).map { "\($0)" } }

    private func span(_ since: String, _ until: String?) -> String {
        guard let until, let last = try? Day(until).previous else {
            return words.markup("registers.since", ["date": words.day(since)])
        }
        return RunningText.markup(words.range(since, "\(last)"))
    }

    private func line(_ entry: DimensionCode) -> CodeLine {
        let today = "\(desk.today)"
        let mapping = dimension.mappings[entry.code]
        let target = mapping.flatMap { dimension.entry($0.to) }.map { words.pick($0.names) }
        var tags: [Tag] = []
        if entry.until.map({ $0 <= today }) ?? false { tags.append(.plain(words.text("registers.ended"))) }
        if entry.since > today { tags.append(.now(words.text("registers.to_come"))) }
        return CodeLine(
            codeText: entry.code, codeName: words.pick(entry.names), codeSpanMarkup: span(entry.since, entry.until),
            codeReadAs: target.map {
                words.text("registers.read_as", ["target": $0, "date": words.day(mapping?.since ?? "")])
            }, codeTags: tags)
    }

    /// The latest year in which the root's figure has a cell of the list.
    private func latestYear(_ code: String) throws -> String? {
        guard desk.registers.indicator(code) != nil else { return nil }
        return try years().first { year in
            let question = Question(indicator: code, unit: desk.root, span: try Period(year))
            return try BreakdownReading(question, by: dimension, listOf: nil, cube: desk.cube).lines.contains { $0.value != nil }
        }
    }

    /// The root's figure of a year by the list of a day; nil where no cell has a value.
    private func reading(_ code: String, _ year: String) throws -> ListReading? {
        guard let indicator = desk.registers.indicator(code) else { return nil }
        guard let period = try? Period(year) else { throw Failure(.notFound, privateDetail: "period \(year)") }
        let day = desk.query["day"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(desk.today)"
        guard (try? Day(day)) != nil else { throw Failure(.notFound, privateDetail: "day \(day)") }
        let table = try BreakdownReading(
            Question(indicator: code, unit: desk.root, span: period), by: dimension, listOf: day, cube: desk.cube)
        guard table.lines.contains(where: { $0.value != nil }) else { return nil }
        func value(_ number: ExactDecimal?) -> String {
            number.map { Markup.figure(words.value($0, measure: indicator.unitOfMeasure)) } ?? "<span class=\"q\">–</span>"
        }
        func name(_ code: String) -> String {
            code == CodeList.unstated
                ? words.text("registers.unstated") : dimension.entry(code).map { words.pick($0.names) } ?? code
        }
        return ListReading(
            readingTitle: words.text(
                "registers.reading_title",
                ["indicator": desk.name(of: indicator), "period": words.period(period), "date": words.day(day)]),
            readingTag: desk.registers.isExample ? words.simulated : nil,
            readingLines: table.lines.map { line in
                let merged = line.sources.filter { $0 != line.code }
                return ReadingLine(
                    readingCode: name(line.code),
                    readingSources: merged.isEmpty
                        ? nil : words.text(
                            "registers.reads", ["codes": merged.map(name).joined(separator: words.text("words.separator"))]),
                    readingValueMarkup: value(line.value))
            }, readingRestMarkup: table.rest.flatMap { $0.isZero ? nil : value($0) },
            readingTotalMarkup: value(table.total.value))
    }
}
