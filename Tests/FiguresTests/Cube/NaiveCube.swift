@testable import Figures

/// The rules of "What a figure means" written as plainly as possible, without any running sum: the judge of the cube.
struct NaiveCube {
    var units: [UnitHistory]
    var rules: [IndicatorRule]
    var assignments: [Assignment]
    var values: [ObservationKey: Observation] = [:]

    struct Total {
        var value = 0
        var reportedValue = 0
        var coverage = Coverage()
        var hanging = 0
        var declared = 0
        var precisions: [Precision] = []
        var hasBreak = false
        var missing = 0
    }

    mutating func apply(_ observations: [Observation]) {
        for entry in observations {
            values[
                ObservationKey(
                    indicator: entry.indicator, unit: entry.unit, period: entry.period, breakdown: entry.breakdown,
                    isTotal: entry.scope == .total)] = entry
        }
    }

    func unit(_ code: String) -> UnitHistory { units.first { $0.code == code } ?? UnitHistory(code: code) }

    func parent(of unit: UnitHistory, on day: Day) -> String? {
        guard let first = unit.placements.first else { return nil }
        var reading = day
        if let closed = unit.closed, closed <= day {
            if let successor = unit.successor { return successor }
            reading = closed.previous
        } else if let opened = unit.opened, day < opened {
            reading = opened
        }
        return unit.placements.last { $0.from <= reading }?.parent ?? first.parent
    }

    func children(of code: String, on day: Day) -> [UnitHistory] { units.filter { parent(of: $0, on: day) == code } }

    func isExpected(_ unit: UnitHistory, _ indicator: String, _ period: Period) -> Bool {
        let days = Array(period.first...period.last)
        let inForce = assignments.filter { entry in
            entry.indicator == indicator
                && days.contains { (entry.from ?? $0) <= $0 && $0 <= (entry.through ?? $0) }
        }
        let open = days.filter { unit.isOpen(on: $0) }
        guard let last = open.last else { return false }
        if !inForce.isEmpty { return inForce.contains { $0.unit == unit.code } }
        return !units.contains { $0.isOpen(on: last) && parent(of: $0, on: last) == unit.code }
    }

    /// The value of one unit and period after the choice among cells: the cell itself, else the cells of most keys.
    func resolved(_ indicator: String, _ unit: String, _ period: Period, _ breakdown: Breakdown, total: Bool) -> [Observation] {
        let all = values.values.filter {
            $0.indicator == indicator && $0.unit == unit && $0.period == period && ($0.scope == .total) == total
                && breakdown.covers($0.breakdown)
        }
        func hasValue(_ list: [Observation]) -> Bool { list.contains { !$0.status.meansMissing } }
        let itself = all.filter { $0.breakdown == breakdown }
        if hasValue(itself) { return itself }
        let groups = Dictionary(grouping: all) { $0.breakdown.keys }.sorted {
            $0.key.count != $1.key.count ? $0.key.count > $1.key.count : $0.key.lexicographicallyPrecedes($1.key)
        }
        return groups.first { hasValue($0.value) }?.value ?? itself + groups.flatMap(\.value)
    }

    /// The official total of a subtree in one period under the tree of a day.
    func total(_ rule: IndicatorRule, _ code: String, _ period: Period, _ breakdown: Breakdown, on day: Day) -> Total {
        var total = Total()
        let unit = unit(code)
        if rule.overUnits == .sum {
            for child in children(of: code, on: day) {
                let below = self.total(rule, child.code, period, breakdown, on: day)
                total.value += below.value
                total.reportedValue += below.reportedValue
                total.coverage.reported += below.coverage.reported
                total.coverage.expected += below.coverage.expected
                total.coverage.unexpected += below.coverage.unexpected
                total.hanging += below.hanging
                total.declared += below.declared
                total.precisions += below.precisions
                total.hasBreak = total.hasBreak || below.hasBreak
                total.missing += below.missing
            }
        }
        let share = resolved(rule.code, code, period, breakdown, total: false)
        let declared = resolved(rule.code, code, period, breakdown, total: true)
        let shareValues = share.filter { !$0.status.meansMissing }
        let declaredValues = declared.filter { !$0.status.meansMissing }
        let expected = isExpected(unit, rule.code, period)
        if expected { total.coverage.expected += 1 }
        if !shareValues.isEmpty || !declaredValues.isEmpty {
            if expected { total.coverage.reported += 1 } else { total.coverage.unexpected += 1 }
            if !unit.isOpen(on: day) { total.hanging += 1 }
        } else if !share.isEmpty || !declared.isEmpty {
            total.missing += 1
        }
        total.value += shareValues.reduce(0) { $0 + Int($1.mantissa) }
        total.reportedValue += shareValues.reduce(0) { $0 + Int($1.mantissa) }
        total.precisions += shareValues.map(\.precision)
        total.hasBreak = total.hasBreak || (shareValues + declaredValues).contains { $0.status == .seriesBreak }
        if !declaredValues.isEmpty {
            total.value = declaredValues.reduce(0) { $0 + Int($1.mantissa) }
            total.precisions = declaredValues.map(\.precision)
            total.declared += 1
        }
        return total
    }

    /// The total over the periods of a span, each under the tree the view names. `only` keeps the periods it allows.
    func total(_ rule: IndicatorRule, _ question: Question, only: (Day) -> Bool = { _ in true }) -> (total: Total, periods: Int) {
        var periods = question.span.periods(of: rule.frequency ?? .month)
        if rule.overTime == .last { periods = Array(periods.suffix(1)) }
        var sum = Total()
        for period in periods {
            var day = period.last
            if case .on(let date) = question.tree { day = date }
            guard only(day) else { continue }
            let one = total(rule, question.unit, period, question.breakdown, on: day)
            sum.value += one.value
            sum.reportedValue += one.reportedValue
            sum.coverage.reported += one.coverage.reported
            sum.coverage.expected += one.coverage.expected
            sum.coverage.unexpected += one.coverage.unexpected
            sum.hanging += one.hanging
            sum.declared += one.declared
            sum.precisions += one.precisions
            sum.hasBreak = sum.hasBreak || one.hasBreak
            sum.missing += one.missing
        }
        return (sum, periods.count)
    }
}
