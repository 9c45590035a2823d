import Acts
import Figures

/// A register as a value: what a row of a countable event holds, and which figures the rows make.
///
/// There is no column of free text, so a register cannot hold a person's data: a cell is a code of a list, a quantity, a unit of
/// measure, a histogram, a day or a unit.
public struct RegisterDefinition: Codable, Hashable, Sendable {
    /// Its permanent code.
    public var code: String
    /// Its name.
    public var names: Trilingual
    /// The rhythm of the figures it makes; the indicators it feeds have it too.
    public var frequency: Frequency
    /// What a row holds beside its unit and day.
    public var columns: [RegisterColumn]
    /// How measures turn into one another, exactly.
    public var conversions: [MeasureConversion]
    /// Which figures the rows make.
    public var feeds: [FeedingRule]

    /// A register.
    public init(
        code: String, names: Trilingual, frequency: Frequency = .year, columns: [RegisterColumn],
        conversions: [MeasureConversion] = [], feeds: [FeedingRule]
    ) {
        self.code = code
        self.names = names
        self.frequency = frequency
        self.columns = columns
        self.conversions = conversions
        self.feeds = feeds
    }

    /// The column of a code.
    public func column(_ code: String) -> RegisterColumn? { columns.first { $0.code == code } }

    /// The indicators it feeds, in the order of its rules.
    public var indicators: [String] {
        feeds.reduce(into: []) { if !$0.contains($1.indicator) { $0.append($1.indicator) } }
    }
}

/// One column of a register.
public struct RegisterColumn: Codable, Hashable, Sendable {
    /// What a cell of it may hold.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// A code of a dimension's list.
        case code
        /// A decimal that is not negative.
        case quantity
        /// A unit of measure among those named.
        case measure
        /// Counts by class, as `12;30;5;1`.
        case histogram
        /// A day.
        case day
        /// A unit of the institution.
        case unit
    }

    /// Its code within the register.
    public var code: String
    /// What it holds.
    public var kind: Kind
    /// Its name.
    public var names: Trilingual
    /// Whether a row may leave it out.
    public var isOptional: Bool?
    /// The dimension of a code.
    public var dimension: String?
    /// The decimals a quantity may have; nil means none.
    public var decimals: Int?
    /// The units of measure a measure may name; of a quantity or a histogram, its one unit.
    public var measures: [String]?
    /// Of a quantity: the column that names its unit of measure in each row.
    public var measureColumn: String?
    /// Of a histogram: the upper bounds of its classes.
    public var bounds: [Int64]?

    /// A column.
    public init(
        code: String, kind: Kind, names: Trilingual, isOptional: Bool? = nil, dimension: String? = nil, decimals: Int? = nil,
        measures: [String]? = nil, measureColumn: String? = nil, bounds: [Int64]? = nil
    ) {
        self.code = code
        self.kind = kind
        self.names = names
        self.isOptional = isOptional
        self.dimension = dimension
        self.decimals = decimals
        self.measures = measures
        self.measureColumn = measureColumn
        self.bounds = bounds
    }

    /// Whether every row must fill it.
    public var isRequired: Bool { isOptional != true }
}

/// That one `from` is `numerator / denominator` of `to`: a gram is 1/1000 of a kilogram, a blister of ten is 10/1 pills.
public struct MeasureConversion: Codable, Hashable, Sendable {
    /// The two units of measure.
    public var from, to: String
    /// The two whole numbers, both above zero.
    public var numerator, denominator: Int64

    /// A conversion.
    public init(from: String, to: String, numerator: Int64, denominator: Int64) {
        self.from = from
        self.to = to
        self.numerator = numerator
        self.denominator = denominator
    }
}

/// That the rows which meet all conditions make an indicator's figure of their unit and period.
public struct FeedingRule: Codable, Hashable, Sendable {
    /// The indicator.
    public var indicator: String
    /// The quantity or histogram that is added up; nil counts rows.
    public var adds: String?
    /// What a row must meet.
    public var conditions: [FeedingCondition]
    /// The columns of codes by which the figure is broken down; a histogram is also broken down by its classes.
    public var breakdowns: [String]

    /// A rule.
    public init(indicator: String, adds: String? = nil, conditions: [FeedingCondition] = [], breakdowns: [String] = []) {
        self.indicator = indicator
        self.adds = adds
        self.conditions = conditions
        self.breakdowns = breakdowns
    }

    /// Whether the row counts for it.
    public func takes(_ cells: [String: String]) -> Bool {
        conditions.allSatisfy { condition in cells[condition.column].map(condition.codes.contains) ?? false }
    }
}

/// That a column holds one of some codes.
public struct FeedingCondition: Codable, Hashable, Sendable {
    /// The column and the codes that meet it.
    public var column: String
    public var codes: [String]

    /// A condition.
    public init(column: String, codes: [String]) {
        self.column = column
        self.codes = codes
    }
}
