import Acts
import Figures
import Storage

/// A register that comes with Hasila, to be taken into use by choosing the indicators its rows feed.
public struct ShippedRegister: Sendable {
    /// A figure its rows can make.
    public struct Slot: Sendable {
        /// The word of the slot.
        public let code: String
        /// What it counts.
        public let names: Trilingual
        /// The rule, with the slot's own word in place of an indicator.
        let rule: FeedingRule
        /// The unit of measure the indicator must have; nil for whatever is counted.
        public let measure: String?
    }

    /// The register without feeding rules.
    public let register: RegisterDefinition
    /// What its rows can make.
    public let slots: [Slot]
    /// The code lists and units of measure it needs; those an institution has are left as they are.
    let lists: [(code: String, names: Trilingual, codes: [ListedCode])]
    let measures: [(code: String, names: Trilingual)]

    /// The acts that take it into use: measures and lists that are missing, then the register. `chosen` names the indicator of
    /// each slot that is wanted; `since` is the first day of new lists, ISO.
    public func adoption(_ chosen: [String: String], since: String, in tables: any Connection) throws -> [any Act] {
        var acts: [any Act] = []
        for measure in measures where try IndicatorBook.measure(measure.code, in: tables) == nil {
            acts.append(DefineMeasure(code: measure.code, names: measure.names))
        }
        let known = Set(try DimensionBook.all(in: tables).map(\.code))
        for list in lists where !known.contains(list.code) {
            acts.append(DefineDimension(code: list.code, names: list.names, codes: list.codes, since: since))
        }
        var definition = register
        definition.feeds = slots.compactMap { slot in
            guard let indicator = chosen[slot.code], !indicator.isEmpty else { return nil }
            var rule = slot.rule
            rule.indicator = indicator
            return rule
        }
        acts.append(DefineRegister(definition))
        return acts
    }
}

/// The registers that come with Hasila: seizures, counters of services, calls to line 19.
public enum ShippedRegisters {
    /// All three.
    public static let all = [seizures, services, line19]

    /// The one of a code.
    public static func register(_ code: String) -> ShippedRegister? { all.first { $0.register.code == code } }

    private static func text(_ ar: String, _ fr: String, _ en: String) -> Trilingual { Trilingual(ar: ar, fr: fr, en: en) }
    private static func code(_ code: String, _ ar: String, _ fr: String, _ en: String) -> ListedCode {
        ListedCode(code: code, names: text(ar, fr, en))
    }

    private static let pills = ["ecstasy", "clonazepam", "other_psychotropics"]

