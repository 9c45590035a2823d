import Acts
import Figures
import Storage

extension DutyRegister {
    /// What the forms ask for, in place of the year's end: a return is due on its form's day, or on the last day of reporting
    /// where that comes first. Several forms of one period are one duty, due on the earliest of their days and done with the last
    /// of them.
    func formReturns() throws -> [Duty] {
        let expected = try FormBook.expected(year: year, unit: only, knownBy: cutoff, in: tables)
        var groups: [Place: [ExpectedReturn]] = [:]
        var order: [Place] = []
        for one in expected {
            let place = Place(unit: one.unit, subject: one.period)
            if groups[place] == nil { order.append(place) }
            groups[place, default: []].append(one)
        }
        return order.compactMap { place in
            guard let group = groups[place], let first = group.first, let period = try? Period(first.period),
                let reporting = calendar.dates(.reporting, unit: first.unit)
            else { return nil }
            let starts = min("\(period.last.next)", reporting.ends)
            let due = max(starts, min(group.map(\.due).min() ?? reporting.ends, reporting.ends))
            let done = group.allSatisfy { $0.first != nil } ? group.compactMap(\.first).max { $0.number < $1.number } : nil
            return Duty(
                .submitReturn, year: year, unit: first.unit, subject: first.period, side: .unitHead,
                within: PhaseDates(.reporting, starts: starts, ends: due), done: done, on: day)
        }
    }
}
