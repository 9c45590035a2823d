import Acts
import Figures
import Institution

/// A register as it stands in the designer. It lives in the page alone: each button sends all of it, and it comes back changed.
struct RegisterDesign: Sendable, Equatable {
    typealias Texts = FormDesign.Texts

    struct Column: Sendable, Equatable {
        var kind = RegisterColumn.Kind.code
        var code = ""
        var names = Texts()
        var isOptional = false
        var dimension = "", decimals = "", measureColumn = ""
        /// Units of measure, and the bounds of classes: parted by spaces.
        var measures = "", bounds = ""
    }

    struct Conversion: Sendable, Equatable {
        var from = "", to = "", numerator = "", denominator = "1"
    }

    struct Condition: Sendable, Equatable {
        var column = ""
        var codes: [String] = []
    }

    struct Rule: Sendable, Equatable {
        var indicator = ""
        /// The column that is added up; empty counts rows.
        var adds = ""
        var conditions: [Condition] = []
        var breakdowns: Set<String> = []
    }

    var code = ""
    var names = Texts()
    var frequency = Frequency.year.rawValue
    var columns: [Column] = []
    var conversions: [Conversion] = []
    var rules: [Rule] = []

    /// A blank register.
    init() {}

    /// A register to be gone on from.
    init(_ register: RegisterDefinition) {
        (code, names, frequency) = (register.code, Texts(register.names), register.frequency.rawValue)
        columns = register.columns.map { column in
            Column(
                kind: column.kind, code: column.code, names: Texts(column.names), isOptional: !column.isRequired,
                dimension: column.dimension ?? "", decimals: column.decimals.map { "\($0)" } ?? "",
                measureColumn: column.measureColumn ?? "", measures: (column.measures ?? []).joined(separator: " "),
                bounds: (column.bounds ?? []).map { "\($0)" }.joined(separator: " "))
        }
        conversions = register.conversions.map {
            Conversion(from: $0.from, to: $0.to, numerator: "\($0.numerator)", denominator: "\($0.denominator)")
        }
        rules = register.feeds.map { feed in
            Rule(
                indicator: feed.indicator, adds: feed.adds ?? "",
                conditions: feed.conditions.map { Condition(column: $0.column, codes: $0.codes) },
                breakdowns: Set(feed.breakdowns))
        }
    }

    /// What the page sent: columns `c.0.…`, conversions `v.0.…`, rules `f.0.…` and conditions `q.0.…` with the number of their
    /// rule.
    init(_ form: Form) {
        (code, names, frequency) = (form["code"], Texts(form, "name"), form["frequency"])
        columns = form.rows("c").prefix(60).map { at in
            let several = form.names("c.\(at).m.")
            return Column(
                kind: RegisterColumn.Kind(rawValue: form["c.\(at).kind"]) ?? .code, code: form["c.\(at).code"],
                names: Texts(form, "c.\(at).name"), isOptional: form["c.\(at).optional"] == "1",
                dimension: form["c.\(at).dimension"], decimals: form["c.\(at).decimals"],
                measureColumn: form["c.\(at).measure_column"],
                measures: several.isEmpty ? form["c.\(at).measures"] : several.joined(separator: " "),
                bounds: form["c.\(at).bounds"])
        }
        conversions = form.rows("v").prefix(60).map { at in
            Conversion(
                from: form["v.\(at).from"], to: form["v.\(at).to"], numerator: form["v.\(at).numerator"],
                denominator: form["v.\(at).denominator"])
        }
        let conditions = form.rows("q").prefix(400)
        rules = form.rows("f").prefix(60).map { at in
            Rule(
                indicator: form["f.\(at).indicator"], adds: form["f.\(at).adds"],
                conditions: conditions.filter { form["q.\($0).rule"] == "\(at)" }.map {
                    Condition(column: form["q.\($0).column"], codes: form.names("q.\($0).code."))
                }, breakdowns: Set(form.names("f.\(at).by.")))
        }
    }