    /// What was seized, how and how much; nothing of whom.
    private static let seizures = ShippedRegister(
        register: RegisterDefinition(
            code: "seizures", names: text("سجل المحجوزات", "Registre des saisies", "Seizure register"),
            columns: [
                RegisterColumn(
                    code: "substance", kind: .code, names: text("المادة", "Substance", "Substance"), dimension: "substance"),
                RegisterColumn(
                    code: "operation", kind: .code, names: text("نوع العملية", "Genre d’opération", "Kind of operation"),
                    dimension: "operation"),
                RegisterColumn(
                    code: "quantity", kind: .quantity, names: text("الكمية", "Quantité", "Quantity"), decimals: 3,
                    measureColumn: "measure"),
                RegisterColumn(
                    code: "measure", kind: .measure, names: text("وحدة القياس", "Unité de mesure", "Unit of measure"),
                    measures: ["pills", "blister_10", "kg", "g"]),
            ],
            conversions: [
                MeasureConversion(from: "blister_10", to: "pills", numerator: 10, denominator: 1),
                MeasureConversion(from: "g", to: "kg", numerator: 1, denominator: 1_000),
            ], feeds: []),
        slots: [
            seized(
                "pills", text("الأقراص المهلوسة", "Comprimés psychotropes", "Psychotropic pills"), pills, "pills",
                by: ["substance", "operation"]),
            seized(
                "resin", text("مخدر الشيرا", "Résine de cannabis", "Cannabis resin"), ["cannabis_resin"], "kg",
                by: ["operation"]),
            seized("cocaine", text("الكوكايين", "Cocaïne", "Cocaine"), ["cocaine"], "kg", by: ["operation"]),
            seized("heroin", text("الهيروين", "Héroïne", "Heroin"), ["heroin"], "kg", by: ["operation"]),
            ShippedRegister.Slot(
                code: "operations", names: text("عدد عمليات الحجز", "Nombre de saisies", "Number of seizures"),
                rule: FeedingRule(indicator: "operations", breakdowns: ["substance", "operation"]), measure: nil),
        ],
        lists: [
            (
                "substance", text("المادة", "Substance", "Substance"),
                [
                    code("ecstasy", "إكستازي", "ecstasy", "ecstasy"),
                    code("clonazepam", "كلونازيبام", "clonazépam", "clonazepam"),
                    code("other_psychotropics", "أقراص مهلوسة أخرى", "autres psychotropes", "other psychotropics"),
                    code("cannabis_resin", "مخدر الشيرا", "résine de cannabis", "cannabis resin"),
                    code("cocaine", "كوكايين", "cocaïne", "cocaine"), code("heroin", "هيروين", "héroïne", "heroin"),
                ]
            ),
            (
                "operation", text("نوع العملية", "Genre d’opération", "Kind of operation"),
                [
                    code("port", "مراقبة ميناء", "contrôle portuaire", "port control"),
                    code("airport", "مراقبة مطار", "contrôle aéroportuaire", "airport control"),
                    code("road", "مراقبة طرقية", "contrôle routier", "road control"),
                    code("inquiry", "بحث قضائي", "enquête judiciaire", "judicial inquiry"),
                    code("patrol", "دورية", "patrouille", "patrol"),
                ]
            ),
        ],
        measures: [
            ("pills", text("قرص", "comprimés", "pills")),
            ("blister_10", text("لوحة من 10 أقراص", "plaquettes de 10", "blisters of 10")),
            ("kg", text("كلغ", "kg", "kg")), ("g", text("غرام", "g", "g")),
        ])

    private static func seized(
        _ slot: String, _ names: Trilingual, _ substances: [String], _ measure: String, by breakdowns: [String]
    ) -> ShippedRegister.Slot {
        ShippedRegister.Slot(
            code: slot, names: names,
            rule: FeedingRule(
                indicator: slot, adds: "quantity", conditions: [FeedingCondition(column: "substance", codes: substances)],
                breakdowns: breakdowns), measure: measure)
    }

    /// What counters issued, how long people waited, how long delivery took, and how many of those asked were satisfied.
    private static let services = ShippedRegister(
        register: RegisterDefinition(
            code: "services", names: text("عدّادات الشبابيك", "Compteurs des guichets", "Service counters"),
            columns: [
                RegisterColumn(
                    code: "service", kind: .code, names: text("الخدمة", "Service rendu", "Service"), dimension: "service"),
                RegisterColumn(code: "public", kind: .code, names: text("المرتفقون", "Public", "Public"), dimension: "public"),
                RegisterColumn(
                    code: "issued", kind: .quantity, names: text("المسلَّم", "Délivrés", "Issued"), measures: ["documents"]),
                RegisterColumn(
                    code: "waiting", kind: .histogram, names: text("مدة الانتظار", "Attente", "Waiting"), isOptional: true,
                    measures: ["minutes"], bounds: [10, 20, 30, 60]),
                RegisterColumn(
                    code: "delivery", kind: .histogram, names: text("أجل التسليم", "Délai de délivrance", "Delivery"),
                    isOptional: true,
                    measures: ["days"], bounds: [1, 3, 7, 15]),
                RegisterColumn(
                    code: "asked", kind: .quantity, names: text("المستجوَبون", "Interrogés", "Asked"), isOptional: true,
                    measures: ["persons"]),
                RegisterColumn(
                    code: "satisfied", kind: .quantity, names: text("الراضون", "Satisfaits", "Satisfied"), isOptional: true,
                    measures: ["persons"]),
            ],
            conversions: [MeasureConversion(from: "documents", to: "cards", numerator: 1, denominator: 1)], feeds: []),
        slots: [
            issued("cnie", text("بطائق التعريف المسلَّمة", "Cartes d’identité délivrées", "Identity cards issued"), "cards"),
            issued("residence", text("وثائق الإقامة", "Titres de séjour", "Residence documents"), "documents"),
            issued("extract", text("مستخرجات السجل العدلي", "Fiches anthropométriques", "Record extracts"), "documents"),
            counted(
                "waiting", text("المرتفقون حسب مدة الانتظار", "Public selon l’attente", "People by waiting time"),
                by: ["service"]),
            counted(
                "delivery", text("الوثائق حسب أجل التسليم", "Titres selon le délai", "Documents by delivery time"),
                by: ["service"]),
            counted("asked", text("من سئلوا عن رضاهم", "Personnes interrogées", "People asked"), by: ["service"]),
            counted("satisfied", text("من عبروا عن رضاهم", "Personnes satisfaites", "People satisfied"), by: ["service"]),
        ],
        lists: [
            (
                "service", text("الخدمة", "Service rendu", "Service"),
                [
                    code(
                        "cnie", "البطاقة الوطنية للتعريف الإلكترونية", "carte nationale d’identité électronique",
                        "electronic national identity card"),
                    code("residence", "وثيقة الإقامة", "titre de séjour", "residence document"),
                    code("extract", "مستخرج السجل العدلي", "fiche anthropométrique", "criminal record extract"),
                ]
            ),
            (
                "public", text("المرتفقون", "Public", "Public"),
                [
                    code("citizen", "مواطنون", "citoyens", "citizens"),
                    code("foreign_resident", "أجانب مقيمون", "étrangers résidents", "foreign residents"),
                ]
            ),
        ],
        measures: [
            ("documents", text("وثيقة", "documents", "documents")), ("cards", text("بطاقة", "cartes", "cards")),
            ("minutes", text("دقيقة", "minutes", "minutes")), ("days", text("يوم", "jours", "days")),
            ("persons", text("شخص", "personnes", "persons")),
        ])

