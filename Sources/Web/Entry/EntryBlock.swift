import Acts
import Figures
import Foundation
import Institution
import Localization

/// One value that was pasted or stands in a filled-in file, before it is taken.
struct IncomingValue: Sendable {
    /// Where it would go; nil where the form has no such cell.
    let cell: FormCell?
    /// What stands there, as pasted.
    let typed: String
    /// What the file says besides the value.
    var note = "", precision = "", status = ""
    /// Why it can go nowhere.
    var failure: Failure?
}

/// Reads a block of text copied from a spreadsheet: lines are rows, tabs part columns.
struct PastedBlock {
    let place: EntryDesk

    /// The longest text, in bytes.
    static let largest = 1 << 18

    /// The values of a text, pasted from a cell on (by its place in the page; the first one where it names none). Rows that begin
    /// with an indicator's name or code go to that indicator, wherever they stand. Throws `tooLong`.
    func values(_ text: String, from start: String) throws -> [IncomingValue] {
        guard text.utf8.count <= Self.largest else { throw Failure(.tooLong, ["column": "paste", "most": "\(Self.largest)"]) }
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        let cells = place.form.cells
        let first = cells.first { EntryDesk.id($0) == start } ?? cells.first
        let rows = Self.rows(cells)
        let top = rows.firstIndex { $0.section == first?.section && $0.line == first?.line } ?? 0
        let names = labels()
        return lines.enumerated().flatMap { offset, line -> [IncomingValue] in
            var columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            var (row, left) = (top + offset, first?.column ?? 0)
            if columns.count > 1, let named = columns.first.flatMap({ names[Self.fold($0)] }),
                let at = rows.firstIndex(where: { $0.section == named.section && $0.line == named.line })
            {
                columns.removeFirst()
                (row, left) = (at, 0)
            }
            return columns.enumerated().compactMap { shift, typed in
                guard !typed.isEmpty else { return nil }
                let target: (section: Int, line: Int)? = rows.indices.contains(row) ? rows[row] : nil
                let cell = target.flatMap { target in
                    cells.first { $0.section == target.section && $0.line == target.line && $0.column == left + shift }
                }
                return IncomingValue(
                    cell: cell, typed: String(typed.prefix(200)),
                    failure: cell == nil ? Failure(.outsideForm, ["value": String(typed.prefix(40))]) : nil)
            }
        }
    }

    /// The rows of the form in order.
    private static func rows(_ cells: [FormCell]) -> [(section: Int, line: Int)] {
        cells.reduce(into: []) { rows, cell in
            if rows.last.map({ $0.section != cell.section || $0.line != cell.line }) ?? true {
                rows.append((cell.section, cell.line))
            }
        }
    }

    /// The rows by the code and the names of their indicators, in the three languages.
    private func labels() -> [String: (section: Int, line: Int)] {
        var found: [String: (section: Int, line: Int)] = [:]
        for cell in place.form.cells {
            let names = place.indicator(cell.indicator)?.names
            let labels = [cell.indicator, names?.ar, names?.fr, names?.en].compactMap { $0 }
            for label in labels where found[Self.fold(label)] == nil {
                found[Self.fold(label)] = (cell.section, cell.line)
            }
        }
        return found
    }

    private static func fold(_ text: String) -> String { SearchFold.fold(text) }
}

extension EntryPageQuery {
    /// What the values would do: accepted, nothing new, unusual or refused, each with its reason.
    func preview(_ values: [IncomingValue], _ state: EntryDesk.State) throws -> EntryPreview {
        var block: [String: String] = [:]
        let drafts = values.map { value -> CellDraft? in
            guard let cell = value.cell, let indicator = place.indicator(cell.indicator) else { return nil }
            var draft = EntryDraft.read(value.typed, decimals: indicator.decimals, desk.language)
            (draft.note, draft.precision, draft.status) = (value.note, value.precision, value.status)
            if draft.note.isEmpty { draft.note = state.draft[cell.key].note }
            return draft
        }
        // All of them together, as they would stand once taken.
        var trial = state.draft
        for (value, draft) in zip(values, drafts) {
            if let cell = value.cell, let draft { trial[cell.key] = draft }
        }
        let readings = Dictionary(
            try place.state(trial).reading.readings.map { ($0.cell.key, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = zip(values, drafts).map { value, draft -> BlockRow in
            guard let cell = value.cell, let draft else {
                return row(value, place: "–", read: "–", .bad(words.text("entry.preview_refused")), value.failure)
            }
            let reading = readings[cell.key]
            let name = place.name(cell)
            guard let reading, value.failure == nil, reading.state != .refused, reading.state != .missing else {
                return row(
                    value, place: name, read: "–", .bad(words.text("entry.preview_refused")), value.failure ?? reading?.failure)
            }
            for (part, text) in [("v", draft.plain ?? ""), ("n", draft.note), ("p", draft.precision), ("s", draft.status)] {
                block["\(part).\(cell.key)"] = text
            }
            let read = draft.plain.map(place.written) ?? words.text("words.status.\(draft.status)")
            let tag: Tag = switch reading.state {
            case .given: .plain(words.text("entry.preview_same"))
            case .unusual: .warn(words.text("entry.preview_unusual"))
            default: .good(words.text("entry.preview_accepted"))
            }
            return row(value, place: name, read: read, tag, nil)
        }
        let accepted = block.keys.filter { $0.hasPrefix("v.") }.count
        return EntryPreview(
            previewMarkup: words.markup(
                "entry.preview_lead", ["accepted": words.number(accepted), "refused": words.number(rows.count - accepted)]),
            previewRows: rows,
            block: accepted == 0 ? nil : String(decoding: try CanonicalJSON.encode(block), as: UTF8.self))
    }

    private func row(_ value: IncomingValue, place: String, read: String, _ tag: Tag, _ failure: Failure?) -> BlockRow {
        BlockRow(
            previewPlace: place, previewTyped: value.typed, previewReadMarkup: RunningText.markup(read), previewTag: tag,
            previewReasonMarkup: failure.map { desk.fault($0).faultMarkup } ?? "")
    }
}

extension EntryDraft {
    /// Takes the accepted values of a preview. Whatever the block names beyond the form's cells is passed over. Throws `badForm`.
    mutating func take(_ block: String, of entry: EntryForm) throws {
        guard let fields = try? CanonicalJSON.decode([String: String].self, from: Array(block.utf8)) else {
            throw Failure(.badForm)
        }
        for cell in entry.cells {
            guard let plain = fields["v.\(cell.key)"] else { continue }
            func field(_ part: String) -> String { fields["\(part).\(cell.key)"] ?? "" }
            self[cell.key] = CellDraft(
                plain: plain.isEmpty ? nil : plain, note: field("n"), precision: field("p"), status: field("s"))
        }
    }
}
