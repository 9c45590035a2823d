import Acts

/// An act that belongs to a phase of the year: its check asks `Required.phase`, so it is refused outside the phase's dates (E1420).
/// Stating the phase puts it into the matrix that people read; `PolicyMatrixTests` compares what is stated with what is checked.
public protocol PhasedAct: Act {
    /// The phase in which it may be done.
    static var phase: Phase { get }
}
