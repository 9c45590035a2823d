import Acts
import Figures
import Foundation
import Institution
import Ledger
import Storage
import TestSupport

@testable import Publication

/// A real institution in a temporary folder, small: a directorate general with two directorates, a figure with a revision chain, an
/// about-value, a ratio, a missing value and a simulated one; and its site of fake pages, sealed.
struct SmallSite: Sendable {
    /// All files of the sealed site.
    let files: [String: [UInt8]]
    /// The files as they were before sealing.
    let rendered: [String: [UInt8]]
    let key: VerifierKey
    let office: Office
    let printed: PublishReport.PrintedCheckpoint
    let directory: TemporaryDirectory

    static let administrator = Signatory(official: "admin", post: "p-admin", role: .administrator, unit: "dgsn")

    /// The site with a log of one partial tile, made once.
    static let small = Task { try await SmallSite(months: 3) }
    /// The site with a log of a full tile, a partial one and a second level, made once.
    static let large = Task { try await SmallSite(months: 280) }

    /// A new institution with so many monthly returns besides, published once.
    init(months: Int) async throws {
        directory = try TemporaryDirectory()
        let founding = FoundInstitution(code: "dgsn", names: Self.words("institution"), notice: nil, administrator: "admin", post: "p-admin")
        office = try await Office.found(founding, at: .directory(directory.file("data")), origin: "test.example/log")
        key = office.logKey
        try await Self.play(office, months: months)
        (rendered, printed) = try await Self.render(office)
        files = try await SiteSeal.publish(
            files: rendered, year: 2022, languages: ["ar", "fr", "en"], printed: printed, office: office, by: Self.administrator
        ).files
    }

    private static func words(_ text: String) -> Trilingual { Trilingual(ar: "نص \(text)", fr: "texte \(text)", en: "text \(text)") }

    private static func play(_ office: Office, months: Int) async throws {
        var acts: [any Act] = []
        for (code, parent) in [("dgsn", nil), ("dpj", "dgsn"), ("dsic", "dgsn")] as [(String, String?)] {
            acts.append(OpenUnit(code: code, parent: parent, unitKind: "directorate", names: words(code), opened: "1956-05-16"))
        }
        acts.append(DefineMeasure(code: "count", names: words("count")))
        func define(_ code: String, decimals: Int = 0, frequency: Frequency = .year, over: (String, String)? = nil) {
            acts.append(
                DefineIndicator(
                    Indicator(
                        code: code, names: words(code), unitOfMeasure: "count", decimals: decimals, frequency: frequency, overUnits: .sum,
                        overTime: .sum, numerator: over?.0, denominator: over?.1, scale: over == nil ? 1 : 100, direction: .none,
                        definition: words(code), source: "test")))
        }
        define("pills")
        define("cases")
        define("solved")
        define("calls", frequency: .month)
        define("clearance", decimals: 2, over: ("solved", "cases"))
        let phases: [Phase] = Phase.allCases
        acts.append(OpenCycle(year: 2022, phases: phases.map { PhaseDates($0, starts: "2022-12-01", ends: "2022-12-31") }))
        func submit(_ unit: String, _ period: String, _ values: [ReturnedValue], reason: String? = nil) {
            acts.append(SubmitReturn(unit: unit, period: period, reason: reason, values: values))
        }
        let meeting = ReturnedValue(
            indicator: "pills", value: "2500000", precision: .atLeast, asOf: "2022-12-22T10:00:00Z", source: "https://example.org/meeting")
        submit("dgsn", "2021", [ReturnedValue(indicator: "pills", value: "1500000", precision: .about, source: "report, page 7")])
        submit("dgsn", "2022", [meeting])
        submit(
            "dgsn", "2022",
            [ReturnedValue(indicator: "pills", value: "2668473", asOf: "2022-12-23", source: "report \"2022\", p. 3", note: "نهائي")],
            reason: "final count")
        submit("dpj", "2022", [ReturnedValue(indicator: "cases", value: "1200"), ReturnedValue(indicator: "solved", value: "1100")])
        submit("dsic", "2022", [ReturnedValue(indicator: "cases", value: "90", source: "simulated")])
        submit("dsic", "2021", [ReturnedValue(indicator: "cases", value: nil, status: .missing)])
        for month in 0..<months {
            let period = "\(1990 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)"
            submit("dsic", period, [ReturnedValue(indicator: "calls", value: String(month))])
        }
        _ = try await office.registrar.submitAll(acts, by: administrator)
    }
}

// MARK: Rendering

extension SmallSite {
    static let figures = [
        ("pills", "dgsn", "2021"), ("pills", "dgsn", "2022"), ("cases", "dpj", "2022"), ("solved", "dpj", "2022"), ("cases", "dsic", "2022"),
        ("cases", "dsic", "2021"),
    ]

