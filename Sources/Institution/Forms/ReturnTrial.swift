import Acts
import Figures
import Storage

/// Asks of figures what a return would be asked, before anything is submitted: for pages, previews and dry runs.
public enum ReturnTrial {
    /// Why a figure would be refused; nil when it would not. Rules of the figure and of its cell; rules between figures are not
    /// asked.
    public static func fault(_ value: ReturnedValue, indicator: Indicator, period: Period, form: EntryForm?) -> Failure? {
        do {
            try ReturnRules.check(value, indicator: indicator, span: period)
            if let form { try FormRules.check(value, of: form) }
            return nil
        } catch let failure as Failure {
            return failure
        } catch {
            return Failure(.internal, privateDetail: "\(error)")
        }
    }

    /// Whether a figure says something else than the one in force: its value, status, precision, or a new remark.
    public static func isChange(_ value: ReturnedValue, from earlier: Revision?) -> Bool {
        guard let earlier = earlier?.value else { return true }
        return FormRules.isChange(earlier, value) || (value.note ?? "") != (earlier.note ?? "")
    }

    /// Every figure of a return that would be refused by itself, with its position; unknown indicators too.
    public static func faults(of act: SubmitReturn, in tables: any Connection) throws -> [(position: Int, failure: Failure)] {
        let span = try ReturnRules.period(act.period)
        let form = try act.form.flatMap { try FormBook.inForce($0, span, in: tables) }
        var known: [String: Indicator] = [:]
        return try act.values.enumerated().compactMap { position, value in
            if known[value.indicator] == nil { known[value.indicator] = try IndicatorBook.indicator(value.indicator, in: tables) }
            guard let indicator = known[value.indicator] else {
                return (position, Failure(.unknownIndicator, ["indicator": String(value.indicator.prefix(64))]))
            }
            return fault(value, indicator: indicator, period: span, form: form).map { (position, $0) }
        }
    }
}