    private static func issued(_ service: String, _ names: Trilingual, _ measure: String) -> ShippedRegister.Slot {
        ShippedRegister.Slot(
            code: service, names: names,
            rule: FeedingRule(
                indicator: service, adds: "issued", conditions: [FeedingCondition(column: "service", codes: [service])],
                breakdowns: ["public"]), measure: measure)
    }

    private static func counted(_ column: String, _ names: Trilingual, by breakdowns: [String]) -> ShippedRegister.Slot {
        ShippedRegister.Slot(
            code: column, names: names, rule: FeedingRule(indicator: column, adds: column, breakdowns: breakdowns),
            measure: ["asked", "satisfied"].contains(column) ? "persons" : nil)
    }

    /// Calls and interventions of a day or a longer time, and how long help took to arrive.
    private static let line19 = ShippedRegister(
        register: RegisterDefinition(
            code: "line19", names: text("مكالمات الخط 19", "Appels de la ligne 19", "Line 19 calls"),
            columns: [
                RegisterColumn(code: "calls", kind: .quantity, names: text("المكالمات", "Appels", "Calls"), measures: ["calls"]),
                RegisterColumn(
                    code: "interventions", kind: .quantity, names: text("التدخلات", "Interventions", "Interventions"),
                    measures: ["interventions"]),
                RegisterColumn(
                    code: "response", kind: .histogram, names: text("مدة الاستجابة", "Délai d’intervention", "Response time"),
                    isOptional: true,
                    measures: ["minutes"], bounds: [5, 10, 15, 20, 30]),
            ], feeds: []),
        slots: [
            ShippedRegister.Slot(
                code: "calls", names: text("المكالمات", "Appels", "Calls"), rule: FeedingRule(indicator: "calls", adds: "calls"),
                measure: "calls"),
            ShippedRegister.Slot(
                code: "interventions", names: text("التدخلات", "Interventions", "Interventions"),
                rule: FeedingRule(indicator: "interventions", adds: "interventions"), measure: "interventions"),
            ShippedRegister.Slot(
                code: "response",
                names: text("التدخلات حسب مدة الاستجابة", "Interventions selon le délai", "Interventions by response time"),
                rule: FeedingRule(indicator: "response", adds: "response"), measure: nil),
        ], lists: [],
        measures: [
            ("calls", text("مكالمة", "appels", "calls")), ("interventions", text("تدخل", "interventions", "interventions")),
            ("minutes", text("دقيقة", "minutes", "minutes")),
        ])
}
