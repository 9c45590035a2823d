import Acts
import Figures
import Institution
import Localization

/// How one cell stands: what it would report, and what is to be said about it.
struct CellReading: Sendable {
    /// The states of a cell; the raw value is the class that draws it.
    enum State: String, Sendable {
        /// In force as it stands.
        case given = "saved"
        /// In the draft, to be submitted.
        case changed = "edit"
        /// Unusual, and nothing said about it yet.
        case unusual = "ask"
        case refused = "err"
        case missing = "miss"
    }

    let cell: FormCell
    let indicator: Indicator
    let draft: CellDraft
    let inForce: Revision?
    /// The figure that the cell says; nil for a blank cell and one that cannot be read.
    let value: ReturnedValue?
    fileprivate(set) var state: State
    /// Why it would be refused.
    fileprivate(set) var failure: Failure?
    /// The values before it.
    let past: PastValues
    /// What a rule or a check says against it, in words.
    fileprivate(set) var finding: String? = nil

    /// Whether it would be part of the return.
    var isToSubmit: Bool { state == .changed || state == .unusual }
}

/// The earlier values of a cell, the nearest first, with what they span.
struct PastValues: Sendable {
    /// Period and value, nil where nothing was reported; the nearest first.
    let values: [(period: Period, value: ExactDecimal?)]
    /// The values there are, in order of size.
    private let sorted: [ExactDecimal]

    init(_ values: [(period: Period, value: ExactDecimal?)]) {
        self.values = values
        sorted = values.compactMap(\.value).sorted()
    }

    var count: Int { sorted.count }
    var least: ExactDecimal? { sorted.first }
    var most: ExactDecimal? { sorted.last }
    /// The middle value; of an even number the lower of the two in the middle, so that it is one that was reported.
    var middle: ExactDecimal? { sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2] }
}

/// Reads a draft against its form: one place for the page, the autosave, the preview and the submission.
struct EntryReading: Sendable {
    private(set) var readings: [CellReading]

    init(
        _ draft: EntryDraft, form: EntryForm, period: Period, inForce: [String: Revision],
        earlier: [(period: Period, figures: [String: Revision])], indicators: (String) -> Indicator?, language: Language
    ) {
        readings = form.cells.compactMap { cell in
            guard let indicator = indicators(cell.indicator) else { return nil }
            let past = Self.past(cell, indicator, earlier)
            return Self.reading(
                cell, indicator, draft[cell.key], inForce[cell.key], past, form: form, period: period, language: language)
        }
    }

    /// The earlier values of a cell.
    static func past(
        _ cell: FormCell, _ indicator: Indicator, _ earlier: [(period: Period, figures: [String: Revision])]
    ) -> PastValues {
        PastValues(
            earlier.map { period, figures in
                (period, figures[cell.key]?.value.value.flatMap { try? ExactDecimal($0, decimals: indicator.decimals) })
            })
    }

    /// How a cell stands with what was typed into it.
    static func reading(
        _ cell: FormCell, _ indicator: Indicator, _ draft: CellDraft, _ inForce: Revision?, _ past: PastValues, form: EntryForm,
        period: Period, language: Language
    ) -> CellReading {
        func made(_ state: CellReading.State, _ value: ReturnedValue? = nil, _ failure: Failure? = nil) -> CellReading {
            CellReading(
                cell: cell, indicator: indicator, draft: draft, inForce: inForce, value: value, state: state, failure: failure,
                past: past)
        }
        if !draft.typed.isEmpty {
            let failure = EntryDraft.failure(draft.typed, indicator, language)
            return made(.refused, nil, failure ?? Failure(.notANumber, ["value": draft.typed]))
        }
        if draft.isBlank {
            guard let inForce else { return made(.missing) }
            let place = ["indicator": cell.indicator, "breakdown": cell.breakdown ?? "–", "value": inForce.value.value ?? "–"]
            return made(.refused, nil, Failure(.figureCleared, place))
        }
        let value = returned(cell, indicator, draft)
        if let failure = ReturnTrial.fault(value, indicator: indicator, period: period, form: form) {
            return made(.refused, value, failure)
        }
        guard ReturnTrial.isChange(value, from: inForce) else { return made(.given, value) }
        return made(.changed, value)
    }

    /// The figure that a cell says. A number with idle zeros is written as the indicator writes it.
    private static func returned(_ cell: FormCell, _ indicator: Indicator, _ draft: CellDraft) -> ReturnedValue {
        let plain = draft.plain.map { text in (try? ExactDecimal(text, decimals: indicator.decimals))?.description ?? text }
        let precision = Precision(rawValue: draft.precision)
        let status = ObservationStatus(rawValue: draft.status)
        return ReturnedValue(
            indicator: cell.indicator, breakdown: cell.breakdown, value: plain, status: status == .normal ? nil : status,
            precision: precision == .exact ? nil : precision, note: draft.note.isEmpty ? nil : draft.note)
    }

    /// Takes in what the institution's rules and the built-in checks say against the figures that change: a compulsory rule
    /// refuses, anything else asks for a reason.
    mutating func heed(
        _ verdicts: [Institution.Verdict], failure: (Institution.Verdict) -> Failure, finding: (Institution.Verdict) -> String
    ) {
        for verdict in verdicts where !verdict.holds {
            let key = FormCell.key(verdict.figure.indicator, verdict.figure.breakdown.isEmpty ? nil : verdict.figure.breakdown)
            let own = readings.firstIndex { $0.cell.key == key && $0.isToSubmit }
            guard let place = own ?? (verdict.isCompulsory ? readings.firstIndex(where: \.isToSubmit) : nil) else { continue }
            readings[place].finding = finding(verdict)
            if verdict.isCompulsory {
                readings[place].state = .refused
                readings[place].failure = failure(verdict)
            } else if readings[place].draft.note.isEmpty {
                readings[place].state = .unusual
            }
        }
    }

    /// Cells that say something, and all cells.
    var filled: Int { readings.filter { $0.state != .missing }.count }
    /// What would be refused.
    var refused: [CellReading] { readings.filter { $0.state == .refused } }
    /// What would be submitted.
    var changes: [CellReading] { readings.filter(\.isToSubmit) }
    /// Whether a figure given before would change.
    var changesGiven: Bool { changes.contains { $0.inForce != nil } }

    /// The return. Throws the first refusal of a cell, or `nothingToSubmit`.
    func act(unit: String, period: Period, form: String, reason: String) throws -> SubmitReturn {
        if let failure = refused.first?.failure { throw failure }
        guard !changes.isEmpty else { throw Failure(.nothingToSubmit) }
        return SubmitReturn(
            unit: unit, period: "\(period)", form: form, reason: reason.isEmpty ? nil : reason,
            values: changes.compactMap(\.value))
    }
}
