import Acts
import Figures
import Storage

/// What stands between a return and the ledger besides the form of its figures: the period is open, a correction of figures that
/// were verified says why, and no compulsory rule is broken.
enum ReturnGate {
    /// Throws `periodLocked`, `correctionNeedsReason` or `ruleBroken`.
    static func check(_ act: SubmitReturn, span: Period, in context: ActContext) throws {
        try LockBook.requireOpen(unit: act.unit, span: span, in: context)
        try checkCorrection(act, in: context)
        try checkRules(act, span: span, in: context)
    }

    private static func checkCorrection(_ act: SubmitReturn, in context: ActContext) throws {
        // Rows of registers are counted anew by themselves; who corrects a row has said why.
        guard context.record.kind == SubmitReturn.kind, act.reason?.contains(where: { !$0.isWhitespace }) != true else { return }
        let wasChecked = try context.tables.first(
            "SELECT made FROM return_steps WHERE unit = ? AND period = ? AND step <> 'send_back' LIMIT 1",
            [.text(act.unit), .text(act.period)])
        guard wasChecked != nil else { return }
        guard let standing = try StandingBook.standing(unit: act.unit, period: act.period, in: context.tables),
            standing.state == .verified || standing.state == .accepted
        else { return }
        let known = Dictionary(
            try ReturnBook.current(unit: act.unit, period: act.period, asOf: nil, in: context.tables)
                .map { (FigureKey($0.value), $0.value) }) { _, later in later }
        for value in act.values {
            guard let old = known[FigureKey(value)], !isSame(old, value) else { continue }
            throw Failure(
                .correctionNeedsReason,
                ["unit": act.unit, "period": act.period, "indicator": value.indicator, "standing": standing.state.rawValue])
        }
    }

    /// Whether two entries of a figure say the same, however its digits are written.
    private static func isSame(_ a: ReturnedValue, _ b: ReturnedValue) -> Bool {
        let (left, right) = (a.value.flatMap { try? ExactDecimal($0) }, b.value.flatMap { try? ExactDecimal($0) })
        return left == right && (a.status ?? .normal) == (b.status ?? .normal)
            && (a.precision ?? .exact) == (b.precision ?? .exact)
    }

    private static func checkRules(_ act: SubmitReturn, span: Period, in context: ActContext) throws {
        let rules = try context.memory.remembered("compulsory-rules") {
            try RuleBook.inForce(in: context.tables).filter { $0.weight == .compulsory }
        }
        guard !rules.isEmpty else { return }
        let touched = Set(act.values.map { FigureKey($0) })
        let asked = rules.filter { rule in
            rule.judges(span) && rule.references.contains { $0.lag == .none && touched.contains($0.figure) }
        }
        guard !asked.isEmpty else { return }
        let figures = try figures(
            of: act, span: span, history: asked.contains { $0.references.contains { $0.lag != .none } }, in: context)
        for rule in asked {
            guard let verdict = rule.verdict(on: figures), !verdict.holds else { continue }
            throw Failure(
                .ruleBroken,
                [
                    "rule": rule.code, "words.ar": rule.words.ar, "words.fr": rule.words.fr, "words.en": rule.words.en,
                    "given": verdict.value ?? "–", "computed": verdict.low ?? "–",
                ])
        }
    }

    /// The figures as they would stand after the act: an older `as_of` does not replace a newer figure here either.
    private static func figures(of act: SubmitReturn, span: Period, history: Bool, in context: ActContext) throws -> FigureSet {
        let (number, now) = (context.record.number, context.record.time)
        let new = act.values.enumerated().map { position, value in
            Revision(
                act: number, recorded: now, known: value.asOf.flatMap { Timestamp($0) } ?? now, position: position, value: value,
                official: context.signatory.official, post: context.signatory.post, reason: act.reason)
        }
        let earlier = try ReturnBook.all(unit: act.unit, period: act.period, in: context.tables)
        let current = ReturnBook.inForce(earlier + new, asOf: nil)
        guard history else {
            var figures = FigureSet()
            for revision in current { figures.set(revision.value) }
            return figures
        }
        let reported = try ReportedFigures(unit: act.unit, in: context.tables)
        return FigureSet(period: span) { $0 == span ? current : reported.inForce($0, through: .max) }
    }
}
