import Acts
import Figures
import Storage

/// What the cells of a return must fulfil: codes of the list in force, dimensions in force for the indicator, and no breakdown
/// that says another total than a coarser one.
enum DimensionRules {
    /// Checks the figures of a return. Where no dimension is declared nothing is read but the empty lists, once a transaction.
    static func check(_ act: SubmitReturn, span: Period, in context: ActContext) throws {
        let broken = act.values.filter { $0.breakdown != nil }
        guard !broken.isEmpty else { return }
        let lists = try context.dimensions()
        guard !lists.isEmpty else { return }
        let uses = try context.memory.remembered("dimension uses") {
            Dictionary(grouping: try DimensionBook.uses(in: context.tables), by: \.indicator)
        }
        for value in broken {
            guard let text = value.breakdown, let cell = try? Breakdown(text) else { continue }
            for part in cell.parts {
                guard let list = lists[part.key] else { continue }
                try check(part.value, of: list, span: span)
                if let uses = uses[value.indicator],
                    !uses.contains(where: { $0.dimension == part.key && $0.isInForce(in: span) })
                {
                    throw Failure(
                        .breakdownNotInForce, ["indicator": value.indicator, "dimension": part.key, "period": act.period])
                }
            }
        }
        for indicator in Set(broken.map(\.indicator)).intersection(uses.keys).sorted() {
            try checkTotals(of: indicator, act, in: context)
        }
    }

    /// The code is in the list for the period; `codeNotInForce` otherwise.
    static func check(_ code: String, of list: CodeList, span: Period) throws {
        guard code == CodeList.unstated || list.entry(code)?.isInForce(in: span) == true else {
            throw Failure(.codeNotInForce, ["code": String(code.prefix(64)), "dimension": list.code, "period": "\(span)"])
        }
    }

    /// Where no undivided figure is in force, the total is the sum of the finest cells: so a finer breakdown must add to what a
    /// coarser one in force adds to, or a part of the cells would pass for the whole.
    private static func checkTotals(of indicator: String, _ act: SubmitReturn, in context: ActContext) throws {
        var cells: [String: String] = [:]
        let current = try ReturnBook.current(unit: act.unit, period: act.period, asOf: nil, in: context.tables)
        for revision in current where revision.value.indicator == indicator && revision.value.scope != .total {
            cells[revision.value.breakdown ?? ""] = revision.value.value
        }
        for value in act.values where value.indicator == indicator && value.scope != .total {
            cells[value.breakdown ?? ""] = value.value
        }
        guard cells[""] == nil else { return }
        var sums: [[String]: ExactDecimal] = [:]
        for (text, value) in cells {
            guard let number = try? ExactDecimal(value), let keys = try? Breakdown(text).keys else { continue }
            do { sums[keys] = try (sums[keys] ?? .zero).adding(number) } catch {
                throw Failure(.overflow, ["indicator": indicator, "value": value])
            }
        }
        for (coarse, sum) in sums {
            for (fine, other) in sums where fine.count > coarse.count && Set(coarse).isSubset(of: fine) && sum != other {
                throw Failure(
                    .cellsDisagree,
                    [
                        "indicator": indicator, "unit": act.unit, "period": act.period, "coarse": coarse.joined(separator: ";"),
                        "fine": fine.joined(separator: ";"), "value": "\(sum)", "other": "\(other)",
                    ])
            }
        }
    }
}
