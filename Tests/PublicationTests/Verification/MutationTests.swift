import Acts
import Foundation
import Ledger
import TestSupport
import Testing

@testable import Publication

/// One changed byte anywhere makes both verifiers fail and name the record.
@Suite struct MutationTests {
    /// The files that the manifest does not fix, and the manifest: nothing but their own strictness protects their bytes.
    private static func isSecurityFile(_ path: String) -> Bool {
        path == "manifest" || path == "publication.proof" || path.hasPrefix("log/")
    }

    private struct Flip: Sendable {
        let path: String
        let position: Int
        let bit: UInt8
    }

    /// Applies each flip in turn; gives those that were not refused, or not under the file's name.
    private static func survivors(_ flips: [Flip], of files: [String: [UInt8]]) async -> [Flip] {
        await withTaskGroup(of: [Flip].self) { group in
            for part in 0..<2 {
                group.addTask {
                    flips.enumerated().filter { $0.offset % 2 == part }.map(\.element).filter { flip in
                        var changed = files
                        changed[flip.path]?[flip.position] ^= 1 << flip.bit
                        let report = SmallSite.verify(changed)
                        return report.holds || !report.records.contains { $0.hasPrefix(flip.path) }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test func everyByteOfTheSecurityFiles() async throws {
        let site = try await SmallSite.small.value
        var random = SeededGenerator()
        var flips: [Flip] = []
        for (path, bytes) in site.files.sorted(by: { $0.key < $1.key }) where Self.isSecurityFile(path) {
            flips += bytes.indices.map { Flip(path: path, position: $0, bit: UInt8.random(in: 0..<8, using: &random)) }
        }
        let survivors = await Self.survivors(flips, of: site.files)
        print("\(flips.count) flips of every byte of the security files, \(survivors.count) not refused")
        #expect(survivors.isEmpty, "\(survivors.prefix(5))")
    }

    @Test(arguments: [false, true])
    func randomBytesOfEveryFile(isLarge: Bool) async throws {
        let site = try await (isLarge ? SmallSite.large : SmallSite.small).value
        var random = SeededGenerator()
        var flips: [Flip] = []
        for (path, bytes) in site.files.sorted(by: { $0.key < $1.key }) {
            let positions = [0, bytes.count - 1] + (0..<8).map { _ in Int.random(in: bytes.indices, using: &random) }
            flips += positions.map { Flip(path: path, position: $0, bit: UInt8.random(in: 0..<8, using: &random)) }
        }
        let survivors = await Self.survivors(flips, of: site.files)
        print("\(flips.count) random flips over \(site.files.count) files, \(survivors.count) not refused")
        #expect(survivors.isEmpty, "\(survivors.prefix(5))")
    }

    /// A proof that travels alone is protected by itself: no manifest stands behind it.
    @Test func everyBitOfLoneProofs() async throws {
        let site = try await SmallSite.small.value
        var count = 0
        for (path, bytes) in site.files.sorted(by: { $0.key < $1.key }) where path.hasPrefix("figures/") {
            let survivors = bytes.indices.filter { position in
                var changed = bytes
                changed[position] ^= 1 << UInt8(position % 8)
                count += 1
                return (try? FigureProof.verify(changed, key: site.key, record: path)) != nil
            }
            #expect(survivors.isEmpty, "\(path) at \(survivors.prefix(5))")
        }
        print("\(count) flips of every byte of the figure proofs alone")
    }

    @Test func outsideVerifierOnceAFile() async throws {
        let site = try await SmallSite.small.value
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        var random = SeededGenerator()
        for (path, bytes) in site.files.sorted(by: { $0.key < $1.key }) {
            let file = URL(filePath: folder.file(path))
            var changed = bytes
            let position = Int.random(in: bytes.indices, using: &random)
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try Data(changed).write(to: file)
            let answer = try await OutsideVerifier.run([folder.path])
            #expect(answer.status != 0, "\(path) at \(position)")
            // What the entries or the manifest say elsewhere may be what is found first.
            let names = [path, "log/tile", path == "manifest" ? "FAILED" : path]
            #expect(names.contains { answer.text.contains($0) }, "\(path) at \(position): \(answer.text)")
            try Data(bytes).write(to: file)
        }
        #expect(try await OutsideVerifier.run([folder.path]).status == 0)
    }

    /// Added, removed, renamed, cut, emptied, lengthened: each file, both verifiers where the change needs a folder.
    @Test func changedFolders() async throws {
        let site = try await SmallSite.small.value
        for (path, bytes) in site.files {
            let gone = site.files.filter { $0.key != path }
            let lengthened = [0xEF, 0xBB, 0xBF] + bytes
            let changes: [(String, [String: [UInt8]])] = [
                ("removed", [:]), ("renamed", [path + ".old": bytes]), ("cut", [path: Array(bytes.dropLast())]), ("emptied", [path: []]),
                ("a new line after", [path: bytes + [0x0A]]), ("a byte order mark", [path: lengthened]),
            ]
            for (name, change) in changes {
                let report = SmallSite.verify(gone.merging(change) { _, new in new })
                #expect(!report.holds && report.records.contains { $0.hasPrefix(path) }, "\(path) \(name): \(report.failures)")
            }
        }
        let additions = [
            "extra.html", "log/extra", "log/tile/0/001", "log/tile/0/000", "log/tile/1/000.p/1", "log/tile/entries/000.p/1", "figures/proofs/x.proof",
            "data/report-2023.json", ".htaccess", "2022/fr/.hidden", "manifest.old", "log/checkpoint.1",
        ]
        for path in additions {
            let report = SmallSite.verify(site.files.merging([path: [0x7B, 0x7D]]) { _, new in new })
            #expect(!report.holds && report.records.contains(path), "\(path): \(report.failures)")
        }
    }

    @Test func strangeThingsInTheFolder() async throws {
        let site = try await SmallSite.small.value
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        let manager = FileManager.default
        func bothRefuse(_ name: String) async throws {
            let report = Verifier.verify(folder: URL(filePath: folder.path))
            #expect(!report.holds && report.records.contains { $0.contains(name) }, "\(report.failures)")
            let answer = try await OutsideVerifier.run([folder.path])
            #expect(answer.status != 0 && answer.text.contains(name), "\(answer.text)")
        }
        try manager.createSymbolicLink(atPath: folder.file("index.htm"), withDestinationPath: "index.html")
        try await bothRefuse("index.htm")
        try manager.removeItem(atPath: folder.file("index.htm"))
        // A listed file replaced by a link to the same bytes elsewhere: the next reader may find others there.
        try manager.moveItem(atPath: folder.file("index.html"), toPath: folder.path + ".html")
        try manager.createSymbolicLink(atPath: folder.file("index.html"), withDestinationPath: folder.path + ".html")
        try await bothRefuse("index.html")
        try manager.removeItem(atPath: folder.file("index.html"))
        try manager.moveItem(atPath: folder.path + ".html", toPath: folder.file("index.html"))
        try Data("x".utf8).write(to: URL(filePath: folder.file("log/extra")))
        try await bothRefuse("log/extra")
        try manager.removeItem(atPath: folder.file("log/extra"))
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        try await bothRefuse("pipe")
        try manager.removeItem(atPath: folder.file("pipe"))
        try manager.removeItem(atPath: folder.file("2022/ar/index.html"))
        try await bothRefuse("2022/ar/index.html")
        let empty = try TemporaryDirectory()
        #expect(!Verifier.verify(folder: URL(filePath: empty.path)).holds)
        #expect(try await OutsideVerifier.run([empty.path]).status != 0)
        #expect(try await OutsideVerifier.run([empty.file("nothing")]).status != 0)
    }
}
