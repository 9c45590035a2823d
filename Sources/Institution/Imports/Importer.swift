import Acts
import Figures
import Storage

/// Brings a file in: every row is read and checked, every refused row is named, and the file applies as a whole or not at all.
public struct Importer: Sendable {
    private let office: Office
    private let signatory: Signatory

    /// An importer acting for this signatory.
    public init(office: Office, signatory: Signatory) {
        self.office = office
        self.signatory = signatory
    }

    /// The acts of a file, each with the line it came from.
    struct Draft: Sendable {
        var acts: [any Act] = []
        var lines: [Int] = []
        /// Acts that are only made when their turn comes; then `acts` is empty.
        var source: ActSource?

        mutating func add(_ act: any Act, line: Int) {
            acts.append(act)
            lines.append(line)
        }
    }

    /// Imports the file at a path. Throws only what concerns the file or the database as a whole; refused rows are in the report.
    ///
    /// `form` is the code of the form by which the figures of the file are given: its rules are asked of every return, and its
    /// duty is done by them. Other kinds know no form. `progress` hears of rows read, in steps.
    public func run(
        _ kind: ImportKind, path: String, form: String? = nil, dryRun: Bool = false, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> ImportReport {
        var report = ImportReport(kind: kind, dryRun: dryRun)
        var draft = Draft()
        try await read(kind, path: path, form: form, into: &draft, report: &report, progress: progress)
        guard report.refused.isEmpty else { return report }
        do {
            report.acts =
                if let source = draft.source {
                    try await office.registrar.submitAll(source, by: signatory, dryRun: dryRun)
                } else {
                    try await office.registrar.submitAll(draft.acts, by: signatory, dryRun: dryRun).count
                }
        } catch let refused as GroupRefused {
            report.refused = refused.refusals.map { RefusedRow(line: draft.lines[$0.index], column: nil, failure: $0.failure) }
        } catch let failure as Failure where draft.acts.count == 1 {
            report.refused = [RefusedRow(line: draft.lines[0], column: nil, failure: failure)]
        }
        return report
    }

    private func read(
        _ kind: ImportKind, path: String, form: String?, into draft: inout Draft, report: inout ImportReport,
        progress: (Int) -> Void
    ) async throws {
        var reader = try await reader(kind, form: form)
        rows(
            kind, path: path, report: &report, progress: progress, open: { reader.open($0) },
            { row throws(RowRefusal) in try reader.take(row) })
        reader.finish(into: &draft, report: &report)
    }

    /// What turns the rows of a kind into acts.
    private func reader(_ kind: ImportKind, form: String?) async throws -> any RowReader {
        switch kind {
        case .figures:
            try await office.database.read {
                try FigureRows(indicators: IndicatorBook.all(in: $0), units: UnitBook.all(in: $0), form: form)
            }
        case .terms:
            try await office.database.read {
                try TermsRows(
                    indicators: Set(IndicatorBook.all(in: $0).map(\.code)), units: Set(UnitBook.all(in: $0).map(\.code)))
            }
        case .units: UnitRows()
        case .indicators: IndicatorRows()
        case .events: EventRows()
        case .measures, .assignments, .officials: SimpleRows(kind: kind)
        }
    }

    /// Reads all rows; a refused one is noted and the next one read.
    private func rows(
        _ kind: ImportKind, path: String, report: inout ImportReport, progress: (Int) -> Void,
        open: ([String: DelimitedReader.Column]) -> Void, _ body: (ImportRow) throws(RowRefusal) -> Void
    ) {
        var reader: DelimitedReader
        do {
            reader = try DelimitedReader(path: path, required: kind.required, optional: kind.optional)
        } catch {
            report.refused.append(error.row)
            return
        }
        open(reader.columnsByName)
        while report.refused.count < GroupRefused.most {
            do throws(DelimitedError) {
                guard let record = try reader.next() else { return }
                report.rows += 1
                if report.rows % 50_000 == 0 { progress(report.rows) }
                do throws(RowRefusal) { try body(ImportRow(record)) } catch {
                    report.refused.append(RefusedRow(line: record.line, column: error.column, failure: error.failure))
                }
            } catch {
                report.refused.append(error.row)
                if !error.canContinue { return }
            }
        }
    }
}

/// Turns the rows of one kind of file into acts.
protocol RowReader {
    /// Learns which columns the file has, before its rows come.
    mutating func open(_ columns: [String: DelimitedReader.Column])
    /// Takes one row, or says why not.
    mutating func take(_ row: ImportRow) throws(RowRefusal)
    /// Adds the acts of all rows, in the order in which they must be done.
    func finish(into draft: inout Importer.Draft, report: inout ImportReport)
}

extension RowReader {
    mutating func open(_ columns: [String: DelimitedReader.Column]) {}
}

/// Why a row is refused, and in which column.
struct RowRefusal: Error {
    let column: String?
    let failure: Failure

    init(_ column: String?, _ failure: Failure) {
        self.column = column
        self.failure = failure
    }
}

/// One row with the readings that rows of all kinds need.
struct ImportRow {
    let record: DelimitedReader.Record
    var line: Int { record.line }

    init(_ record: DelimitedReader.Record) { self.record = record }

    /// The text of a column, empty where the file has no such column.
    func text(_ column: String) -> String { record.textIfAny(column) ?? "" }

    /// The text, nil when empty.
    func optional(_ column: String) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }

    /// The text; an empty one is refused.
    func needed(_ column: String) throws(RowRefusal) -> String {
        guard let text = optional(column) else {
            throw RowRefusal(column, Failure(.missingText, ["field": column, "language": "–"]))
        }
        return text
    }

    func integer(_ column: String) throws(RowRefusal) -> Int {
        let text = try needed(column)
        guard let number = Int(text) else { throw RowRefusal(column, Failure(.notANumber, ["value": String(text.prefix(40))])) }
        return number
    }

    /// A word of a closed list.
    func word<Word: RawRepresentable & CaseIterable>(
        _ column: String, _ type: Word.Type
    ) throws(RowRefusal) -> Word where Word.RawValue == String {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
            throw RowRefusal(column, Failure(.unknownWord, ["field": column, "value": String(text.prefix(40)), "known": known]))
        }
        return word
    }

    func trilingual(_ prefix: String) throws(RowRefusal) -> Trilingual {
        try Trilingual(ar: needed(prefix + "ar"), fr: needed(prefix + "fr"), en: needed(prefix + "en"))
    }
}
