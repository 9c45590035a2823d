import Acts

/// An act whose body holds figures of one unit and one period, as a return does: `period`, `unit` and, last, `values`.
///
/// Whatever reads figures reads the bodies of all of them (`ReturnBook`, `CubeLoader`), and their proofs open the same fields. A kind
/// that is none of ``kinds`` gives no figure, whatever its body holds.
public protocol FigureAct: Act {
    /// The unit the figures are of.
    var unit: String { get }
    /// Their SDMX period.
    var period: String { get }
    /// The figures; may be empty where the act changes none.
    var values: [ReturnedValue] { get }
}

/// The kinds of act that give figures.
public enum FigureActs {
    /// Their permanent words.
    public static let kinds: Set<String> = [
        SubmitReturn.kind, RecordRows.kind, CorrectRow.kind, StrikeRow.kind, DeclareNothing.kind,
    ]
}

extension SubmitReturn: FigureAct {}
