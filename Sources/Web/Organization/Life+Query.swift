import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of a unit's life: a unit that changed command shows both histories.
struct LifeQuery {
    let desk: Desk
    let unit: Institution.Unit
    private let indicator: Indicator?
    private let years: [Int]

    private var words: Words { desk.words }
    private var today: String { "\(desk.today)" }

    /// Years looked back for figures.
    private static let span = 40

    /// Throws `notFound` for an unknown unit or indicator.
    init(desk: Desk, unit code: String) throws {
        self.desk = desk
        unit = try desk.unit(code)
        let readings = [FigureReading(desk: desk), FigureReading(desk: desk, tree: .on(desk.today))]
        let last = desk.today.year
        // A year counts when the unit had figures then, or has them under today's tree.
        func years(_ indicator: Indicator) throws -> [Int] {
            let known = try (last - Self.span...last).filter { year in
                try readings.contains { try $0.answer(indicator, code, Period(year: year)).value != nil }
            }
            guard let first = known.first, let end = known.last else { return [] }
            return Array(first...end)
        }
        if let wanted = desk.query["indicator"], !wanted.isEmpty {
            guard let indicator = desk.registers.indicator(wanted) else { throw Failure(.notFound, privateDetail: "indicator") }
            self.indicator = indicator
            self.years = try years(indicator)
            return
        }
        for indicator in desk.registers.indicators where !indicator.isRatio {
            let known = try years(indicator)
            guard !known.isEmpty else { continue }
            (self.indicator, self.years) = (indicator, known)
            return
        }
        (indicator, self.years) = (desk.registers.indicators.first, [])
    }

