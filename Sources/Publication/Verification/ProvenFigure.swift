import Acts
import Figures
import Institution
import Ledger

/// One returned figure as its proof shows it: what the act said, in which act, and under which checkpoint.
public struct ProvenFigure: Sendable, Equatable {
    /// The number of the act.
    public let act: Int64
    /// When it was recorded.
    public let time: Timestamp
    /// The unit that reported.
    public let unit: String
    /// The SDMX period.
    public let period: String
    /// The figure as it was entered.
    public let value: ReturnedValue
    /// The checkpoint that covers the act.
    public let checkpoint: Checkpoint

    /// Whether the figure is an example's invented one; its source says so.
    public var isSimulated: Bool { value.source == "simulated" }
    /// When it was known: its own time, else that of its act.
    public var known: Timestamp { value.asOf.flatMap { Timestamp($0) } ?? time }
}

/// The proof of one figure: a `FieldProof` that opens exactly `/period`, `/unit` and one `/values/N` of an act that gives figures.
public enum FigureProof {
    /// What a proof file establishes. Throws E2001 when it is malformed and E2007 when it does not hold, both naming `record`.
    public static func verify(_ bytes: [UInt8], key: VerifierKey, record: String) throws -> ProvenFigure {
        let proof = try FieldProof(bytes, record: record)
        let verified = try proof.verify(key, record: record)
        let names = proof.openings.map(\.name)
        guard FigureActs.kinds.contains(proof.envelope.kind), names.count == 3, names[0] == "/period", names[1] == "/unit",
            isPosition(names[2]), let period = verified.fields["/period"], let unit = verified.fields["/unit"],
            let value = verified.fields[names[2]]
        else { throw Failure(.badProof, ["record": record], privateDetail: "fields \(names)") }
        return ProvenFigure(
            act: proof.envelope.number, time: Timestamp(milliseconds: proof.envelope.time),
            unit: try CanonicalJSON.decode(String.self, from: unit), period: try CanonicalJSON.decode(String.self, from: period),
            value: try CanonicalJSON.decode(ReturnedValue.self, from: value), checkpoint: verified.checkpoint)
    }

    private static func isPosition(_ name: String) -> Bool {
        name.hasPrefix("/values/") && Int(name.dropFirst(8)).map { "/values/\($0)" } == name
    }
}

extension ReturnedValue {
    /// The figure with what absence means written out, so that two spellings of one figure are equal.
    var spelledOut: ReturnedValue {
        var copy = self
        copy.status = status ?? .normal
        copy.precision = precision ?? .exact
        copy.scope = scope ?? .plain
        copy.value = value?.isEmpty == true ? nil : value
        copy.breakdown = breakdown?.isEmpty == true ? nil : breakdown
        copy.source = source?.isEmpty == true ? nil : source
        copy.note = note?.isEmpty == true ? nil : note
        copy.asOf = nil
        return copy
    }
}
