import Acts
import Figures
import Institution
import Localization
import Publication

/// A table of an analysis: one value from which the page, CSV and workbook are made, so that none says more than another.
struct AnalysisTable: Sendable {
    /// A column.
    struct Column: Sendable {
        /// Its name in files for programs; never translated.
        let key: String
        /// Its name for people.
        let name: String
        var isNumber = false
        /// True for codes and the like that only files carry.
        var isFileOnly = false
        /// True for the cells that name their row.
        var isHead = false
        /// Whether clicking its head sorts.
        var sorts = true
    }

    /// A row; its cells stand under the columns one by one.
    struct Row: Sendable {
        var cells: [AnalysisCell]
        /// Sums and the unit itself: they stay at the end in any order.
        var isTotal = false
        /// The row the address is about.
        var isHere = false
    }

    var caption: String
    var columns: [Column]
    var rows: [Row]
    /// Cells are steps of one hue, each with its number.
    var isHeat = false

    /// A page takes so many cells, CSV and a workbook so many; more is refused with its size.
    static let mostOnPage = 6_000
    static let mostInFile = 500_000
    static let mostInWorkbook = 100_000

    /// Throws `analysisTooLarge` where a page would be too long.
    static func check(cells: Int, most: Int, _ words: Words) throws {
        guard cells <= most else {
            throw Failure(
                .analysisTooLarge,
                ["cells": words.number(cells), "page": words.number(mostOnPage), "file": words.number(mostInFile)])
        }
    }

    /// The rows by a column: `3` rising, `-3` falling, by its place among the columns. Cells without a value come last either
    /// way.
    func sorted(by sort: String?) -> AnalysisTable {
        guard let sort, let place = Int(sort.hasPrefix("-") ? String(sort.dropFirst()) : sort), columns.indices.contains(place),
            columns[place].sorts
        else { return self }
        let falling = sort.hasPrefix("-")
        let (totals, plain) = (rows.filter(\.isTotal), rows.filter { !$0.isTotal })
        let (known, unknown) = (plain.filter { $0.cells[place].order != .none }, plain.filter { $0.cells[place].order == .none })
        var next = self
        // `sorted` keeps the order of equals.
        next.rows =
            known.enumerated().sorted { a, b in
                let (left, right) = (a.element.cells[place].order, b.element.cells[place].order)
                if left == right { return a.offset < b.offset }
                return falling ? right < left : left < right
            }.map(\.element) + unknown + totals
        return next
    }

    /// CSV as RFC 4180 has it, with the columns' permanent keys.
    func csv() -> String {
        var text = columns.map { Self.field($0.key) }.joined(separator: ",") + "\r\n"
        for row in rows { text += row.cells.map { Self.field($0.raw) }.joined(separator: ",") + "\r\n" }
        return text
    }

    /// One sheet with the columns' names for people; numbers are numbers.
    func sheet(_ name: String, _ language: Language) -> Sheet {
        var sheet = Sheet(
            name: name, rightToLeft: language == .ar, rows: [columns.map(\.name)] + rows.map { $0.cells.map(\.raw) },
            widths: columns.map { $0.isHead ? 34 : 16 })
        sheet.numbers = columns.indices.filter { columns[$0].isNumber }
        return sheet
    }

    private static func field(_ text: String) -> String {
        // A cell that begins like a formula is one to a spreadsheet: a text may not be that. A negative number is a number.
        let isNumber = (try? ExactDecimal(text)) != nil
        let safe = !isNumber && text.first.map { "=+-@\t".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\n\r;".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

/// One cell: as the page shows it, as files carry it, and by what it sorts.
struct AnalysisCell: Sendable {
    /// By what a cell sorts; `none` for what has no value.
    enum Order: Sendable, Equatable, Comparable {
        case none, number(ExactDecimal), text(String)

        static func < (left: Order, right: Order) -> Bool {
            switch (left, right) {
            case (.number(let a), .number(let b)): a < b
            case (.text(let a), .text(let b)): a < b
            case (.number, .text): true
            default: false
            }
        }
    }

    let markup: String
    let raw: String
    var order = Order.none
    /// Classes of the cell.
    var style = ""

    /// A text, with a link where there is one.
    static func text(_ text: String, href: String? = nil, raw: String? = nil) -> AnalysisCell {
        let shown = RunningText.markup(text)
        let markup = href.map { "<a href=\"\(Markup.escape($0))\">\(shown)</a>" } ?? shown
        return AnalysisCell(markup: markup, raw: raw ?? text, order: .text(SearchFold.fold(text)))
    }

    /// A code for files.
    static func code(_ text: String) -> AnalysisCell { AnalysisCell(markup: "", raw: text, order: .text(text)) }

    /// A whole number.
    static func count(_ count: Int, _ words: Words) -> AnalysisCell {
        AnalysisCell(
            markup: Markup.figure(words.number(count)), raw: "\(count)",
            order: .number(ExactDecimal(mantissa: Int64(count), decimals: 0)))
    }

    /// Nothing, said in words: hatched, never zero.
    static func missing(_ reason: String) -> AnalysisCell {
        AnalysisCell(
            markup: "<span aria-hidden=\"true\">–</span><span class=\"vh\">\(Markup.escape(reason))</span>", raw: "",
            style: "none")
    }

    /// A number that may be missing.
    static func number(_ value: ExactDecimal?, _ words: Words, measure: String = "", reason: String? = nil) -> AnalysisCell {
        guard let value else { return missing(reason ?? words.text("layout.not_available")) }
        return AnalysisCell(
            markup: Markup.figure(words.value(value, measure: measure)), raw: value.description, order: .number(value))
    }

    /// Words with a shape.
    static func tags(_ tags: [Tag], raw: String) -> AnalysisCell {
        let markup = tags.map { tag in
            let mark = tag.tagMark.map { "<svg aria-hidden=\"true\" focusable=\"false\"><use href=\"#\($0)\"/></svg>" } ?? ""
            return "<span class=\"tag \(tag.tagStyle)\">\(mark)\(RunningText.markup(tag.tagText))</span>"
        }.joined(separator: " ")
        return AnalysisCell(markup: markup, raw: raw, order: tags.isEmpty ? .none : .text(raw))
    }
}