    /// The page.
    func page() throws -> Page {
        let name = desk.name(ofUnit: unit.code)
        let title = words.text("tree.life_title", ["unit": name])
        var tags: [Tag] = []
        if !unit.isOpen(on: today) { tags.append(.plain(words.text(unit.opened > today ? "tree.not_yet" : "tree.closed"))) }
        if let simulated = desk.simulation(ofUnit: unit.code) { tags.append(simulated) }
        let parents = try UnitBook.parents(of: unit.code, in: desk.tables)
        let guests = try guests()
        let model = LifeModel(
            lifeName: name, lifeTags: tags, leadMarkup: lead, unitLink: desk.link(.unit(unit.code)),
            changes: changes, treeLink: desk.link(OrganizationRoutes.tree, ["at": unit.code]) + "#t-\(today)-\(unit.code)",
            parents: parentRows(parents).reversed(), names: try nameRows().reversed(),
            events: try UnitHistoryQuery(desk: desk, unit: unit).rows(), guests: guests,
            guestCountMarkup: words.markup("tree.guests", count: guests.count),
            selfLink: desk.link(OrganizationRoutes.life(unit.code)),
            indicatorChoices: desk.registers.indicators.map {
                Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: $0.code == indicator?.code)
            },
            figureTitle: indicator.map { desk.name(of: $0) } ?? "", figureTag: desk.simulation(ofUnit: unit.code),
            figures: try figures().reversed(), isMoved: parents.count > 1,
            fileLink: desk.link(OrganizationRoutes.lifeFile(unit.code), ["indicator": indicator?.code ?? ""]),
            workbookLink: desk.link(OrganizationRoutes.lifeWorkbook(unit.code), ["indicator": indicator?.code ?? ""]))
        let crumbs = [Link(href: desk.link(OrganizationRoutes.tree), text: words.text("tree.title"))]
        return Page(
            Layout(
                title, crumbs: crumbs, here: name,
                picker: PickerLink(pickHref: desk.link(.unit(unit.code)) + "#pick", pickText: name)), "life", model)
    }

    /// Year by year: the parent at the year's end, the figure then and under today's tree.
    func file() throws -> [[String]] {
        guard let indicator else { return [["unit", "indicator", "year", "parent", "then", "now"]] }
        let (then, now) = (FigureReading(desk: desk), FigureReading(desk: desk, tree: .on(desk.today)))
        return [["unit", "indicator", "year", "parent", "then", "now"]]
            + (try years.map { year in
                let span = Period(year: year)
                return [
                    unit.code, indicator.code, "\(year)", try parent(span.last) ?? "",
                    try then.answer(indicator, unit.code, span).value?.description ?? "",
                    try now.answer(indicator, unit.code, span).value?.description ?? "",
                ]
            })
    }

    private var lead: String {
        let kind = words.word("kind", unit.kind)
        if let closed = unit.closed {
            return words.markup(
                "tree.life_closed", ["kind": kind, "opened": words.day(unit.opened), "closed": words.day(closed)])
        }
        return words.markup("tree.life_open", ["kind": kind, "opened": words.day(unit.opened)])
    }

    private var changes: [Link] {
        guard MoveUnit.allows(desk.signatory, unit: unit.code), unit.isOpen(on: today) else { return [] }
        let forms = unit.code == desk.root ? ["rename"] : ["rename", "move", "merge", "split", "close"]
        return forms.map { form in
            Link(
                href: desk.link(AccountabilityRoutes.section("units"), ["unit": unit.code]) + "#form-\(form)",
                text: words.text("organization.form.\(form)"))
        }
    }

    /// The parent on a day, by the register's own dates; nil before the opening and for the root.
    private func parent(_ day: Day) throws -> String? {
        let reading = unit.closed.flatMap { try? Day($0).previous }.map { min($0, day) } ?? day
        return try UnitBook.parent(of: unit.code, on: "\(reading)", in: desk.tables)
    }

    private func time(_ since: String, _ next: String?) -> String {
        let end = [next, unit.closed].compactMap { $0 }.min()
        guard let end, let last = try? Day(end).previous else { return words.markup("tree.since", ["date": words.day(since)]) }
        return RunningText.markup(words.range(since, "\(last)"))
    }

    private func tags(_ since: String, _ next: String?) -> [Tag] {
        if since > today { return [.now(words.text("tree.announced"))] }
        guard unit.isOpen(on: today), next.map({ $0 > today }) ?? true else { return [] }
        return [.good(words.text("tree.today"))]
    }

    private func parentRows(_ parents: [DatedWord<String>]) -> [LifeRow] {
        parents.enumerated().map { index, place in
            let next = index + 1 < parents.count ? parents[index + 1].since : nil
            return LifeRow(
                rowHref: desk.link(OrganizationRoutes.life(place.word)), rowText: desk.name(ofUnit: place.word),
                rowTimeMarkup: time(place.since, next), rowEntryHref: desk.link(AccountabilityRoutes.entry("\(place.made)")),
                rowEntryMarkup: words.markup("unit.event_entry", ["number": words.entry(place.made)]),
                rowTags: tags(place.since, next))
        }
    }

    private func nameRows() throws -> [LifeRow] {
        let names = try UnitBook.nameHistory(of: unit.code, in: desk.tables)
        return names.enumerated().map { index, name in
            let next = index + 1 < names.count ? names[index + 1].since : nil
            return LifeRow(
                rowHref: nil, rowText: words.pick(name.word), rowTimeMarkup: time(name.since, next),
                rowEntryHref: desk.link(AccountabilityRoutes.entry("\(name.made)")),
                rowEntryMarkup: words.markup("unit.event_entry", ["number": words.entry(name.made)]),
                rowTags: tags(name.since, next))
        }
    }

    /// Every unit that stands or once stood directly here, with the time it did: those of today first.
    private func guests() throws -> [GuestRow] {
        var found: [(isHere: Bool, name: String, row: GuestRow)] = []
        for child in desk.registers.units.values.sorted(by: { $0.code < $1.code }) {
            guard let index = desk.cube.tree.index(of: child.code) else { continue }
            let places = desk.cube.tree.units[index].placements
            for (number, place) in places.enumerated() where place.parent == unit.code {
                let ends = [number + 1 < places.count ? "\(places[number + 1].from)" : nil, child.closed].compactMap { $0 }
                let since = max("\(place.from)", child.opened)
                let end = ends.min()
                if let end, end <= since { continue }
                let isHere = since <= today && (end.map { $0 > today } ?? true)
                let last = end.flatMap { try? Day($0).previous }
                let time =
                    last.map { RunningText.markup(words.range(since, "\($0)")) }
                    ?? words.markup("tree.since", ["date": words.day(since)])
                let tag: Tag =
                    isHere
                    ? .good(words.text("tree.here"))
                    : since > today ? .now(words.text("tree.announced")) : .plain(words.text("tree.left"))
                let row = GuestRow(
                    guestHref: desk.link(OrganizationRoutes.life(child.code)), guestName: desk.name(ofUnit: child.code),
                    guestTimeMarkup: time, guestTag: tag)
                found.append((isHere, row.guestName, row))
            }
        }
        return found.filter(\.isHere).map(\.row) + found.filter { !$0.isHere }.map(\.row)
    }

    private func figures() throws -> [LifeFigure] {
        guard let indicator else { return [] }
        let (then, now) = (FigureReading(desk: desk), FigureReading(desk: desk, tree: .on(desk.today)))
        return try years.map { year in
            let span = Period(year: year)
            let (old, new) = try (then.answer(indicator, unit.code, span), now.answer(indicator, unit.code, span))
            var difference = "<span class=\"q\">–</span>"
            let (first, second) = (
                old.value ?? new.value.map { _ in ExactDecimal.zero }, new.value ?? old.value.map { _ in ExactDecimal.zero }
            )
            var isDifferent = false
            if let first, let second, let rest = try? second.subtracting(first) {
                isDifferent = !rest.isZero
                difference = Markup.figure(BridgeWords.signed(rest, indicator, words))
            }
            let above = try parent(span.last)
            let route = OrganizationRoutes.bridge(indicator: indicator.code, unit: unit.code, period: "\(year)")
            return LifeFigure(
                lifeYear: "\(year)", parentHref: above.map { desk.link(OrganizationRoutes.life($0)) },
                parentName: above.map(desk.name(ofUnit:)) ?? "–",
                thenHref: desk.link(.figure(indicator: indicator.code, unit: unit.code, period: "\(year)")),
                thenMarkup: then.valueMarkup(old, indicator), nowMarkup: now.valueMarkup(new, indicator),
                differenceMarkup: difference,
                bridgeHref: isDifferent ? desk.link(route) : nil, yearTags: words.tags(old))
        }
    }
}
