import Acts
import Figures
import Storage

/// What a return given by a form must fulfil besides the rules of every return.
enum FormRules {
    /// The one call of `SubmitReturn.check`; nothing to do for a return without a form.
    static func check(_ act: SubmitReturn, span: Period, in context: ActContext) throws {
        guard let code = act.form else { return }
        let tables = context.tables
        let known = try context.memory.remembered("form/\(code)/\(act.period)") { try FormBook.inForce(code, span, in: tables) }
        guard let form = known else { throw Failure(.unknownForm, ["form": String(code.prefix(64)), "period": act.period]) }
        guard form.definition.frequency == span.frequency else {
            throw Failure(.formPeriod, ["form": code, "period": act.period, "frequency": form.definition.frequency.rawValue])
        }
        let kind = try context.memory.remembered("unit/\(act.unit)") { try UnitBook.unit(act.unit, in: tables) }?.kind ?? ""
        guard form.isFilled(by: act.unit, kind: kind) else { throw Failure(.notYourForm, ["form": code, "unit": act.unit]) }
        try checkPhase(act, span, in: context)
        for value in act.values { try check(value, of: form) }
        let inForce = try FormBook.figures(unit: act.unit, period: act.period, in: tables)
        try checkCompleteness(act, form, inForce)
        try checkRevisions(act, inForce)
    }

    /// Returns by form belong to the reporting phase of their year; a year without cycle, as of history, asks for none.
    private static func checkPhase(_ act: SubmitReturn, _ span: Period, in context: ActContext) throws {
        let year = span.reckoningDay.year
        let hasCycle = try context.memory.remembered("cycle/\(year)") {
            try context.tables.first("SELECT year FROM cycles WHERE year = ?", [.integer(Int64(year))]) != nil
        }
        if hasCycle { try Required.phase(.reporting, year: year, unit: act.unit, in: context) }
    }

    /// One figure against its cell. Pure, so that pages can ask before anything is submitted.
    static func check(_ value: ReturnedValue, of form: EntryForm) throws {
        guard let cell = form.cell(value.indicator, value.breakdown) else {
            throw Failure(
                .notInForm, ["form": form.code, "indicator": value.indicator, "breakdown": value.breakdown ?? "–"])
        }
        if let text = value.value, text.hasPrefix("-"), !cell.mayBeNegative {
            throw Failure(.negativeCount, ["indicator": value.indicator, "value": String(text.prefix(40))])
        }
    }

    /// Required cells have a figure: in this return, or in force already.
    private static func checkCompleteness(
        _ act: SubmitReturn, _ form: EntryForm, _ inForce: [String: Revision]
    ) throws {
        let given = Set(act.values.map { FormCell.key($0.indicator, $0.breakdown) })
        let blank = form.cells.filter { $0.isRequired && !given.contains($0.key) && inForce[$0.key] == nil }
        guard let first = blank.first else { return }
        throw Failure(
            .requiredBlank,
            [
                "form": form.code, "count": "\(blank.count)", "indicator": first.indicator, "breakdown": first.breakdown ?? "–",
            ])
    }

    /// A figure that changes one given before says why: for all in the return, or for itself in its note.
    private static func checkRevisions(_ act: SubmitReturn, _ inForce: [String: Revision]) throws {
        let hasReason = !(act.reason ?? "").isEmpty
        guard !hasReason else { return }
        for value in act.values {
            guard let earlier = inForce[FormCell.key(value.indicator, value.breakdown)]?.value, isChange(earlier, value) else {
                continue
            }
            guard value.note.map({ !$0.isEmpty && $0 != earlier.note }) ?? false else {
                throw Failure(
                    .reasonNeeded,
                    ["indicator": value.indicator, "breakdown": value.breakdown ?? "–", "value": earlier.value ?? "–"])
            }
        }
    }

    /// Whether a figure says something else than an earlier one: its value, status or precision.
    static func isChange(_ earlier: ReturnedValue, _ value: ReturnedValue) -> Bool {
        let isSame = earlier.value == value.value
            || (earlier.value.flatMap { try? ExactDecimal($0) }).map { old in
                (value.value.flatMap { try? ExactDecimal($0) }) == old
            } ?? false
        return !isSame || (earlier.status ?? .normal) != (value.status ?? .normal)
            || (earlier.precision ?? .exact) != (value.precision ?? .exact)
    }

    /// The one call of `SubmitReturn.project`.
    static func record(_ act: SubmitReturn, in context: ActContext) throws {
        guard let code = act.form else { return }
        let span = try ReturnRules.period(act.period)
        guard let form = try FormBook.inForce(code, span, in: context.tables) else { return }
        try context.tables.execute(
            """
            INSERT INTO form_returns (form, version, unit, period, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.text(code), .integer(Int64(form.version)), .text(act.unit), .text(act.period)] + context.authorship)
    }
}
