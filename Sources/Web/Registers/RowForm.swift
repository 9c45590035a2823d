import Acts
import Figures
import Institution

/// One row of a form: its day and its cells, as typed.
struct RowFieldset: Sendable {
    let rowLegend: String
    let dateId: String
    let dateName: String
    let dateValue: String
    let cells: [RowCellField]
}

/// One cell of a form.
struct RowCellField: Sendable {
    let cellId: String
    let cellName: String
    let cellLabel: String
    let cellValue: String
    let isChoice: Bool
    let isNumber: Bool
    let isDay: Bool
    let isHistogram: Bool
    let cellChoices: [Choice]
    let cellClasses: [ClassField]
}

/// One class of a histogram's cell.
struct ClassField: Sendable {
    let classId: String
    let className: String
    let classLabel: String
    let classValue: String
}

/// Makes the fields of rows and reads them back: names are `row.0.day` and `row.0.cell_COLUMN`, with `_h2` for the third class.
struct RowForm {
    let desk: Desk
    let register: RegisterDefinition
    let reading: RowWords

    private var words: Words { desk.words }

    private func name(_ index: Int, _ column: RegisterColumn, _ part: Int? = nil) -> String {
        "row.\(index).cell_\(column.code)" + (part.map { "_h\($0)" } ?? "")
    }

    /// The fields of a row, with what was typed or what the row holds.
    func fieldset(_ index: Int, _ typed: Form?, entry: RegisterEntry? = nil, legend: String) -> RowFieldset {
        let cells = register.columns.map { column -> RowCellField in
            let held = entry?.cells[column.code] ?? ""
            let counts = held.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            let labels = column.kind == .histogram ? Histogram.labels(of: column.bounds ?? []) : []
            let value = typed?[name(index, column)] ?? held
            return RowCellField(
                cellId: "c\(index)-\(column.code)", cellName: name(index, column),
                cellLabel: reading.name(of: column) + (column.isRequired ? "" : " " + words.text("registers.optional")),
                cellValue: value,
                isChoice: [.code, .measure, .unit].contains(column.kind), isNumber: column.kind == .quantity,
                isDay: column.kind == .day,
                isHistogram: column.kind == .histogram, cellChoices: choices(column, chosen: value),
                cellClasses: labels.enumerated().map { part, label in
                    ClassField(
                        classId: "c\(index)-\(column.code)-\(part)", className: name(index, column, part), classLabel: label,
                        classValue: typed?[name(index, column, part)] ?? (part < counts.count ? counts[part] : ""))
                })
        }
        return RowFieldset(
            rowLegend: legend, dateId: "d\(index)", dateName: "row.\(index).day",
            dateValue: typed?["row.\(index).day"] ?? entry?.date ?? "",
            cells: cells)
    }

    private func choices(_ column: RegisterColumn, chosen: String) -> [Choice] {
        let none = Choice(choiceValue: "", choiceText: words.text("registers.choose"), isChosen: chosen.isEmpty)
        let today = "\(desk.today)"
        switch column.kind {
        case .code:
            let list = reading.dimensions[column.dimension ?? ""]
            let codes = (list?.codes ?? []).filter {
                $0.since <= today && ($0.until.map { today < $0 } ?? true) || $0.code == chosen
            }
            return [none]
                + codes.map { Choice(choiceValue: $0.code, choiceText: words.pick($0.names), isChosen: $0.code == chosen) }
                + [
                    Choice(
                        choiceValue: CodeList.unstated, choiceText: words.text("registers.unstated"),
                        isChosen: chosen == CodeList.unstated)
                ]
        case .measure:
            return [none]
                + (column.measures ?? []).map { Choice(choiceValue: $0, choiceText: reading.measure($0), isChosen: $0 == chosen) }
        case .unit:
            return [none]
                + desk.registers.units.keys.map { (code: $0, name: desk.name(ofUnit: $0)) }.sorted { $0.name < $1.name }.map {
                    Choice(choiceValue: $0.code, choiceText: $0.name, isChosen: $0.code == chosen)
                }
        default: return []
        }
    }

    /// The rows that were filled in; one where nothing but empty fields was sent is passed over.
    func entries(_ form: Form) -> [RegisterEntry] {
        form.rows("row").compactMap { index in
            let entry = entry(form, index)
            return entry.date.isEmpty && entry.cells.isEmpty ? nil : entry
        }
    }

    /// A number as it is kept, whatever digits and marks it was typed with; what cannot be read stays as typed and is refused.
    private func number(_ typed: String, _ decimals: Int) -> String {
        (try? TypedDecimal.plain(typed, decimals: decimals, comma: desk.language.comma)) ?? typed
    }

    /// One row as typed. A class left empty holds nobody, where another of its histogram is filled in.
    func entry(_ form: Form, _ index: Int) -> RegisterEntry {
        var cells: [String: String] = [:]
        for column in register.columns {
            if column.kind == .histogram {
                let parts = Histogram.labels(of: column.bounds ?? []).indices.map { form[name(index, column, $0)] }
                if parts.contains(where: { !$0.isEmpty }) {
                    cells[column.code] = parts.map { $0.isEmpty ? "0" : number($0, 0) }.joined(separator: ";")
                }
            } else if !form[name(index, column)].isEmpty {
                let text = form[name(index, column)]
                cells[column.code] = column.kind == .quantity ? number(text, column.decimals ?? 0) : text
            }
        }
        return RegisterEntry(date: form["row.\(index).day"], cells: cells)
    }
}
