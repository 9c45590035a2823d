import Acts
import Figures
import Foundation
import Institution
import Localization

/// One cell as it stands in the form.
struct CellDraft: Sendable, Equatable {
    /// The number in plain form, where what was typed could be read.
    var plain: String?
    /// What was typed, where it could not.
    var typed = ""
    /// The remark, the word of precision and the code of status, as chosen; empty is the ordinary one.
    var note = "", precision = "", status = ""

    /// Whether neither a value nor a status was given.
    var isBlank: Bool { plain == nil && typed.isEmpty && status.isEmpty }
}

/// A return as it is being filled in. Numbers are kept in plain form: what was typed in one language reads the same in another.
struct EntryDraft: Sendable, Equatable {
    /// The cells by their word (`FormCell.key`).
    var cells: [String: CellDraft] = [:]
    /// Why figures given before change.
    var reason = ""

    subscript(_ key: String) -> CellDraft {
        get { cells[key] ?? CellDraft() }
        set { cells[key] = newValue }
    }

    /// What the fields of a page say; `decimals` gives those of an indicator.
    init(_ form: Form, of entry: EntryForm, _ language: Language, decimals: (String) -> Int) {
        for cell in entry.cells {
            var draft = Self.read(form["v.\(cell.key)"], decimals: decimals(cell.indicator), language)
            (draft.note, draft.precision) = (form["n.\(cell.key)"], form["p.\(cell.key)"])
            draft.status = form["s.\(cell.key)"]
            if draft != CellDraft() { cells[cell.key] = draft }
        }
        reason = form["reason"]
    }

    /// The figures in force, to be gone on from.
    init(_ inForce: [String: Revision], of entry: EntryForm) {
        for cell in entry.cells {
            guard let value = inForce[cell.key]?.value else { continue }
            cells[cell.key] = CellDraft(
                plain: value.value, note: value.note ?? "",
                precision: value.precision.map { $0 == .exact ? "" : $0.rawValue } ?? "",
                status: value.status.map { $0 == .normal ? "" : $0.rawValue } ?? "")
        }
    }

    /// The draft behind a kept text. Throws `malformedRecord`.
    init(text: String) throws {
        for (name, value) in try CanonicalJSON.decode([String: String].self, from: Array(text.utf8)) {
            if name == "reason" {
                reason = value
                continue
            }
            let key = String(name.dropFirst(2))
            switch name.prefix(2) {
            case "v.": self[key].plain = value
            case "t.": self[key].typed = value
            case "n.": self[key].note = value
            case "p.": self[key].precision = value
            case "s.": self[key].status = value
            default: break
            }
        }
    }

    /// The text kept in the book of drafts.
    func text() throws -> String {
        var fields: [String: String] = reason.isEmpty ? [:] : ["reason": reason]
        for (key, cell) in cells {
            fields["v.\(key)"] = cell.plain
            let parts = [("t", cell.typed), ("n", cell.note), ("p", cell.precision), ("s", cell.status)]
            for (name, value) in parts where !value.isEmpty {
                fields["\(name).\(key)"] = value
            }
        }
        return String(decoding: try CanonicalJSON.encode(fields), as: UTF8.self)
    }

    /// A cell of what was typed or pasted: its plain form, or the text itself where it cannot be read.
    static func read(_ typed: String, decimals: Int, _ language: Language) -> CellDraft {
        do {
            return CellDraft(plain: try TypedDecimal.plain(typed, decimals: decimals, comma: language.comma))
        } catch {
            return CellDraft(typed: String(typed.prefix(200)))
        }
    }

    /// Why a text cannot be read as a number.
    static func failure(_ typed: String, _ indicator: Indicator, _ language: Language) -> Failure? {
        do {
            _ = try TypedDecimal.plain(typed, decimals: indicator.decimals, comma: language.comma)
            return nil
        } catch {
            guard case .ambiguous(let whole, let fraction) = error else {
                return Failure(.notANumber, ["value": String(typed.prefix(40)), "indicator": indicator.code])
            }
            return Failure(.ambiguousNumber, ["value": String(typed.prefix(40)), "whole": whole, "fraction": fraction])
        }
    }
}

extension Language {
    /// What a comma means in a number typed in this language.
    var comma: TypedDecimal.Comma { self == .en ? .groups : .decimal }
}
