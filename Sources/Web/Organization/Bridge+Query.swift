import Acts
import Figures
import HTTPTypes
import Institution
import Localization
import Publication

/// How amounts of a bridge read.
enum BridgeWords {
    /// An amount with its sign, in the indicator's measure; `≈` says that a figure it comes from is not exact.
    static func signed(_ amount: ExactDecimal, _ indicator: Indicator, _ words: Words, isApproximate: Bool = false) -> String {
        guard !amount.isZero else { return words.value(amount, measure: "") }
        let text = (isApproximate ? "≈\u{202F}" : "") + Numerals.format(amount.description, words.language, signed: true)
        // The difference of two shares is a number of points, not a share.
        return indicator.unitOfMeasure == "percent" ? text + "\u{A0}" + words.text("layout.points") : text
    }
}

/// Fills the page of the bridge.
struct BridgeQuery {
    let desk: Desk
    let indicator: Indicator
    let unit: Institution.Unit
    let period: Period
    private let question: BridgeQuestion?
    private let bridge: Bridge?
    private let fault: Failure?

    private var words: Words { desk.words }
    /// Whether either figure is rounded or bounded: what lies between them is then no better known.
    private var isApproximate: Bool { bridge?.isApproximate ?? false }

    private func signed(_ amount: ExactDecimal) -> String {
        BridgeWords.signed(amount, indicator, words, isApproximate: isApproximate)
    }

    /// Lines on a page; the file has all of them.
    private static let page = 250

    /// Throws `notFound` for an unknown indicator or unit; what is wrong with a date is said on the page.
    init(desk: Desk, indicator code: String, unit unitCode: String, period text: String) throws {
        self.desk = desk
        guard let indicator = desk.registers.indicator(code) else { throw Failure(.notFound, privateDetail: "indicator") }
        guard let period = try? Period(text) else { throw Failure(.notFound, privateDetail: "period") }
        (self.indicator, self.period) = (indicator, period)
        unit = try desk.unit(unitCode)
        var (question, bridge, fault): (BridgeQuestion?, Bridge?, Failure?) = (nil, nil, nil)
        do {
            let asked = BridgeQuestion(
                indicator: code, unit: unitCode, breakdown: desk.query["breakdown"],
                from: try Self.side(desk.query, "from", text, tree: "then"),
                to: try Self.side(desk.query, "to", text, tree: "now"))
            question = asked
            bridge = try BridgeBook.bridge(asked, cube: desk.cube, today: "\(desk.today)", in: desk.tables)
        } catch let failure as Failure where failure.code.status.code < 500 {
            // Why a figure has no value is said in the reader's words.
            var arguments = failure.arguments
            if let reason = arguments["reason"] { arguments["reason"] = desk.words.text("figure.reason.\(reason)") }
            fault = Failure(failure.code, arguments)
        }
        (self.question, self.bridge, self.fault) = (question, bridge, fault)
    }

    /// One side of the query: `from_tree`, `from_day`, `from_known`, and `from_period` where it differs.
    private static func side(
        _ query: [String: String], _ name: String, _ period: String, tree: String
    ) throws -> BridgeQuestion.Side {
        func value(_ key: String) -> String { query["\(name)_\(key)"] ?? "" }
        var word = value("tree").isEmpty ? tree : value("tree")
        if word == "day" { word = value("day").isEmpty ? tree : value("day") }
        let known = value("known").isEmpty ? "" : "@\(value("known"))"
        return try BridgeQuestion.Side(word + known, period: value("period").isEmpty ? period : value("period"), tree: .then)
    }

