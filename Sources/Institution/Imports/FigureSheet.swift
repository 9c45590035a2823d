import Acts
import Figures

/// The rows of a file of figures, as narrow as they can be kept: ten million take some three hundred megabytes, and only a few at
/// a time become acts.
struct FigureSheet: Sendable {
    /// What few figures have: everything beside the value.
    struct Extra: Hashable, Sendable {
        var status: ObservationStatus?
        var precision: Precision?
        var asOf, source, note: String?
        var scope: Scope?
    }

    private struct Row {
        let group, indicator, cell, extra: Int32
        /// Where the value's text starts.
        let value: UInt32
        let line: UInt32
        let length: UInt8
    }

    /// The rows of one unit and period.
    private struct Group {
        let unit, period: Int32
        let span: Period
    }

    private var rows: [Row] = []
    private var values: [UInt8] = []
    private var groups: [Group] = []
    private var groupOf: [UInt64: Int32] = [:]
    private var extras: [Extra] = [Extra()]
    private var numberOfExtra: [Extra: Int32] = [Extra(): 0]
    private var last: (key: UInt64, group: Int32) = (.max, -1)

    /// Takes a row in; a value without text is missing.
    mutating func add(
        unit: Int32, period: Int32, span: Period, indicator: Int32, cell: Int32, extra: Extra?, value: UnsafeBufferPointer<UInt8>,
        line: Int
    ) {
        let key = UInt64(UInt32(bitPattern: unit)) << 32 | UInt64(UInt32(bitPattern: period))
        if key != last.key {
            let group = groupOf[key] ?? Int32(groups.count)
            if group == groups.count {
                groupOf[key] = group
                groups.append(Group(unit: unit, period: period, span: span))
            }
            last = (key, group)
        }
        var number: Int32 = 0
        if let extra {
            number = numberOfExtra[extra] ?? Int32(extras.count)
            if number == extras.count {
                numberOfExtra[extra] = number
                extras.append(extra)
            }
        }
        rows.append(
            Row(
                group: last.group, indicator: indicator, cell: cell, extra: number, value: UInt32(values.count),
                line: UInt32(line),
                length: UInt8(value.count)))
        values.append(contentsOf: value)
    }

    /// Rows in the order of their acts, and where each act's rows begin.
    struct Acts: Sendable {
        fileprivate var order: [Int32] = []
        fileprivate var starts: [Int] = [0]
        /// Act by act, the line of its first row.
        var lines: [Int] = []

        var count: Int { starts.count - 1 }
    }

    /// The acts: the rows of each group, in layers of which none holds a figure twice. A figure that stands several times with
    /// different `as_of` is a chain of revisions, in the order in which the values were known; without a difference it is
    /// refused.
    func acts(refused: (_ line: Int, _ indicator: Int32, _ unit: Int32, _ period: Int32) -> Void) -> Acts {
        var acts = Acts()
        acts.order.reserveCapacity(rows.count)
        let (order, starts) = rowsByGroup()
        var seen: [UInt64: Int32] = [:]
        for group in groups.indices.sorted(by: { (groups[$0].span.first, $0) < (groups[$1].span.first, $1) }) {
            let own = order[starts[group]..<starts[group + 1]]
            seen.removeAll(keepingCapacity: true)
            var isSimple = true
            for row in own {
                isSimple = isSimple && seen.updateValue(row, forKey: figure(row)) == nil && extras[
                    Int(rows[Int(row)].extra)].asOf == nil
            }
            for layer in isSimple ? [Array(own)] : layers(Array(own), refused: refused) {
                acts.order += layer
                acts.starts.append(acts.order.count)
                acts.lines.append(Int(rows[Int(layer[0])].line))
            }
        }
        return acts
    }

    private func figure(_ row: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: rows[Int(row)].indicator)) << 32 | UInt64(UInt32(bitPattern: rows[Int(row)].cell))
    }

    /// A counting sort: rows of a group keep their order.
    private func rowsByGroup() -> (order: [Int32], starts: [Int]) {
        var starts = [Int](repeating: 0, count: groups.count + 1)
        for row in rows { starts[Int(row.group) + 1] += 1 }
        for group in groups.indices { starts[group + 1] += starts[group] }
        var free = starts
        let order = [Int32](unsafeUninitializedCapacity: rows.count) { order, count in
            for (index, row) in rows.enumerated() {
                order[free[Int(row.group)]] = Int32(index)
                free[Int(row.group)] += 1
            }
            count = rows.count
        }
        return (order, starts)
    }

    private func layers(_ own: [Int32], refused: (Int, Int32, Int32, Int32) -> Void) -> [[Int32]] {
        func known(_ row: Int32) -> String? { extras[Int(rows[Int(row)].extra)].asOf }
        var layers: [[Int32]] = []
        var seen: [UInt64: [String?]] = [:]
        for row in own.sorted(by: { (known($0) ?? "9999", rows[Int($0)].line) < (known($1) ?? "9999", rows[Int($1)].line) }) {
            let times = seen[figure(row)] ?? []
            guard !times.contains(known(row)) else {
                let group = groups[Int(rows[Int(row)].group)]
                refused(Int(rows[Int(row)].line), rows[Int(row)].indicator, group.unit, group.period)
                continue
            }
            seen[figure(row)] = times + [known(row)]
            if times.count == layers.count { layers.append([]) }
            layers[times.count].append(row)
        }
        return layers
    }

    /// An act, made; given by a form, where there is one.
    func act(
        _ number: Int, of acts: Acts, units: [String], periods: [String], indicators: [String], cells: [String?],
        form: String? = nil
    ) -> SubmitReturn {
        let own = acts.order[acts.starts[number]..<acts.starts[number + 1]]
        let group = groups[Int(rows[Int(own[own.startIndex])].group)]
        let figures = own.map { index -> ReturnedValue in
            let (row, extra) = (rows[Int(index)], extras[Int(rows[Int(index)].extra)])
            let text = values[Int(row.value)..<(Int(row.value) + Int(row.length))]
            return ReturnedValue(
                indicator: indicators[Int(row.indicator)], breakdown: cells[Int(row.cell)],
                value: row.length == 0 ? nil : String(decoding: text, as: UTF8.self), status: extra.status,
                precision: extra.precision,
                asOf: extra.asOf, source: extra.source, note: extra.note, scope: extra.scope)
        }
        return SubmitReturn(unit: units[Int(group.unit)], period: periods[Int(group.period)], form: form, values: figures)
    }
}
