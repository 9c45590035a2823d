import Figures
import Institution
import Localization

/// The form of an analysis: a field for each parameter its address knows, filled with what was asked or with what is taken
/// instead.
struct AnalysisFields {
    let request: AnalysisRequest

    private var desk: Desk { request.desk }
    private var words: Words { desk.words }

    /// Beyond so many units a list is no help: the code or the name is typed.
    private static let mostListed = 250

    /// The scales a ratio can be shown in.
    static let scales = ["1", "100", "1000", "100000"]

    /// All fields but the boxes of indicators.
    func all() -> [AnalysisField] {
        request.kind.parameters.filter { !["indicators", "silent"].contains($0) }.compactMap(field)
    }

    /// The boxes of indicators, where the analysis takes several.
    func checks() -> [AnalysisCheck] {
        guard request.kind.parameters.contains("indicators") else { return [] }
        let chosen = Set(((try? request.indicators()) ?? []).map(\.code))
        return desk.registers.indicators.map {
            AnalysisCheck(checkName: "i.\($0.code)", checkText: desk.name(of: $0), isChecked: chosen.contains($0.code))
        }
    }

    private func field(_ name: String) -> AnalysisField? {
        switch name {
        case "unit": unitField
        case "reach": choice(name, request.kind == .ranking ? RankingReport.reaches : PivotReport.reaches)
        case "indicator": indicatorField(name, none: nil)
        case "per": indicatorField(name, none: request.kind == .ratios ? nil : words.text("analysis.none"))
        case "size": indicatorField(name, none: words.text("analysis.none"))
        case "scale": scaleField
        case "step": choice(name, Frequency.allCases.map(\.rawValue))
        case "by": byField
        case "rows": choice(name, PivotReport.Axis.allCases.map(\.rawValue))
        case "columns": choice(name, PivotReport.columnAxes)
        case "show": choice(name, PivotReport.Show.allCases.map(\.rawValue))
        case "order": choice(name, ["best", "highest", "lowest"])
        case "tree": treeField
        case "year": yearField
        case "known":
            AnalysisField(name, label(name), value: request.query[name] ?? "", hint: words.text("analysis.known_hint"))
        default: input(name, asked(name))
        }
    }

    private func label(_ name: String) -> String { words.text("analysis.field.\(name)") }

    /// What was asked, else what is taken where nothing was.
    private func asked(_ name: String) -> String {
        if let typed = request.query[name] { return typed }
        switch name {
        case "period" where request.kind == .ratios:
            guard let divisor = ((try? request.indicator("per")) ?? nil) ?? RatiosReport.usualDivisor(request) else { return "" }
            return (try? request.period(divisor)).map { "\($0)" } ?? ""
        case "period":
            let indicator = (try? request.indicator("indicator") ?? request.usualIndicator()) ?? nil
            return indicator.flatMap { try? request.period($0) }.map { "\($0)" } ?? ""
        case "from" where request.kind == .bridge, "to" where request.kind == .bridge:
            let indicator = (try? request.indicator("indicator") ?? request.usualIndicator()) ?? nil
            let latest = indicator.flatMap { found in (try? request.latestYear(found, request.unit())) ?? nil }
            let to = ((try? request.period(named: "to")) ?? nil) ?? Period(year: latest ?? desk.today.year)
            return "\(name == "to" ? to : to.yearBefore)"
        case "from", "to":
            let periods = (try? request.periods(request.indicators(), years: request.kind == .trends ? 10 : 5)) ?? []
            return (name == "from" ? periods.first : periods.last).map { "\($0)" } ?? ""
        default: return ""
        }
    }

    private func input(_ name: String, _ value: String) -> AnalysisField {
        AnalysisField(name, label(name), value: value, hint: words.text("unit.period_hint"))
    }

    private func choice(_ name: String, _ known: [String]) -> AnalysisField {
        let chosen = request.query[name] ?? known.first ?? ""
        return AnalysisField(
            name, label(name),
            choices: known.map {
                Choice(choiceValue: $0, choiceText: words.text("analysis.\(name).\($0)"), isChosen: $0 == chosen)
            })
    }

    private var unitField: AnalysisField {
        let chosen = (try? request.unit()) ?? request.query["unit"] ?? desk.root
        let version = desk.treeToday
        let units = version.inOrder
        guard units.count <= Self.mostListed else {
            return AnalysisField(
                "unit", label("unit"), value: request.query["unit"] ?? chosen, hint: words.text("analysis.unit_hint"))
        }
        let choices = units.map { code in
            let indent = String(repeating: "\u{A0}\u{A0}", count: (try? version.level(of: code)) ?? 0)
            return Choice(choiceValue: code, choiceText: indent + desk.name(ofUnit: code), isChosen: code == chosen)
        }
        return AnalysisField("unit", label("unit"), choices: choices)
    }

    private func indicatorField(_ name: String, none: String?) -> AnalysisField {
        var chosen = request.query[name] ?? ""
        if chosen.isEmpty, name == "indicator" { chosen = ((try? request.usualIndicator()) ?? nil)?.code ?? "" }
        if chosen.isEmpty, name == "per", none == nil { chosen = RatiosReport.usualDivisor(request)?.code ?? "" }
        // Only what adds over units and is no ratio itself can be divided by, or measure a size.
        let offered = name == "indicator" ? desk.registers.indicators : desk.registers.indicators.filter(Measure.canDivide)
        let choices =
            (none.map { [Choice(choiceValue: "", choiceText: $0, isChosen: chosen.isEmpty)] } ?? [])
            + offered.map { Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: $0.code == chosen) }
        return AnalysisField(name, label(name), choices: choices)
    }

    private var scaleField: AnalysisField {
        let chosen = request.query["scale"] ?? "1"
        return AnalysisField(
            "scale", label("scale"),
            choices: Self.scales.map {
                Choice(choiceValue: $0, choiceText: Numerals.format($0, words.language), isChosen: $0 == chosen)
            })
    }

    /// The combinations of breakdown keys that were reported for the indicators asked.
    private var byField: AnalysisField {
        let chosen = request.query["by"] ?? ""
        let known = PivotReport.breakdownKeys(of: (try? request.indicators()) ?? [], desk)
        let choices =
            [Choice(choiceValue: "", choiceText: words.text("analysis.none"), isChosen: chosen.isEmpty)]
            + known.map { Choice(choiceValue: $0, choiceText: PivotReport.keyName($0, desk), isChosen: $0 == chosen) }
        return AnalysisField("by", label("by"), choices: choices)
    }

    private var treeField: AnalysisField {
        let chosen = request.query["tree"] ?? "then"
        var choices = ["then", "now"].map {
            Choice(choiceValue: $0, choiceText: words.text("unit.tree_\($0)"), isChosen: $0 == chosen)
        }
        if !["then", "now"].contains(chosen) {
            choices.append(
                Choice(choiceValue: chosen, choiceText: words.text("unit.tree_on", ["date": words.day(chosen)]), isChosen: true))
        }
        return AnalysisField("tree", label("tree"), choices: choices)
    }

    private var yearField: AnalysisField {
        let asked = try? request.kind == .attainment ? AttainmentReport.year(request) : request.year()
        let chosen = asked ?? desk.today.year
        let years = Set(desk.registers.years + (desk.today.year - 10...desk.today.year) + [chosen]).sorted(by: >)
        return AnalysisField(
            "year", label("year"),
            choices: years.map { Choice(choiceValue: "\($0)", choiceText: "\($0)", isChosen: $0 == chosen) })
    }
}
