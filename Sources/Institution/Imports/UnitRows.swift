import Acts

/// Rows of `units`: parents may stand after their children, so the acts are put in order, and what cannot be ordered is named.
struct UnitRows: RowReader {
    private var units: [(act: OpenUnit, line: Int)] = []
    private var lines: [String: Int] = [:]

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        let code = try row.needed("code")
        guard lines[code] == nil else { throw RowRefusal("code", Failure(.unitExists, ["unit": code])) }
        let act = OpenUnit(
            code: code, parent: row.optional("parent"), unitKind: try row.needed("kind"),
            names: try row.trilingual("name_"), opened: try row.needed("opened"), closed: row.optional("closed"))
        lines[code] = row.line
        units.append((act, row.line))
    }

    /// Parents first. Units under themselves, directly or round about, are refused; a parent the file does not name may be in the register.
    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        let byCode = Dictionary(uniqueKeysWithValues: units.map { ($0.act.code, $0) })
        var done: Set<String> = []
        for unit in units {
            var chain: [(act: OpenUnit, line: Int)] = []
            var onChain: Set<String> = []
            var at: (act: OpenUnit, line: Int)? = unit
            while let next = at, !done.contains(next.act.code) {
                guard onChain.insert(next.act.code).inserted else {
                    // The circle is the end of the chain, from where it came back to; all its rows are named.
                    let circle = chain.drop { $0.act.code != next.act.code }
                    for link in circle.sorted(by: { $0.line < $1.line }) {
                        report.refused.append(
                            RefusedRow(line: link.line, column: "parent", failure: Failure(.cyclicUnits, ["unit": link.act.code])))
                    }
                    break
                }
                chain.append(next)
                at = next.act.parent.flatMap { byCode[$0] }
            }
            for link in chain.reversed() {
                draft.add(link.act, line: link.line)
                done.insert(link.act.code)
            }
        }
    }
}

/// Rows of `events`: put in order of their dates; the parts of a split stand in one row each and become one act.
struct EventRows: RowReader {
    private enum Event: String, CaseIterable { case open, close, rename, move, merge, split }
    private var dated: [(date: String, line: Int, act: any Act)] = []
    private var splits: [[String]: (line: Int, parts: [SplitUnit.Part])] = [:]

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        let event = try row.word("event", Event.self)
        let (date, unit) = (try row.needed("date"), try row.needed("unit"))
        switch event {
        case .open:
            // `into` names the parent; kinds are not among the columns of events, the parent's level says enough.
            add(
                OpenUnit(
                    code: unit, parent: try row.needed("into"), unitKind: "unit", names: try row.trilingual("name_"),
                    opened: date), date, row.line)
        case .close: add(CloseUnit(unit: unit, date: date), date, row.line)
        case .rename: add(RenameUnit(unit: unit, date: date, names: try row.trilingual("name_")), date, row.line)
        case .move: add(MoveUnit(unit: unit, date: date, parent: try row.needed("into")), date, row.line)
        case .merge: add(MergeUnit(unit: unit, date: date, into: try row.needed("into")), date, row.line)
        case .split:
            let part = SplitUnit.Part(unit: try row.needed("into"), share: try row.needed("share"))
            splits[[date, unit], default: (row.line, [])].parts.append(part)
        }
    }

    private mutating func add(_ act: any Act, _ date: String, _ line: Int) { dated.append((date, line, act)) }

    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        var all = dated
        for (key, split) in splits {
            all.append((key[0], split.line, SplitUnit(unit: key[1], date: key[0], into: split.parts)))
        }
        for event in all.sorted(by: { ($0.date, $0.line) < ($1.date, $1.line) }) { draft.add(event.act, line: event.line) }
    }
}
