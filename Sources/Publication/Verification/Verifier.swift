import Acts
import Figures
import Foundation
import Institution
import Ledger

/// Checks a published copy offline and without any database: the log, the act of publication, every file, every proven value and
/// every computed percentage. `verify.py` does the same independently; `docs/VERIFY.md` says what both rest on.
///
/// Nothing is thrown for what does not hold: it is collected, each with the name of its record.
public enum Verifier {
    /// Checks a folder. `pinnedKey` is the log's key as known from elsewhere (the printed report); without it the report says
    /// that nobody compared the key.
    public static func verify(folder: URL, pinnedKey: VerifierKey? = nil) -> VerificationReport {
        var report = VerificationReport()
        guard let site = report.attempt(folder.path, .unreadableFile, { try SiteReader(folder) }) else { return report }
        return verify(site, pinnedKey)
    }

    /// Checks the files at hand.
    static func verify(_ site: SiteReader, _ pinnedKey: VerifierKey?) -> VerificationReport {
        var report = VerificationReport()
        for path in site.strange { report.refuse(.publishedFileAltered, path, detail: "neither file nor folder") }
        let log = PublishedLog.verify(site, pinnedKey, &report)
        let manifest = report.attempt("manifest", .publishedFileAltered) { try Manifest(try site.bytes("manifest")) }
        if let manifest { verifyFiles(site, manifest, log, &report) }
        if let log, let manifest { verifyContents(site, manifest, log, &report) } else { report.left("not_reached") }
        report.left("not_witnessed")
        report.left("not_read")
        report.left("not_measured")
        return report
    }

    /// Checks one proof file (`….proof`). Without a key the copy's own `log/vkey` is looked for in the folders above.
    public static func verify(file: URL, key: VerifierKey? = nil) -> VerificationReport {
        var report = VerificationReport()
        let name = file.lastPathComponent
        guard let data = FileManager.default.contents(atPath: file.path) else {
            report.refuse(.unreadableFile, file.path)
            return report
        }
        guard let known = key ?? keyAbove(file) else {
            report.refuse(.badSignature, name, detail: "no key given, and no log/vkey in the folders above")
            return report
        }
        verify([UInt8](data), name, key: known, isPinned: key != nil, &report)
        return report
    }

    /// Checks one proof whose bytes are at hand.
    static func verify(_ bytes: [UInt8], _ name: String, key: VerifierKey, isPinned: Bool, _ report: inout VerificationReport) {
        guard let proof = report.attempt(name, .badProof, { try FieldProof(bytes, record: name) }) else { return }
        if proof.envelope.kind == PublishReport.kind {
            guard let publication = report.attempt(name, .badProof, { try PublicationProof.verify(bytes, key, note: nil, record: name) })
            else { return }
            report.found("ok_publication", ["act": String(publication.act)])
        } else {
            guard let figure = report.attempt(name, .badProof, { try FigureProof.verify(bytes, key: key, record: name) }) else { return }
            report.found(
                "ok_value",
                [
                    "indicator": figure.value.indicator, "unit": figure.unit, "period": figure.period,
                    "value": figure.value.value ?? "–", "precision": (figure.value.precision ?? .exact).rawValue,
                    "status": (figure.value.status ?? .normal).rawValue, "act": String(figure.act), "size": String(figure.checkpoint.size),
                ])
            if figure.isSimulated { report.left("simulated", ["count": "1"]) }
        }
        if isPinned { report.found("ok_key") } else { report.left("not_pinned", ["key": key.text]) }
        report.left("not_followed")
        report.left("not_witnessed")
        report.left("not_measured")
    }

    private static func keyAbove(_ file: URL) -> VerifierKey? {
        var folder = file.resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<4 {
            if let data = FileManager.default.contents(atPath: folder.appending(path: "log/vkey").path), data.last == 0x0A {
                return try? VerifierKey(String(decoding: data.dropLast(), as: UTF8.self))
            }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }

    /// Every listed file has its hash and nothing else lies in the folder.
    private static func verifyFiles(_ site: SiteReader, _ manifest: Manifest, _ log: PublishedLog?, _ report: inout VerificationReport) {
        let before = report.failures.count
        let listed = Set(manifest.lines.map(\.path))
        for line in manifest.lines {
            guard let bytes = try? site.bytes(line.path), Manifest.hash(bytes) == line.hash else {
                report.refuse(.publishedFileAltered, line.path)
                continue
            }
        }
        for path in site.paths where !listed.contains(path) && path != "manifest" && path != PublicationProof.file {
            // Where the log itself does not hold, nobody can say which files belong to it.
            guard log.map({ $0.paths.contains(path) }) ?? path.hasPrefix("log/") else {
                report.refuse(.publishedFileAltered, path, detail: "not listed")
                continue
            }
        }
        if report.failures.count == before { report.found("ok_files", ["files": String(manifest.lines.count)]) }
    }

    /// The act of publication carries this manifest, and figures and report follow from the log.
    private static func verifyContents(
        _ site: SiteReader, _ manifest: Manifest, _ log: PublishedLog, _ report: inout VerificationReport
    ) {
        let proof = report.attempt(PublicationProof.file, .badProof) {
            try PublicationProof.verify(try site.bytes(PublicationProof.file), log.key, note: log.note)
        }
        if let proof {
            let root = UInt64(exactly: proof.printed.size).flatMap { log.root(at: $0) }
            if root?.hex != proof.printed.root {
                report.refuse(.badProof, PublicationProof.file, detail: "the printed checkpoint is not one of this log")
            } else if proof.manifest != manifest.root.hex {
                report.refuse(.publishedFileAltered, "manifest")
            } else {
                report.found("ok_publication", ["act": String(proof.act)])
            }
        }
        let rows = FigureVerifier(site: site, key: log.key, rootAt: log.root).verify(&report)
        if let rows, let proof { verifyReports(site, rows, proof, &report) }
    }

    private static func verifyReports(
        _ site: SiteReader, _ rows: [FigureVerifier.Row], _ proof: PublicationProof, _ report: inout VerificationReport
    ) {
        var counts = ReportVerifier.Counts()
        let verifier = ReportVerifier(site: site, rows: rows)
        for path in site.paths where path.hasPrefix("data/report-") && path.hasSuffix(".json") {
            let printed = path == "data/report-\(proof.year).json" ? proof.printed : nil
            guard let one = report.attempt(path, .publishedValueDiffers, { try verifier.verify(path, printed: printed) }) else { continue }
            counts.recomputed += one.recomputed
            counts.sums += one.sums
        }
        report.found("ok_ratios", ["ratios": String(counts.recomputed)])
        if counts.sums > 0 { report.left("not_summed", ["count": String(counts.sums)]) }
    }
}
