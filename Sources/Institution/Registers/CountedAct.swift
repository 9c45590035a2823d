import Acts
import Figures
import Storage

/// An act on rows of a register, of one unit and the period in which all its rows lie. The figures it changes follow from the
/// rows, so whoever sends it need not know them.
public protocol CountedAct: FigureAct {
    /// The register.
    var register: String { get }
    /// Where rows or figures come from; `simulated` marks an example's invented ones.
    var source: String? { get }
    /// The figures of the unit and period that change, as counted anew; empty until ``counted(key:by:in:)`` gives them.
    var values: [ReturnedValue] { get set }
    /// What it does to the rows.
    var change: RegisterChange { get }
}

/// What all acts on rows have in common.
extension CountedAct {
    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    /// The register and the days of the period: what every check begins with. Throws `unknownRegister`, `malformedPeriod` or
    /// `wrongFrequency`.
    func opened(in context: ActContext) throws -> (register: RegisterDefinition, span: Period) {
        let definition = try context.register(register)
        return (definition, try RegisterRules.span(period, definition))
    }

    /// The act with its figures counted from the tables. Where the official's idempotency key stands for an act already done, it
    /// gets that act's figures, so that a form or request sent twice is the same act and not a second count.
    public func counted(key: String?, by official: String, in tables: any Connection) throws -> Self {
        var act = self
        if let key,
            let row = try tables.first(
                "SELECT kind, body FROM entries WHERE idempotency_key = ?", [.text("\(official)/\(key)")]),
            try row.text("kind") == Self.kind
        {
            act.values = try Self.decoded(fromBody: row.blob("body")).values
            return act
        }
        guard let definition = try RegisterBook.definition(register, in: tables) else {
            throw Failure(.unknownRegister, ["register": String(register.prefix(64))])
        }
        act.values = try RegisterCount.values(
            change, register: definition, unit: unit, period: period, source: source, in: tables)
        return act
    }
}
