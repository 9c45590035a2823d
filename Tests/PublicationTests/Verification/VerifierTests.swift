import Acts
import Foundation
import Ledger
import Localization
import TestSupport
import Testing

@testable import Publication

/// A true copy passes both verifiers, and both say what they did and did not check.
@Suite struct VerifierTests {
    @Test(arguments: [false, true])
    func trueCopyPasses(isLarge: Bool) async throws {
        let site = try await (isLarge ? SmallSite.large : SmallSite.small).value
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        for pinned in [nil, site.key] {
            let report = Verifier.verify(folder: URL(filePath: folder.path), pinnedKey: pinned)
            #expect(report.failures == [])
            #expect(report.holds)
            let open = report.notChecked.map(\.key)
            #expect(open.contains("not_pinned") == (pinned == nil))
            for key in ["not_witnessed", "not_measured", "not_read", "not_proven", "not_summed", "simulated"] { #expect(open.contains(key)) }
            #expect(report.checked.first { $0.key == "ok_figures" }?.arguments == ["figures": "7"])
            #expect(report.checked.first { $0.key == "ok_ratios" }?.arguments == ["ratios": "2"])
            for language in Language.allCases {
                let said = report.sentences(language)
                for sentence in said.checked + said.notChecked { #expect(!sentence.contains("verify.") && !sentence.contains("{")) }
            }
            let outside = try await OutsideVerifier.run([folder.path] + (pinned.map { ["--vkey", $0.text] } ?? []))
            #expect(outside.status == 0, "\(outside.text)")
            #expect(outside.text.contains("7 proven figures; 2 ratios and changes"))
            #expect(outside.text.contains("whose key this is") == (pinned == nil))
        }
        // Started from inside the copy, with the copy's own script and a module that lies in wait.
        try Data("raise SystemExit(0)\n".utf8).write(to: URL(filePath: folder.file("hashlib.py")))
        let inside = try await OutsideVerifier.run([], script: "verify.py", in: folder.path)
        #expect(inside.status != 0 && inside.text.contains("hashlib.py"), "\(inside.text)")
        try FileManager.default.removeItem(atPath: folder.file("hashlib.py"))
        let again = try await OutsideVerifier.run([], script: "verify.py", in: folder.path)
        #expect(again.status == 0, "\(again.text)")
        #expect(Verifier.verify(folder: URL(filePath: folder.path)).holds, "the script leaves nothing behind")
    }

    @Test func oneProof() async throws {
        let site = try await SmallSite.small.value
        let other = try SigningKey.generate(name: "test.example/log").verifier
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        for path in site.files.keys where path.hasSuffix(".proof") {
            let file = URL(filePath: folder.file(path))
            let found = Verifier.verify(file: file)
            #expect(found.holds && found.notChecked.contains { $0.key == "not_pinned" })
            let pinned = Verifier.verify(file: file, key: site.key)
            #expect(pinned.holds && pinned.checked.contains { $0.key == "ok_key" })
            #expect(!Verifier.verify(file: file, key: other).holds)
        }
        let simulated = site.files.keys.filter { $0.contains("cases.dsic.2022") }
        #expect(simulated.count == 1)
        for path in simulated {
            #expect(Verifier.verify(file: URL(filePath: folder.file(path))).notChecked.contains { $0.key == "simulated" })
        }
        #expect(!Verifier.verify(file: URL(filePath: folder.file("manifest"))).holds)
        #expect(!Verifier.verify(file: URL(filePath: folder.file("no.proof"))).holds)
        #expect(!Verifier.verify(folder: URL(filePath: folder.file("nothing"))).holds)
    }

    /// A whole site made again with another key is a true copy of another log: only the pinned key tells.
    @Test func otherKey() async throws {
        let site = try await SmallSite.small.value
        let forged = try await SmallSite(months: 3)
        #expect(SmallSite.verify(forged.files).holds)
        let report = SmallSite.verify(forged.files, pinned: site.key)
        #expect(report.failures.map(\.code) == [.otherKey] && report.records == ["log/vkey"])
        let folder = try TemporaryDirectory()
        try SmallSite.write(forged.files, to: URL(filePath: folder.path))
        #expect(try await OutsideVerifier.run([folder.path]).status == 0)
        let outside = try await OutsideVerifier.run([folder.path, "--vkey", site.key.text])
        #expect(outside.status != 0 && outside.text.contains("log/vkey"))
        // Files of one log under another's name.
        for path in ["log/vkey", "log/checkpoint", "publication.proof", "manifest"] {
            var mixed = site.files
            mixed[path] = forged.files[path]
            #expect(!SmallSite.verify(mixed).holds, "\(path)")
        }
    }

    @Test func overTheNetwork() async throws {
        let site = try await SmallSite.small.value
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        let server = try WebServer(folder: folder.path)
        defer { server.stop() }
        let report = await Verifier.verify(address: server.address, pinnedKey: site.key)
        #expect(report.failures == [])
        #expect(report.holds && report.notChecked.contains { $0.key == "not_listed" })
        let proof = try #require(site.files.keys.filter { $0.hasPrefix("figures/") }.sorted().first)
        let one = await Verifier.verify(address: server.address.appending(path: proof))
        #expect(one.holds && one.notChecked.contains { $0.key == "not_pinned" }, "\(one)")
        try FileManager.default.removeItem(atPath: folder.file("2022/fr/index.html"))
        let missing = await Verifier.verify(address: server.address)
        #expect(missing.records == ["2022/fr/index.html"])
        let nothing = await Verifier.verify(address: server.address.appending(path: "nowhere"))
        #expect(!nothing.holds)
        server.stop()
        #expect(await !Verifier.verify(address: server.address).holds)
    }
}

/// Python's own small web server on a free port of this machine.
private final class WebServer: Sendable {
    let address: URL
    private let process: Process

    init(folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: OutsideVerifier.python)
        process.arguments = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.firstMatch(of: /port ([0-9]+)/)?.1, let address = URL(string: "http://127.0.0.1:\(port)/") else {
            throw TestSupportFailure("no web server: \(line)")
        }
        self.process = process
        self.address = address
    }

    func stop() {
        guard process.isRunning else { return }
        // A child may be born with other signals blocked by the thread that made it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
