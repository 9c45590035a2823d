import Acts
import Figures
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization
import Storage

/// The page on which a register is designed.
struct RegisterDesignModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let fault: Fault?
    let action: String
    let hidden: FormFields
    let isNew: Bool
    let codeValue: String
    let registerNames: [DesignText]
    let frequencies: [Choice]
    /// The rhythm of a register that is there: it stays.
    let frequencyName: String
    let frequencyValue: String
    let designColumns: [RegisterColumnDesign]
    let columnKinds: [KindButton]
    let conversions: [ConversionDesign]
    let rules: [RuleDesign]
    let bookHref: String?
    let listsHref: String
}

/// A button that adds a column of a kind.
struct KindButton: Sendable {
    let kindValue: String
    let kindName: String
}

/// A column in the designer.
struct RegisterColumnDesign: Sendable {
    let columnAt: String
    let columnLegend: String
    let columnKind: String
    let columnCode: String
    let columnNames: [DesignText]
    /// What stays of a column that was declared before; nil for a new one.
    let columnKept: String?
    let isColumnOptional: Bool
    let asksList: Bool
    let columnLists: [Choice]
    let asksQuantity: Bool
    let columnDecimals: String
    let columnMeasureColumns: [Choice]
    let asksMeasure: Bool
    let columnMeasureChoices: [Choice]
    let asksMeasures: Bool
    let columnMeasureBoxes: [KindChoice]
    let asksBounds: Bool
    let columnBounds: String
    let columnUp: String?
}

/// A conversion in the designer.
struct ConversionDesign: Sendable {
    let conversionAt: String
    let conversionFrom: [Choice]
    let conversionTo: [Choice]
    let conversionNumerator: String
    let conversionDenominator: String
}

/// A feeding rule in the designer.
struct RuleDesign: Sendable {
    let ruleAt: String
    let ruleLegend: String
    let ruleIndicators: [Choice]
    let ruleAdds: [Choice]
    let ruleBreakdowns: [KindChoice]
    let ruleConditions: [ConditionDesign]
}

/// A condition of a rule in the designer.
struct ConditionDesign: Sendable {
    let conditionAt: String
    let conditionRule: String
    let conditionDrop: String
    let conditionColumns: [Choice]
    let conditionCodes: [KindChoice]
}

/// Fills the designer of one register, new or declared before.
struct RegisterDesignQuery {
    let desk: Desk
    let code: String
    let earlier: DeclaredRegister?
    private let lists: [CodeList]

    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown register and for whoever may not declare registers.
    init(desk: Desk, register code: String) throws {
        guard DefineRegister.allows(desk.signatory, unit: nil) else {
            throw Failure(.notFound, privateDetail: "register designer by \(desk.signatory.post)")
        }
        self.desk = desk
        self.code = code
        earlier = code == RegisterRoutes.new ? nil : try desk.declaredRegister(code)
        lists = try DimensionBook.all(in: desk.tables)
    }

