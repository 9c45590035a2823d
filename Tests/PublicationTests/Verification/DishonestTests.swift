import Acts
import Foundation
import Institution
import Ledger
import Storage
import TestSupport
import Testing

@testable import Publication

/// A publisher who holds the key and signs what does not follow from the ledger: the hashes are right, the values are not.
@Suite struct DishonestTests {
    private struct Lie: Sendable {
        let path: String
        let from: String
        let to: String
        /// What both verifiers must name.
        let record: String
        /// Whether sealing itself refuses it.
        let isSealed: Bool

        init(_ path: String, _ from: String, _ to: String, record: String, isSealed: Bool = false) {
            (self.path, self.from, self.to, self.record, self.isSealed) = (path, from, to, record, isSealed)
        }
    }

    private static let data = "data/figures.csv"
    private static let report = "data/report-2022.json"
    private static let pills = "figures/proofs/pills.dgsn.2022"
    private static let lies = [
        Lie(data, ",2668473,", ",2668474,", record: pills), Lie(data, ",2500000,A,at_least,", ",2500000,A,exact,", record: pills),
        Lie(data, ",1200,A,", ",1200,E,", record: "figures/proofs/cases.dpj"), Lie(data, "simulated", "", record: "figures/proofs/cases.dsic.2022"),
        Lie(data, "https://example.org/meeting", "https://example.org/other", record: pills), Lie(data, "نهائي", "", record: pills),
        Lie(data, "dsic,2021,,,M,", "dsic,2021,,0,A,", record: "figures/proofs/cases.dsic.2021"),
        Lie("data/proofs.csv", ".proof\ncases", ".proof\nfalls", record: "data/proofs.csv"),
        Lie("data/proofs.csv", "figures/proofs/solved.dpj", "figures/proofs/nobody.dpj", record: "figures/proofs/nobody.dpj"),
        Lie(report, "\"77.9\"", "\"78.0\"", record: "pills", isSealed: true), Lie(report, "\"91.67\"", "\"91.66\"", record: "clearance", isSealed: true),
        Lie(report, "\"value\":\"2668473\"", "\"value\":\"2500000\"", record: "pills", isSealed: true),
        Lie(report, "\"precision\":\"about\",\"value\":\"1500000\"", "\"precision\":\"exact\",\"value\":\"1500000\"", record: "pills", isSealed: true),
        Lie(report, "\"about\":true", "\"about\":false", record: "pills", isSealed: true),
        Lie(report, "\"kind\":\"percent\"", "\"kind\":\"points\"", record: "pills", isSealed: true),
        Lie(report, "\"size\":", "\"size\":1", record: "report-2022", isSealed: true),
    ]

    @Test func lies() async throws {
        let site = try await SmallSite(months: 1)
        for lie in Self.lies {
            var files = site.rendered
            let text = String(decoding: try #require(files[lie.path]), as: UTF8.self)
            try #require(text.contains(lie.from), "\(lie.from)")
            files[lie.path] = Array(text.replacing(lie.from, with: lie.to).utf8)
            if !lie.isSealed {
                let before = try await site.office.database.read { try LedgerBook.size(in: $0) }
                await #expect(throws: Failure.self) {
                    try await SiteSeal.publish(
                        files: files, year: 2022, languages: ["fr"], printed: site.printed, office: site.office, by: SmallSite.administrator)
                }
                #expect(try await site.office.database.read { try LedgerBook.size(in: $0) } == before, "no act was done")
            }
            try await bothRefuse(try await site.sealedDishonestly(files), naming: lie.record, "\(lie.path): \(lie.to)")
        }
    }

    @Test func otherThings() async throws {
        let site = try await SmallSite(months: 1)
        let wrongRoot = PublishReport.PrintedCheckpoint(size: site.printed.size, root: String(repeating: "ab", count: 32))
        try await bothRefuse(try await site.sealedDishonestly(site.rendered, printed: wrongRoot), naming: "publication.proof", "printed root")
        // A true proof that no line of the data speaks of.
        var files = site.rendered
        let proof = try #require(files.keys.first { $0.contains("solved.dpj") })
        files["figures/proofs/again.proof"] = files[proof]
        try await bothRefuse(try await site.sealedDishonestly(files), naming: "figures/proofs/again.proof", "stray proof")
        // A proof of another log under the same name of log.
        let other = try await SmallSite(months: 1)
        files = site.rendered
        for (path, bytes) in other.rendered where path.hasSuffix(".proof") { files[path] = bytes }
        try await bothRefuse(try await site.sealedDishonestly(files), naming: "figures/proofs/", "proofs of another log")
        // No data at all.
        files = site.rendered.filter { !$0.key.hasPrefix("data/") }
        try await bothRefuse(try await site.sealedDishonestly(files), naming: "data/figures.csv", "no data")
        // The honest one passes beside all these editions.
        let honest = try await site.sealedDishonestly(site.rendered)
        #expect(SmallSite.verify(honest, pinned: site.key).failures == [])
    }

    /// A log that forked after the figures were proven: the old proofs do not lie under the new log.
    @Test func sealingIsOneAct() async throws {
        let site = try await SmallSite(months: 1)
        func seal() async throws -> SiteSeal.Sealed {
            try await SiteSeal.publish(
                files: site.rendered, year: 2022, languages: ["ar", "fr", "en"], printed: site.printed, office: site.office,
                by: SmallSite.administrator)
        }
        let (first, second) = (try await seal(), try await seal())
        #expect(first.receipt.number == second.receipt.number && second.receipt.repeated)
        #expect(SmallSite.verify(second.files).holds)
        for path in ["log/x", "manifest", "publication.proof", "../x", "a b", ".x", "/x", "x/"] {
            await #expect(throws: Failure.self, "\(path)") {
                try await SiteSeal.publish(
                    files: site.rendered.merging([path: [1]]) { _, new in new }, year: 2022, languages: ["fr"], printed: site.printed,
                    office: site.office, by: SmallSite.administrator)
            }
        }
    }

    /// A reader who looks at any moment finds one whole site.
    @Test func publishingIsOneStep() async throws {
        let folder = try TemporaryDirectory()
        let site = URL(filePath: folder.file("public"))
        func files(_ edition: Int) -> [String: [UInt8]] {
            ["manifest": Array("\(edition)".utf8), "publication.proof": Array("\(edition)".utf8), "a/b/c": Array("\(edition)".utf8)]
        }
        try SiteFolder(site).replace(with: files(0))
        let writer = Task { for edition in 1...50 { try SiteFolder(site).replace(with: files(edition)) } }
        var gaps = 0
        for _ in 0..<2_000 where !FileManager.default.fileExists(atPath: site.appending(path: "a/b/c").path) { gaps += 1 }
        try await writer.value
        #expect(gaps == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["public"])
    }

    private func bothRefuse(_ files: [String: [UInt8]], naming record: String, _ name: String) async throws {
        let report = SmallSite.verify(files)
        #expect(!report.holds && report.records.contains { $0.contains(record) }, "\(name): \(report.failures)")
        let folder = try TemporaryDirectory()
        try SmallSite.write(files, to: URL(filePath: folder.path))
        let answer = try await OutsideVerifier.run([folder.path])
        #expect(answer.status != 0 && answer.text.contains(record), "\(name): \(answer.text)")
    }
}
