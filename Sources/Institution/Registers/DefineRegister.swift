import Acts
import Figures
import Storage

/// Declares a register, or a new version of one: columns may be added, never taken away or given another meaning, so that every
/// row stays readable. Figures made before stay as they are until rows of their period change.
public struct DefineRegister: Act {
    public static let kind = "DefineRegister"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The register.
    public var register: RegisterDefinition

    /// A register to declare.
    public init(_ register: RegisterDefinition) { self.register = register }

    public func check(in context: ActContext) throws {
        try Codes.check(register.code, field: "code")
        try register.names.check(field: "name")
        guard !register.columns.isEmpty, register.columns.count <= 40 else { throw unfit("columns") }
        if let twice = Required.repeated(register.columns.map(\.code)) { throw unfit(twice) }
        for column in register.columns { try check(column, in: context) }
        for conversion in register.conversions {
            guard conversion.numerator > 0, conversion.denominator > 0, conversion.from != conversion.to else {
                throw unfit("\(conversion.from)/\(conversion.to)")
            }
            for code in [conversion.from, conversion.to] where try IndicatorBook.measure(code, in: context.tables) == nil {
                throw unfit(code)
            }
        }
        if let earlier = try RegisterBook.definition(register.code, in: context.tables) { try checkKept(earlier) }
        for feed in register.feeds { try check(feed, in: context) }
        for other in try RegisterBook.all(in: context.tables) where other.definition.code != register.code {
            guard let shared = other.definition.indicators.first(where: register.indicators.contains) else { continue }
            throw Failure(.indicatorFedElsewhere, ["indicator": shared, "register": other.definition.code])
        }
    }

    private func unfit(_ column: String) -> Failure {
        Failure(.columnUnfit, ["column": String(column.prefix(64)), "register": register.code])
    }

    private func check(_ column: RegisterColumn, in context: ActContext) throws {
        try Codes.check(column.code, field: "column")
        try column.names.check(field: "name")
        for measure in column.measures ?? [] where try IndicatorBook.measure(measure, in: context.tables) == nil {
            throw unfit(column.code)
        }
        let named = column.measures?.count ?? 0
        let holds =
            switch column.kind {
            case .code: try column.dimension.map { try context.dimensions()[$0] != nil } ?? false
            case .quantity:
                (0...12).contains(column.decimals ?? 0)
                    && (column.measureColumn.map { register.column($0)?.kind == .measure && named == 0 } ?? (named == 1))
            case .measure: named > 0
            case .histogram: named == 1 && Histogram.areBounds(column.bounds ?? []) && (column.bounds?.count ?? 0) <= 30
            case .day, .unit: true
            }
        guard holds else { throw unfit(column.code) }
    }

    /// Earlier columns keep their kind, list, measures and classes; new ones may be left out by a row, since earlier rows lack
    /// them.
    private func checkKept(_ earlier: RegisterDefinition) throws {
        func changed(_ column: String) -> Failure { Failure(.columnChanged, ["column": column, "register": register.code]) }
        guard earlier.frequency == register.frequency else { throw changed("frequency") }
        for column in earlier.columns {
            guard var now = register.column(column.code) else { throw changed(column.code) }
            now.names = column.names
            // Measures may be added to those a row can name.
            if column.kind == .measure, Set(column.measures ?? []).isSubset(of: now.measures ?? []) {
                now.measures = column.measures
            }
            guard now == column else { throw changed(column.code) }
        }
        for column in register.columns where earlier.column(column.code) == nil && column.isRequired {
            throw changed(column.code)
        }
        for conversion in earlier.conversions where !register.conversions.contains(conversion) { throw changed(conversion.from) }
    }

    private func check(_ feed: FeedingRule, in context: ActContext) throws {
        func unfit(_ place: String) -> Failure {
            Failure(.feedUnfit, ["indicator": feed.indicator, "register": register.code, "column": String(place.prefix(64))])
        }
        guard let indicator = try IndicatorBook.indicator(feed.indicator, in: context.tables) else {
            throw Failure(.unknownIndicator, ["indicator": String(feed.indicator.prefix(64))])
        }
        guard !indicator.isRatio else { throw Failure(.computedIndicator, ["indicator": indicator.code]) }
        // Rows of a period are added up: that is no stock and no share.
        guard indicator.frequency == register.frequency else { throw unfit(register.frequency.rawValue) }
        guard indicator.overUnits == .sum, indicator.overTime == .sum else { throw unfit(indicator.code) }
        for condition in feed.conditions {
            guard let column = register.column(condition.column), column.kind == .code || column.kind == .measure,
                !condition.codes.isEmpty
            else { throw unfit(condition.column) }
            for code in condition.codes where try !knows(code, column, in: context) { throw unfit(code) }
        }
        for code in feed.breakdowns where register.column(code)?.kind != .code { throw unfit(code) }
        if let twice = Required.repeated(feed.breakdowns) { throw unfit(twice) }
        guard let adds = feed.adds else { return }
        guard let column = register.column(adds), column.kind == .quantity || column.kind == .histogram else { throw unfit(adds) }
        if column.kind == .quantity {
            let measures = column.measureColumn.flatMap { register.column($0)?.measures } ?? column.measures ?? []
            guard measures.contains(where: { register.factor(from: $0, to: indicator.unitOfMeasure) != nil }) else {
                throw unfit(adds)
            }
        }
    }

    private func knows(_ code: String, _ column: RegisterColumn, in context: ActContext) throws -> Bool {
        if column.kind == .measure { return column.measures?.contains(code) ?? false }
        return try context.dimensions()[column.dimension ?? ""]?.entry(code) != nil
    }

    public func project(in context: ActContext) throws {
        let row = try context.tables.first("SELECT COUNT(*) AS n FROM registers WHERE code = ?", [.text(register.code)])
        let definition = String(decoding: try CanonicalJSON.encode(register), as: UTF8.self)
        try context.tables.execute(
            "INSERT INTO registers (code, version, definition, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [.text(register.code), .integer((try row?.integer("n") ?? 0) + 1), .text(definition)] + context.authorship)
    }
}

extension RegisterDefinition {
    /// How one of a measure becomes the other, exactly: itself, or the declared conversion; nil where none is declared.
    func factor(from measure: String, to target: String) -> (numerator: Int64, denominator: Int64)? {
        if measure == target { return (1, 1) }
        return conversions.first { $0.from == measure && $0.to == target }.map { ($0.numerator, $0.denominator) }
    }
}