    /// The page; with a design, what was typed comes back.
    func page(_ typed: RegisterDesign? = nil, _ failure: Failure? = nil) throws -> Page {
        let design = typed ?? earlier.map { RegisterDesign($0.definition) } ?? RegisterDesign()
        let name = earlier.map { words.pick($0.definition.names) }
        let title = name.map { words.text("registerdesign.change_title", ["register": $0]) }
            ?? words.text("registerdesign.new_title")
        let lead = earlier.map { words.markup("registerdesign.change_lead", ["version": words.number($0.version)]) }
        let frequency = earlier?.definition.frequency.rawValue ?? design.frequency
        let columns = design.columns.enumerated().map { column($0, $1, design) }
        let conversions = design.conversions.enumerated().map { conversion($0, $1) }
        let model = RegisterDesignModel(
            titleMarkup: RunningText.markup(title), leadMarkup: lead ?? words.markup("registerdesign.new_lead"),
            fault: failure.map(desk.fault), action: desk.link(RegisterRoutes.design(code)), hidden: desk.formFields,
            isNew: earlier == nil, codeValue: earlier?.definition.code ?? design.code, registerNames: texts("name", design.names),
            frequencies: Frequency.allCases.map { choice($0.rawValue, words.word("frequency", $0.rawValue), frequency) },
            frequencyName: words.word("frequency", frequency), frequencyValue: frequency, designColumns: columns,
            columnKinds: RegisterColumn.Kind.allCases.map {
                KindButton(kindValue: $0.rawValue, kindName: words.text("registerdesign.kind_\($0.rawValue)"))
            }, conversions: conversions, rules: rules(design),
            bookHref: earlier.map { desk.link(RegisterRoutes.book($0.definition.code)) },
            listsHref: desk.link(RegisterRoutes.lists))
        var crumbs = [Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title"))]
        if let href = model.bookHref, let name { crumbs.append(Link(href: href, text: name)) }
        return Page(Layout(title, crumbs: crumbs, here: words.text("registerdesign.here")), "registers_design", model)
    }

    private func choice(_ value: String, _ text: String, _ chosen: String) -> Choice {
        Choice(choiceValue: value, choiceText: text, isChosen: value == chosen)
    }

    /// Choices with what was chosen among them, even where it is none of them any more, so that a button loses nothing.
    private func choices(_ known: [(code: String, name: String)], _ chosen: String, none: String) -> [Choice] {
        let lost = chosen.isEmpty || known.contains { $0.code == chosen } ? [] : [choice(chosen, chosen, chosen)]
        return [choice("", words.text(none), chosen)] + known.map { choice($0.code, $0.name, chosen) } + lost
    }

    private var measureNames: [(code: String, name: String)] {
        desk.registers.measures.map { (code: $0.key, name: "\(words.pick($0.value)) (\($0.key))") }.sorted { $0.name < $1.name }
    }

    private func measures(_ chosen: String) -> [Choice] { choices(measureNames, chosen, none: "registers.choose") }

    /// Boxes of what is known and of whatever else was ticked.
    private func boxes(_ field: String, _ known: [(code: String, name: String)], _ ticked: [String]) -> [KindChoice] {
        let others = ticked.filter { code in !known.contains { $0.code == code } }.map { (code: $0, name: $0) }
        return (known + others).map {
            KindChoice(kindField: field + $0.code, kindName: $0.name, isOn: ticked.contains($0.code))
        }
    }

    private func texts(_ name: String, _ texts: RegisterDesign.Texts) -> [DesignText] {
        [(Language.ar, texts.ar), (.fr, texts.fr), (.en, texts.en)].map { language, text in
            DesignText(
                textField: "\(name)_\(language.rawValue)", textLabel: words.text("words.language.\(language.rawValue)"),
                textLang: language.rawValue, textDirection: language.direction, textValue: text)
        }
    }

    /// A column's name in the reader's language, as far as it is typed.
    private func name(_ column: RegisterDesign.Column) -> String {
        let name = words.pick(column.names.trilingual)
        return name.isEmpty ? column.code : name
    }

    private func column(_ at: Int, _ column: RegisterDesign.Column, _ design: RegisterDesign) -> RegisterColumnDesign {
        let kept = earlier?.definition.column(column.code).flatMap { $0.kind == column.kind ? $0 : nil }
        let kind = words.text("registerdesign.kind_\(column.kind.rawValue)")
        let isNew = kept == nil
        let measureColumns = design.columns.filter { $0.kind == .measure && !$0.code.isEmpty }
            .map { (code: $0.code, name: name($0)) }
        return RegisterColumnDesign(
            columnAt: "\(at)",
            columnLegend: words.text("registerdesign.column_number", ["number": words.number(at + 1), "kind": kind]),
            columnKind: column.kind.rawValue, columnCode: column.code, columnNames: texts("c.\(at).name", column.names),
            columnKept: kept.map(description), isColumnOptional: column.isOptional, asksList: isNew && column.kind == .code,
            columnLists: choices(
                lists.map { (code: $0.code, name: words.pick($0.names)) }, column.dimension, none: "registers.choose"),
            asksQuantity: isNew && column.kind == .quantity, columnDecimals: column.decimals,
            columnMeasureColumns: choices(measureColumns, column.measureColumn, none: "registerdesign.one_measure"),
            asksMeasure: isNew && (column.kind == .quantity || column.kind == .histogram),
            columnMeasureChoices: measures(column.measures), asksMeasures: column.kind == .measure,
            columnMeasureBoxes: column.kind == .measure
                ? boxes("c.\(at).m.", measureNames, RegisterDesign.words(column.measures)) : [],
            asksBounds: isNew && column.kind == .histogram,
            columnBounds: column.bounds, columnUp: at > 0 ? "up-column:\(at)" : nil)
    }

    /// What stays of a column declared before, in words.
    private func description(_ column: RegisterColumn) -> String {
        var parts: [String] = []
        if let dimension = column.dimension {
            parts.append(lists.first { $0.code == dimension }.map { words.pick($0.names) } ?? dimension)
        }
        if column.kind == .quantity || column.kind == .histogram {
            parts += (column.measures ?? []).map { desk.registers.measures[$0].map(words.pick) ?? $0 }
        }
        if let bounds = column.bounds { parts.append(bounds.map { words.number(Int($0)) }.joined(separator: " · ")) }
        parts.append(words.text(column.isRequired ? "registerdesign.is_required" : "registerdesign.is_optional"))
        return parts.joined(separator: words.text("words.separator"))
    }

    private func conversion(_ at: Int, _ conversion: RegisterDesign.Conversion) -> ConversionDesign {
        ConversionDesign(
            conversionAt: "\(at)", conversionFrom: measures(conversion.from), conversionTo: measures(conversion.to),
            conversionNumerator: conversion.numerator, conversionDenominator: conversion.denominator)
    }

    private func rules(_ design: RegisterDesign) -> [RuleDesign] {
        // Rows of a period are added up: what is no sum, or has another rhythm, cannot be fed.
        let fitting = desk.registers.indicators.filter {
            !$0.isRatio && $0.overUnits == .sum && $0.overTime == .sum && $0.frequency.rawValue == design.frequency
        }.map { (code: $0.code, name: "\(desk.name(of: $0)) (\(desk.measure(of: $0)))") }.sorted { $0.name < $1.name }
        let added = design.columns.filter { ($0.kind == .quantity || $0.kind == .histogram) && !$0.code.isEmpty }
            .map { (code: $0.code, name: name($0)) }
        let coded = design.columns.filter { ($0.kind == .code || $0.kind == .measure) && !$0.code.isEmpty }
        var conditions = 0
        return design.rules.enumerated().map { at, rule in
            RuleDesign(
                ruleAt: "\(at)", ruleLegend: words.text("registerdesign.rule_number", ["number": words.number(at + 1)]),
                ruleIndicators: choices(fitting, rule.indicator, none: "registers.choose"),
                ruleAdds: choices(added, rule.adds, none: "registerdesign.counts_rows"),
                ruleBreakdowns: coded.filter { $0.kind == .code }.map {
                    KindChoice(
                        kindField: "f.\(at).by.\($0.code)", kindName: name($0), isOn: rule.breakdowns.contains($0.code))
                },
                ruleConditions: rule.conditions.enumerated().map { place, condition -> ConditionDesign in
                    conditions += 1
                    return ConditionDesign(
                        conditionAt: "\(conditions - 1)", conditionRule: "\(at)", conditionDrop: "drop-condition:\(at):\(place)",
                        conditionColumns: choices(
                            coded.map { (code: $0.code, name: name($0)) }, condition.column, none: "registers.choose"),
                        conditionCodes: boxes(
                            "q.\(conditions - 1).code.", known(coded.first { $0.code == condition.column }), condition.codes))
                })
        }
    }

    /// What a condition may name, once its column is chosen.
    private func known(_ column: RegisterDesign.Column?) -> [(code: String, name: String)] {
        guard let column else { return [] }
        if column.kind == .measure {
            let named = Set(RegisterDesign.words(column.measures))
            return measureNames.filter { named.contains($0.code) }
        }
        return lists.first { $0.code == column.dimension }?.codes.map { (code: $0.code, name: words.pick($0.names)) } ?? []
    }
}

extension Site {
    /// A button of the designer: changes the design, or declares the register.
    func designRegister(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        let code = context.parameters.word("register")
        var design = RegisterDesign(form)
        if code != RegisterRoutes.new { design.code = code }
        let action = form["do"]
        guard action == "declare" else {
            design.apply(action)
            let changed = design
            return try await page(request, context) { try RegisterDesignQuery(desk: $0, register: code).page(changed) }
        }
        let typed = design
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let act = try await read(request, context) { desk in
                let earlier = try RegisterDesignQuery(desk: desk, register: code).earlier
                if code == RegisterRoutes.new, try RegisterBook.register(typed.code, in: desk.tables) != nil {
                    // A second press of the same form is the same act; another form with a code that is taken is none.
                    let key = SQLValue.text("\(desk.signatory.official)/\(form["key"])")
                    let done = try desk.tables.first("SELECT number FROM entries WHERE idempotency_key = ?", [key])
                    guard done != nil else { throw Failure(.codeExists, ["code": String(typed.code.prefix(64))]) }
                }
                return try typed.act(after: earlier?.definition)
            }
            let receipt = try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            let done = RegisterRoutes.book(act.register.code).link(context.language, ["declared": "\(receipt.number)"])
            return .redirect(to: done, type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try RegisterDesignQuery(desk: desk, register: code).page(typed, failure)
                page.status = failure.code.status
                return page
            }
        }
    }
}