    /// Fake pages, and true data with true proofs under the checkpoint of the moment.
    private static func render(_ office: Office) async throws -> ([String: [UInt8]], PublishReport.PrintedCheckpoint) {
        let key = office.logKey
        let (note, data) = try await office.database.read { tables -> (SignedNote, [String: [UInt8]]) in
            guard let text = try LedgerBook.checkpoint(in: tables) else { throw TestSupportFailure("no checkpoint") }
            let note = try SignedNote(parsing: text)
            return (note, try Self.data(note, try Checkpoint(verifying: note, log: key).size, tables))
        }
        let checkpoint = try Checkpoint(verifying: note, log: key)
        var files = data
        files["data/report-2022.json"] = Array(report(checkpoint).utf8)
        for language in ["ar", "fr", "en"] {
            files["2022/\(language)/index.html"] = Array("<!doctype html><html lang=\"\(language)\"><p>2 668 473</p></html>\n".utf8)
            files["2022/report.\(language).pdf"] = Array("%PDF-1.7\n".utf8) + (0..<300).map { UInt8($0 % 251) }
        }
        files["index.html"] = Array("<!doctype html>\n".utf8)
        files["assets/hasila.css"] = Array("body { color: black }\n".utf8)
        files["verify.py"] = try PublicationResources.bytes("verify.py")
        return (files, PublishReport.PrintedCheckpoint(size: Int64(checkpoint.size), root: checkpoint.root.hex))
    }

    private static func data(_ note: SignedNote, _ size: UInt64, _ tables: any Connection) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var lines = DelimitedWriter(OpenData.figureColumns)
        var proofs = DelimitedWriter(OpenData.proofColumns)
        for (indicator, unit, period) in figures {
            for revision in try ReturnBook.history(indicator: indicator, unit: unit, period: period, in: tables) {
                let value = revision.value
                let asOf = value.asOf ?? revision.recorded.text
                let path = "figures/proofs/\(indicator).\(unit).\(period).\(revision.act).proof"
                lines.row([
                    indicator, unit, period, "", value.value ?? "", (value.status ?? .normal).rawValue, (value.precision ?? .exact).rawValue,
                    asOf, value.source ?? "", value.note ?? "", "",
                ])
                proofs.row([indicator, unit, period, asOf, String(revision.act), path])
                files[path] = try proof(revision, note, size, tables).bytes()
            }
        }
        // One line without a proof, as for a computed value.
        lines.row(["computed", "dgsn", "2022", "", "7", "A", "exact", "2022-12-31T00:00:00Z", "", "", ""])
        proofs.row(["computed", "dgsn", "2022", "2022-12-31T00:00:00Z", "3", ""])
        files["data/figures.csv"] = Array(lines.text.utf8)
        files["data/proofs.csv"] = Array(proofs.text.utf8)
        return files
    }

    private static func proof(_ revision: Revision, _ note: SignedNote, _ size: UInt64, _ tables: any Connection) throws -> FieldProof {
        guard let entry = try LedgerBook.entry(revision.act, in: tables) else { throw TestSupportFailure("no entry") }
        let fields = try entry.commitments()
        let openings = try ["/period", "/unit", "/values/\(revision.position)"].map { name in
            guard let opening = try fields.opening(named: name) else { throw TestSupportFailure("no \(name)") }
            return opening
        }
        let path = try LedgerBook.tree(in: tables).inclusionProof(index: UInt64(revision.act), size: size)
        return FieldProof(
            envelope: try entry.envelope(), openings: openings, log: LogProof(index: UInt64(revision.act), path: path, note: note))
    }

    private static func report(_ checkpoint: Checkpoint) -> String {
        """
        {"checkpoint":{"origin":"\(checkpoint.origin)","root":"\(checkpoint.root.hex)","size":\(checkpoint.size)},"figures":[\
        {"before":{"precision":"about","value":"1500000"},"change":{"about":true,"kind":"percent","value":"77.9"},"indicator":"pills",\
        "now":{"precision":"exact","value":"2668473"},"unit":"dgsn"},\
        {"indicator":"cases","now":{"precision":"exact","value":"1200"},"unit":"dpj"},\
        {"indicator":"solved","now":{"precision":"exact","value":"1100"},"unit":"dpj"},\
        {"indicator":"cases","now":{"precision":"exact","value":"1290"},"unit":"dgsn"},\
        {"indicator":"clearance","now":{"precision":"exact","value":"91.67"},\
        "ratio":{"decimals":2,"denominator":"cases","numerator":"solved","scale":100},"unit":"dpj"}],\
        "institution":"dgsn","year":2022}
        """
    }
}

// MARK: Using the site

extension SmallSite {
    /// The verdict of the Swift verifier over these files.
    static func verify(_ files: [String: [UInt8]], pinned: VerifierKey? = nil) -> VerificationReport {
        Verifier.verify(SiteReader(files: files), pinned)
    }

    /// Writes files into a folder.
    static func write(_ files: [String: [UInt8]], to folder: URL) throws {
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    /// What a publisher would put out who seals other files than he should: no check before the act.
    func sealedDishonestly(_ rendered: [String: [UInt8]], printed: PublishReport.PrintedCheckpoint? = nil) async throws -> [String: [UInt8]] {
        let manifest = Manifest(files: rendered)
        let act = PublishReport(year: 2022, languages: ["fr"], manifest: manifest.root.hex, checkpoint: printed ?? self.printed)
        let receipt = try await office.registrar.submit(act, by: Self.administrator)
        let key = self.key
        let log = try await office.database.read { tables in
            guard let text = try LedgerBook.checkpoint(in: tables) else { throw TestSupportFailure("no checkpoint") }
            let note = try SignedNote(parsing: text)
            let envelopes = try LedgerBook.entries(from: 0, limit: 10_000, in: tables).map { try $0.envelope().bytes }
            var files = try LogFolder.files(entries: envelopes, checkpoint: note, key: key)
            files[PublicationProof.file] = try PublicationProof.make(receipt.number, under: note, key, in: tables).bytes()
            return files
        }
        return rendered.merging(log) { _, new in new }.merging(["manifest": Array(manifest.text.utf8)]) { _, new in new }
    }
}