    /// The page.
    func page() throws -> Page {
        let name = desk.name(ofUnit: unit.code)
        let title = words.text(
            "bridge.title", ["indicator": desk.name(of: indicator), "unit": name, "period": words.period(period)])
        let lines = bridge?.lines ?? []
        let number = max(Int(desk.query["page"] ?? "") ?? 1, 1)
        let start = min((number - 1) * Self.page, lines.count)
        let shown = Array(lines.dropFirst(start).prefix(Self.page))
        let model = BridgeModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("bridge.lead"),
            bridgeTag: desk.simulation(ofUnit: unit.code),
            selfLink: desk.link(route), from: form("from", .then), to: form("to", .now), fault: fault.map(desk.fault),
            steps: steps(),
            chartMarkup: chart(), findingMarkup: RunningText.markup(finding), groups: groups(shown), parts: partPanels(),
            isSame: bridge.map(\.isEmpty) ?? false,
            fileLink: link(OrganizationRoutes.bridgeFile(indicator: indicator.code, unit: unit.code, period: "\(period)")),
            workbookLink: link(
                OrganizationRoutes.bridgeWorkbook(indicator: indicator.code, unit: unit.code, period: "\(period)")),
            lineCountMarkup: words.markup("bridge.lines", count: lines.count),
            newerLink: number > 1 ? link(route, page: number - 1) : nil,
            olderLink: start + Self.page < lines.count ? link(route, page: number + 1) : nil,
            figureLink: desk.link(.figure(indicator: indicator.code, unit: unit.code, period: "\(period)")),
            lifeLink: desk.link(OrganizationRoutes.life(unit.code)))
        var page = Page(
            Layout(
                title, year: desk.registers.phases[period.last.year] == nil ? nil : period.last.year,
                crumbs: [
                    Link(href: desk.link(.unit(unit.code)), text: name),
                    Link(href: model.figureLink, text: desk.name(of: indicator)),
                ], here: words.text("bridge.here"),
                picker: PickerLink(pickHref: desk.link(.unit(unit.code)) + "#pick", pickText: name)), "bridge", model)
        if let fault, fault.code != .noBridge { page.status = fault.code.status }
        return page
    }

    /// Every line of the bridge, after the two figures and the sums by cause.
    func file() throws -> [[String]] {
        guard let bridge else { throw fault ?? Failure(.notFound, privateDetail: "bridge") }
        func row(_ cause: String, _ amount: ExactDecimal?, _ more: [String] = Array(repeating: "", count: 7)) -> [String] {
            [cause] + more + [amount?.description ?? ""]
        }
        var rows = [["line", "unit", "from", "to", "period", "before", "after", "unit_periods", "amount"]]
        rows.append(row("old", bridge.oldValue))
        rows += BridgeCause.allCases.map { row("sum_\($0.rawValue)", bridge.amount(of: $0)) }
        rows.append(row("new", bridge.newValue))
        rows += bridge.lines.map { line in
            row(
                line.cause.rawValue, line.amount,
                [
                    line.unit, line.from ?? "", line.to ?? "", line.period.map { "\($0)" } ?? "", line.before?.description ?? "",
                    line.after?.description ?? "", "\(line.count)",
                ])
        }
        return rows
    }

    private var route: SiteRoute { OrganizationRoutes.bridge(indicator: indicator.code, unit: unit.code, period: "\(period)") }

    /// The same question at another address.
    private func link(_ route: SiteRoute, page: Int? = nil) -> String {
        var items = desk.query.filter { $0.key != "page" && !$0.value.isEmpty }
        if let page { items["page"] = "\(page)" }
        let text = items.sorted { $0.key < $1.key }.map { "\(SiteRoute.encoded($0.key))=\(SiteRoute.encoded($0.value))" }
        return text.isEmpty ? desk.link(route) : desk.link(route) + "?" + text.joined(separator: "&")
    }

    private func form(_ name: String, _ standard: TreeChoice) -> BridgeSideForm {
        let side = name == "from" ? question?.from : question?.to
        let word = desk.query["\(name)_tree"].flatMap { $0.isEmpty ? nil : $0 } ?? standard.text
        var day = desk.query["\(name)_day"] ?? ""
        if case .date(let date)? = side?.tree { day = date }
        let chosen = ["then", "now"].contains(word) ? word : "day"
        return BridgeSideForm(
            sideTitle: words.text("bridge.side_\(name)"), sidePrefix: name,
            sideTrees: ["then", "now", "day"].map {
                Choice(choiceValue: $0, choiceText: words.text("bridge.tree_\($0)"), isChosen: $0 == chosen)
            }, sidePeriod: desk.query["\(name)_period"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(period)", sideDay: day,
            sideKnown: desk.query["\(name)_known"] ?? "")
    }

    private func statement(_ side: BridgeQuestion.Side) -> String {
        let tree =
            switch side.tree {
            case .then: words.text("figure.tree_then")
            case .now: words.text("figure.tree_on", ["date": words.day("\(desk.today)")])
            case .date(let day): words.text("figure.tree_on", ["date": words.day(day)])
            }
        let known = side.asOf.map { words.text("bridge.known_on", ["date": words.moment($0)]) } ?? words.text("bridge.known_now")
        let time = (try? Period(side.period)).map(words.period) ?? side.period
        return words.text("bridge.statement", ["period": time, "tree": tree, "known": known])
    }

    private func valueMarkup(_ answer: Answer?) -> String {
        guard let value = answer?.value else {
            return "<span class=\"q\">\(Markup.escape(words.text("layout.not_available")))</span>"
        }
        return RunningText.markup(words.stated(value, answer?.precision ?? .exact, measure: indicator.unitOfMeasure))
    }

    private func steps() -> [BridgeStep] {
        guard let bridge, let question else { return [] }
        func total(_ key: String, _ answer: Answer?, _ side: BridgeQuestion.Side) -> BridgeStep {
            BridgeStep(
                stepClass: "tot", stepName: words.text("bridge.\(key)"), stepAboutMarkup: RunningText.markup(statement(side)),
                stepAmountMarkup: "",
                stepTotalMarkup: valueMarkup(answer), stepTags: answer.map(words.tags) ?? [])
        }
        var steps = [total("old", bridge.old, question.from)]
        var sum = bridge.oldValue
        let isOneSpan = (try? Period(question.from.period)) == (try? Period(question.to.period))
        for cause in BridgeCause.allCases {
            let amount = bridge.amount(of: cause)
            // Real change exists between two spans only.
            if cause == .change, isOneSpan { continue }
            sum = (try? sum.adding(amount)) ?? sum
            steps.append(
                BridgeStep(
                    stepClass: amount.isZero ? "still" : "", stepName: words.text("bridge.cause.\(cause.rawValue)"),
                    stepAboutMarkup: words.markup("bridge.about.\(cause.rawValue)"),
                    stepAmountMarkup: Markup.figure(signed(amount)),
                    stepTotalMarkup: Markup.figure(words.value(sum, measure: indicator.unitOfMeasure)), stepTags: []))
        }
        return steps + [total("new", bridge.new, question.to)]
    }

    /// The bridge in a sentence: also the drawing's text.
    private var finding: String {
        guard let bridge else { return "" }
        let parts = BridgeCause.allCases.filter { !bridge.amount(of: $0).isZero }.map {
            "\(words.text("bridge.cause.\($0.rawValue)")) \(signed(bridge.amount(of: $0)))"
        }
        func stated(_ answer: Answer?) -> String {
            guard let answer, let value = answer.value else { return words.text("layout.not_available") }
            return words.stated(value, answer.precision, measure: indicator.unitOfMeasure)
        }
        return words.text(
            parts.isEmpty ? "bridge.finding_same" : "bridge.finding",
            [
                "old": stated(bridge.old), "new": stated(bridge.new),
                "parts": parts.joined(separator: words.text("words.separator")),
            ])
    }

    private func chart() -> String? {
        guard let bridge, !bridge.isEmpty else { return nil }
        let steps = BridgeCause.allCases.filter { !bridge.amount(of: $0).isZero }.map {
            WaterfallStep(
                label: words.text("bridge.cause.\($0.rawValue)"), amount: bridge.amount(of: $0),
                text: signed(bridge.amount(of: $0)))
        }
        func stated(_ answer: Answer?, _ value: ExactDecimal) -> String {
            words.stated(value, answer?.precision ?? .exact, measure: indicator.unitOfMeasure)
        }
        return WaterfallChart(
            id: "bridge", title: words.text("bridge.chart_title"), description: finding,
            first: WaterfallStep(
                label: words.text("bridge.old"), amount: bridge.oldValue, text: stated(bridge.old, bridge.oldValue)),
            steps: steps,
            last: WaterfallStep(
                label: words.text("bridge.new"), amount: bridge.newValue, text: stated(bridge.new, bridge.newValue))
        ).svg(words.language)
    }

    private func groups(_ lines: [BridgeLine]) -> [BridgeGroup] {
        BridgeCause.allCases.compactMap { cause in
            let own = lines.filter { $0.cause == cause }
            guard !own.isEmpty else { return nil }
            return BridgeGroup(
                groupName: words.text("bridge.cause.\(cause.rawValue)"), groupId: "g-\(cause.rawValue)",
                isStructure: [BridgeCause.moved, .merged, .split].contains(cause), groupLines: own.map(row))
        }
    }

    private func row(_ line: BridgeLine) -> BridgeLineRow {
        let isStructure = line.period == nil
        func value(_ value: ExactDecimal?) -> String {
            value.map { Markup.figure(words.value($0, measure: indicator.unitOfMeasure)) }
                ?? "<span class=\"q\">\(Markup.escape(words.text("layout.not_available")))</span>"
        }
        let figure = SiteRoute.figure(
            indicator: indicator.code, unit: line.unit, period: line.period.map { "\($0)" } ?? "\(period)")
        return BridgeLineRow(
            lineHref: isStructure ? desk.link(OrganizationRoutes.life(line.unit)) : desk.link(figure),
            lineName: desk.name(ofUnit: line.unit), lineFrom: line.from.map(desk.name(ofUnit:)) ?? "–",
            lineTo: line.to.map(desk.name(ofUnit:)) ?? "–", linePeriod: line.period.map(words.period) ?? "",
            lineBeforeMarkup: value(line.before), lineAfterMarkup: value(line.after),
            lineAmountMarkup: Markup.figure(signed(line.amount)),
            lineCountMarkup: Markup.figure(words.number(line.count)))
    }

    private func partPanels() -> [BridgePartPanel] {
        (bridge?.parts ?? []).compactMap { part in
            guard let indicator = desk.registers.indicator(part.indicator) else { return nil }
            return BridgePartPanel(
                partName: desk.name(of: indicator),
                partHref: link(OrganizationRoutes.bridge(indicator: part.indicator, unit: unit.code, period: "\(period)")),
                partOldMarkup: Markup.figure(words.value(part.oldValue, measure: indicator.unitOfMeasure)),
                partNewMarkup: Markup.figure(words.value(part.newValue, measure: indicator.unitOfMeasure)))
        }
    }
}

extension Bridge {
    /// Whether either of the two figures is rounded or bounded.
    var isApproximate: Bool { [old, new].contains { $0?.value != nil && $0?.precision != .exact } }
}
