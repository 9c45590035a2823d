import Acts
import Figures
import Institution
import Localization
import Publication

/// The rules between figures, with the form that defines one.
struct RuleListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let behindMarkup: String?
    let fault: Fault?
    let actions: [Link]
    let search: String
    let selfLink: String
    let countMarkup: String
    let rows: [RuleRow]
    let builtIn: [NamedFact]
    let form: RuleForm?
}

/// A rule as the list shows it.
struct RuleRow: Sendable {
    let ruleCode: String
    let ruleWords: String
    let ruleFormula: String
    let ruleTags: [Tag]
    let ruleCountMarkup: String
    let ruleDetailMarkup: String
    let ruleReason: String?
    let ruleReasonLang: String
    let editHref: String?
    let retireAction: String?
    let hidden: FormFields
}

/// The form of a rule.
struct RuleForm: Sendable {
    let action: String
    let hidden: FormFields
    let code: String
    let left: String
    let right: String
    let comparisonChoices: [Choice]
    let tolerance: String
    let weightChoices: [Choice]
    let since: String
    let texts: [LanguageField]
    let indicators: [Choice]
}

/// Fills the page of rules; `?code=CODE` takes one into the form for another version.
struct RuleListQuery {
    let desk: Desk

    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }

    /// The act the form asks for; its rules are the act's own.
    static func definition(_ form: Form) throws -> DefineRule {
        func optional(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
        guard let comparison = RuleComparison(rawValue: form["comparison"]), let weight = RuleWeight(rawValue: form["weight"])
        else {
            throw Failure(.unknownWord, ["field": "comparison", "value": String(form["comparison"].prefix(40)), "known": ""])
        }
        return DefineRule(
            code: form["code"], left: form["left"], comparison: comparison, right: form["right"],
            tolerance: optional("tolerance"),
            weight: weight, words: Trilingual(ar: form["words_ar"], fr: form["words_fr"], en: form["words_en"]),
            since: optional("since"))
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("returns.rules_title")
        let all = try RuleBook.all(in: desk.tables)
        // Of each rule the latest version; earlier ones are in the ledger.
        var seen: Set<String> = []
        let latest = all.filter { seen.insert($0.code).inserted }
        let search = SearchFold.fold(desk.query["q"] ?? "")
        let found = latest.filter { rule in
            search.isEmpty
                || SearchFold.fold("\(rule.code) \(words.pick(rule.words)) \(rule.left) \(rule.right)").contains(search)
        }
        let counts = try VerdictBook.counts(in: desk.tables)
        let mayDefine = DefineRule.allows(desk.signatory, unit: nil)
        let year = desk.registers.currentYear
        let model = RuleListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.rules_lead"),
            behindMarkup: try shown.behind(),
            fault: failure.map(desk.fault), actions: year.map { ReturnListQuery.actions(desk, $0, here: "rules") } ?? [],
            search: desk.query["q"] ?? "", selfLink: desk.link(ReturnsRoutes.rules),
            countMarkup: words.markup("returns.rules_count", count: found.count),
            rows: try found.map { try row($0, counts[$0.code], mayDefine) },
            builtIn: Institution.Verdict.Kind.allCases.filter { $0 != .rule }.map {
                NamedFact(
                    factName: words.text("returns.check.\($0.rawValue)"),
                    factMarkup: words.markup("returns.built_in_\($0.rawValue)"))
            }, form: mayDefine ? fields(form, latest.first { $0.code == desk.query["code"] }) : nil)
        let home = Link(href: desk.link(.home), text: words.text("home.title"))
        return Page(Layout(title, stage: .figures, crumbs: [home], here: title), "rules", model)
    }

    /// How a comparison is written.
    static func sign(_ comparison: RuleComparison) -> String {
        switch comparison {
        case .equal: "="
        case .different: "≠"
        case .atMost: "≤"
        case .atLeast: "≥"
        case .less: "<"
        case .more: ">"
        case .together: "⇔"
        }
    }

    private func row(_ rule: Rule, _ counts: (asked: Int, failed: Int)?, _ mayDefine: Bool) throws -> RuleRow {
        let isInForce = rule.ended == nil
        let weight = words.text("returns.weight_\(rule.weight.rawValue)")
        var tags: [Tag] = [rule.weight == .compulsory ? .bad(weight) : .warn(weight)]
        if !isInForce { tags = [.plain(words.text("returns.retired"))] }
        let since = rule.since.map { " · " + words.markup("returns.since", ["date": words.day($0)]) } ?? ""
        return RuleRow(
            ruleCode: rule.code, ruleWords: words.pick(rule.words),
            ruleFormula: "\(rule.left) \(Self.sign(rule.comparison)) \(rule.right)" + (rule.tolerance.map { " (± \($0))" } ?? ""),
            ruleTags: tags,
            ruleCountMarkup: words.markup(
                "returns.rule_counts", ["asked": words.number(counts?.asked ?? 0), "failed": words.number(counts?.failed ?? 0)]),
            ruleDetailMarkup: try shown.done(rule.by) + since, ruleReason: rule.retirement?.text,
            ruleReasonLang: rule.retirement?.language ?? "",
            editHref: mayDefine ? desk.link(ReturnsRoutes.rules, ["code": rule.code]) + "#define" : nil,
            retireAction: mayDefine && isInForce ? desk.link(ReturnsRoutes.retirement) : nil, hidden: desk.formFields)
    }

    private func fields(_ form: Form?, _ edited: Rule?) -> RuleForm {
        let comparison = form?["comparison"] ?? edited?.comparison.rawValue ?? RuleComparison.atMost.rawValue
        let weight = form?["weight"] ?? edited?.weight.rawValue ?? RuleWeight.warning.rawValue
        func text(_ language: String, _ text: String?) -> LanguageField {
            LanguageField(
                languageField: "words_\(language)", languageName: words.text("words.language.\(language)"),
                languageCode: language,
                languageText: form?["words_\(language)"] ?? text ?? "")
        }
        return RuleForm(
            action: desk.link(ReturnsRoutes.rules), hidden: desk.formFields, code: form?["code"] ?? edited?.code ?? "",
            left: form?["left"] ?? edited?.left ?? "", right: form?["right"] ?? edited?.right ?? "",
            comparisonChoices: RuleComparison.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: "\(Self.sign($0)) \(words.text("returns.comparison_\($0.rawValue)"))",
                    isChosen: $0.rawValue == comparison)
            }, tolerance: form?["tolerance"] ?? edited?.tolerance ?? "",
            weightChoices: RuleWeight.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("returns.weight_\($0.rawValue)"),
                    isChosen: $0.rawValue == weight)
            }, since: form?["since"] ?? edited?.since ?? "",
            texts: [text("ar", edited?.words.ar), text("fr", edited?.words.fr), text("en", edited?.words.en)],
            indicators: desk.registers.indicators.filter { !$0.isRatio }.map {
                Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: false)
            })
    }
}
