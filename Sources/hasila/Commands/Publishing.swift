import Acts
import ArgumentParser
import Foundation
import Institution
import Ledger
import Localization
import Publication

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publishes the year's report as files: pages and documents in three languages, open data, the log, the verifier.",
        discussion: """
            Publishing is an act: it carries the root of a manifest over every file, so that one changed byte anywhere is found. \
            An earlier site in the folder is replaced as a whole.

            \u{20}   hasila report 2022 --out public
            \u{20}   hasila verify public
            """)

    @Argument(help: "The year.") var year: Int
    @Option(help: "The folder to publish into.") var out: String
    @Option(help: "Languages, separated by commas.") var languages = "ar,fr,en"
    @Option(help: "A CSV file with the report's sections; without one they follow the year's priorities.") var outline: String?
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let wanted = try languages.split(separator: ",").map { word in
                guard let language = Language(rawValue: String(word)) else {
                    throw Failure(.unknownWord, ["field": "--languages", "value": String(word), "known": "ar, fr, en"])
                }
                return language
            }
            try await data.withOffice { office in
                let files = try await ReportRun(year: year, out: out, languages: wanted, outline: outline).publish(office)
                Terminal.print("\(out): \(files) files")
            }
        }
    }
}

/// One publication.
struct ReportRun {
    var year: Int
    var out: String
    var languages: [Language] = Language.allCases
    var outline: String?

    /// Publishes and answers how many files were written.
    func publish(_ office: Office) async throws -> Int {
        let outline = try outline.map { path in
            guard let bytes = FileManager.default.contents(atPath: path) else { throw Failure(.unreadableFile, ["file": path]) }
            return try ReportOutline(csv: Array(bytes))
        }
        let edition = try await SitePublisher(office: office).publish(
            year: year, outline: outline, languages: languages, by: try await publisher(office),
            to: URL(fileURLWithPath: out)
        ) { step in
            Terminal.progress("\(step)")
        }
        Terminal.progressEnded()
        return edition.manifest.lines.count
    }

    /// The communication post publishes; where there is none, the administrator.
    private func publisher(_ office: Office) async throws -> Signatory {
        do { return try await office.signatory(role: .communication) } catch {
            return try await office.signatory(role: .administrator)
        }
    }
}

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks a published copy, a proof, or an address: exit code 0 only if everything checked holds.",
        discussion: """
            Needs no database and no network for a folder. Says what was checked and what was not. Pin the log's key, as printed \
            elsewhere, to exclude a copy that was made anew as a whole.

            \u{20}   hasila verify public
            \u{20}   hasila verify public --key 'dgsn.hasila.invalid/log+…'
            \u{20}   hasila verify https://example.org/hasila/
            """)

    @Argument(help: "A folder, a .proof file or an http(s) address.") var place: String
    @Option(help: "The log's key (vkey line) that must have signed.") var key: String?

    func run() async throws { try await Terminal.run { try await VerifyRun(place: place, key: key).run() } }
}

/// One verification, told to the person.
struct VerifyRun {
    var place: String
    var key: String?

    func run() async throws {
        var pinned: VerifierKey?
        if let key {
            do { pinned = try VerifierKey(key) } catch { throw Failure(.malformedValue, ["field": "--key", "value": key]) }
        }
        let report = await report(pinned)
        let sentences = report.sentences(Terminal.language)
        sentences.checked.forEach { Terminal.print("✓ \($0)") }
        sentences.notChecked.forEach { Terminal.print("– \($0)") }
        sentences.failures.forEach { Terminal.note("✗ \($0)") }
        if !report.holds { throw ExitCode(1) }
    }

    private func report(_ pinned: VerifierKey?) async -> VerificationReport {
        if let address = URL(string: place), ["http", "https"].contains(address.scheme) {
            return await Verifier.verify(address: address, pinnedKey: pinned)
        }
        let file = URL(fileURLWithPath: place)
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place, isDirectory: &isFolder)
        return isFolder.boolValue || !place.hasSuffix(".proof")
            ? Verifier.verify(folder: file, pinnedKey: pinned) : Verifier.verify(file: file, key: pinned)
    }
}
