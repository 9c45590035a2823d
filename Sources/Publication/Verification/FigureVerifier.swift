import Acts
import Figures
import Institution
import Ledger

/// Checks `data/figures.csv` against the proofs that `data/proofs.csv` names, line by line.
struct FigureVerifier {
    /// One line of the open data.
    struct Row {
        let unit, period, asOf: String
        let value: ReturnedValue
        /// The act that gave it, and the address of its proof; empty where it has none.
        let act, proof: String
    }

    let site: SiteReader
    let key: VerifierKey
    /// The root of the log at an earlier size.
    let rootAt: (UInt64) -> LogHash?

    private static let figures = "data/figures.csv"
    private static let proofs = "data/proofs.csv"

    /// Notes what holds and what does not; gives the lines, nil where they cannot be read. Every published proof must be named.
    func verify(_ report: inout VerificationReport) -> [Row]? {
        guard let figures = report.attempt(Self.figures, .publishedFileAltered, { try read(Self.figures, OpenData.figureColumns) }),
            let proofs = report.attempt(Self.proofs, .publishedFileAltered, { try read(Self.proofs, OpenData.proofColumns) }),
            let rows = report.attempt(Self.proofs, .publishedValueDiffers, { try paired(figures, proofs) })
        else { return nil }
        var named: Set<String> = []
        var provenCount = 0
        var simulated = 0
        let unproven = rows.count { $0.proof.isEmpty }
        for row in rows where !row.proof.isEmpty {
            named.insert(row.proof)
            guard let figure = report.attempt(row.proof, .badProof, { try proven(row) }) else { continue }
            provenCount += 1
            if figure.isSimulated { simulated += 1 }
        }
        for path in site.paths where path.hasSuffix(".proof") && path != PublicationProof.file && !named.contains(path) {
            report.refuse(.publishedValueDiffers, path, detail: "no line of data/proofs.csv names it")
        }
        report.found("ok_figures", ["figures": String(provenCount)])
        if unproven > 0 { report.left("not_proven", ["count": String(unproven)]) }
        if simulated > 0 { report.left("simulated", ["count": String(simulated)]) }
        return rows
    }

    /// What the proof of a line establishes. Throws unless it holds, lies under this log, and says what the line says.
    private func proven(_ row: Row) throws -> ProvenFigure {
        let figure = try FigureProof.verify(try site.bytes(row.proof), key: key, record: row.proof)
        guard rootAt(figure.checkpoint.size) == figure.checkpoint.root else {
            throw Failure(.badProof, privateDetail: "its checkpoint is not one of this log")
        }
        guard String(figure.act) == row.act, figure.unit == row.unit, figure.period == row.period,
            figure.value.spelledOut == row.value.spelledOut, figure.known == Timestamp(row.asOf)
        else { throw Failure(.publishedValueDiffers, privateDetail: "\(figure) is not \(row)") }
        return figure
    }

    private func paired(_ figures: [[String: String]], _ proofs: [[String: String]]) throws -> [Row] {
        guard figures.count == proofs.count else { throw Failure(.publishedValueDiffers, privateDetail: "not as many lines") }
        return try zip(figures, proofs).enumerated().map { number, pair in
            let (figure, proof) = pair
            // The header is line 1.
            let line = "\(Self.proofs):\(number + 2)"
            guard ["indicator", "unit", "period", "as_of"].allSatisfy({ figure[$0] == proof[$0] }) else {
                throw Failure(.publishedValueDiffers, ["file": Self.proofs, "record": line])
            }
            return try row(figure, proof, record: "\(Self.figures):\(number + 2)")
        }
    }

    private func row(_ figure: [String: String], _ proof: [String: String], record: String) throws -> Row {
        func text(_ name: String) -> String { figure[name] ?? "" }
        guard let precision = Precision(rawValue: text("precision")), let status = ObservationStatus(rawValue: text("status")),
            let scope = Scope(rawValue: text("scope"))
        else { throw Failure(.publishedValueDiffers, ["file": Self.figures, "record": record]) }
        let value = ReturnedValue(
            indicator: text("indicator"), breakdown: text("breakdown"), value: text("value"), status: status, precision: precision,
            source: text("source"), note: text("note"), scope: scope)
        return Row(
            unit: text("unit"), period: text("period"), asOf: text("as_of"), value: value, act: proof["act"] ?? "",
            proof: proof["proof"] ?? "")
    }

    private func read(_ path: String, _ columns: [String]) throws -> [[String: String]] {
        do {
            var reader = try DelimitedReader(bytes: try site.bytes(path), required: columns)
            var rows: [[String: String]] = []
            while let row = try reader.next() {
                rows.append(Dictionary(uniqueKeysWithValues: columns.map { ($0, row.text($0)) }))
            }
            return rows
        } catch let error as DelimitedError {
            throw Failure(.publishedFileAltered, ["file": path, "record": "\(path):\(error.line)"], privateDetail: "\(error)")
        }
    }
}