    /// Does what a button asks for: `column:quantity`, `conversion`, `rule`, `condition:0`, `up-column:2`, `drop-column:2`,
    /// `drop-conversion:0`, `drop-rule:0`, `drop-condition:0:1`. Anything else changes nothing.
    mutating func apply(_ action: String) {
        let words = action.split(separator: ":").map(String.init)
        let at = words.dropFirst().compactMap { Int($0) }
        let (first, second) = (at.first ?? -1, at.count > 1 ? at[1] : -1)
        switch words.first {
        case "column":
            guard words.count > 1, let kind = RegisterColumn.Kind(rawValue: words[1]) else { return }
            columns.append(Column(kind: kind))
        case "conversion": conversions.append(Conversion())
        case "rule": rules.append(Rule())
        case "condition": if rules.indices.contains(first) { rules[first].conditions.append(Condition()) }
        case "up-column": if first > 0, columns.indices.contains(first) { columns.swapAt(first, first - 1) }
        case "drop-column": if columns.indices.contains(first) { columns.remove(at: first) }
        case "drop-conversion": if conversions.indices.contains(first) { conversions.remove(at: first) }
        case "drop-rule": if rules.indices.contains(first) { rules.remove(at: first) }
        case "drop-condition":
            if rules.indices.contains(first), rules[first].conditions.indices.contains(second) {
                rules[first].conditions.remove(at: second)
            }
        default: break
        }
    }

    /// The act. Of a column that was declared before only its names, and the measures it may name, can be other than they were.
    /// Throws `unknownWord` and `notANumber` for what is none; the rest is the act's own to check.
    func act(after earlier: RegisterDefinition?) throws -> DefineRegister {
        guard let rhythm = Frequency(rawValue: frequency) else {
            throw Failure(.unknownWord, ["field": "frequency", "value": String(frequency.prefix(40))])
        }
        return DefineRegister(
            RegisterDefinition(
                code: code, names: names.trilingual, frequency: rhythm, columns: try columns.map { try column($0, earlier) },
                conversions: try conversions.map { conversion in
                    MeasureConversion(
                        from: conversion.from, to: conversion.to, numerator: try Self.number(conversion.numerator),
                        denominator: try Self.number(conversion.denominator))
                },
                feeds: rules.map { feed($0, earlier) }))
    }

    /// The rule as it stands; one that says what a rule said before keeps its order of codes, so that it is the same rule.
    private func feed(_ rule: Rule, _ earlier: RegisterDefinition?) -> FeedingRule {
        func sorted(_ rule: FeedingRule) -> FeedingRule {
            var rule = rule
            rule.conditions = rule.conditions.map { FeedingCondition(column: $0.column, codes: $0.codes.sorted()) }
            rule.breakdowns = rule.breakdowns.sorted()
            return rule
        }
        let made = FeedingRule(
            indicator: rule.indicator, adds: rule.adds.isEmpty ? nil : rule.adds,
            conditions: rule.conditions.map { FeedingCondition(column: $0.column, codes: $0.codes) },
            breakdowns: columns.map(\.code).filter(rule.breakdowns.contains))
        return earlier?.feeds.first { sorted($0) == sorted(made) } ?? made
    }

    private func column(_ typed: Column, _ earlier: RegisterDefinition?) throws -> RegisterColumn {
        if var kept = earlier?.column(typed.code), kept.kind == typed.kind {
            kept.names = typed.names.trilingual
            if kept.kind == .measure { kept.measures = Self.words(typed.measures) }
            return kept
        }
        var made = RegisterColumn(
            code: typed.code, kind: typed.kind, names: typed.names.trilingual, isOptional: typed.isOptional ? true : nil)
        switch typed.kind {
        case .code: made.dimension = typed.dimension
        case .quantity:
            made.decimals = typed.decimals.isEmpty ? nil : Int(clamping: try Self.number(typed.decimals))
            // Its measure stands in another column of the row, or is always the same.
            if typed.measureColumn.isEmpty {
                made.measures = Self.words(typed.measures)
            } else {
                made.measureColumn = typed.measureColumn
            }
        case .measure: made.measures = Self.words(typed.measures)
        case .histogram:
            made.measures = Self.words(typed.measures)
            made.bounds = try Self.words(typed.bounds).map { try Self.number($0) }
        case .day, .unit: break
        }
        return made
    }

    /// Words parted by spaces, commas or semicolons.
    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == "،" || $0 == ";" || $0 == "؛" }).map(String.init)
    }

    /// A whole number, in whatever digits it was typed.
    private static func number(_ text: String) throws -> Int64 {
        guard let plain = try? TypedDecimal.plain(text, decimals: 0, comma: .decimal), let number = Int64(plain) else {
            throw Failure(.notANumber, ["value": String(text.prefix(40))])
        }
        return number
    }
}
