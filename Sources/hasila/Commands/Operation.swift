import ArgumentParser
import Foundation
import Institution
import Storage
import Web

struct Rebuilding: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Replays the ledger from nothing and compares every table.",
        discussion: "Without --check the cube's cache is made anew as well. Exit code 1 when an entry or a row differs; it is named.")

    @Flag(help: "Only compares.") var check = false
    @Flag(help: "Prints one JSON object.") var json = false
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                let report = try await Rebuild.check(office) { done, all in Terminal.progress("\(done)/\(all) entries") }
                Terminal.progressEnded()
                if !check { try await office.renewCube() }
                if json { return try Terminal.json(report) }
                Terminal.print("\(report.entries) entries give root \(report.root), as signed")
                let rows = report.rows.values.reduce(0, +)
                Terminal.print("\(report.rows.count) tables, \(rows) rows: identical")
            }
        }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the whole institution into one file, while it runs.",
        discussion: """
            Tables and evidence files. The signing key is not in the file: keep it apart. A backup of SQLite restores to PostgreSQL and \
            the reverse. Exit code 1 when an evidence file is missing or no longer has its hash: it is named, all else is in the file.
            """)

    @Argument(help: "The file to write; it must not exist.") var file: String
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                let report = try await office.backup(to: file)
                Terminal.print(file)
                try Terminal.evidence(report)
            }
        }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the institution again from a backup.",
        discussion: """
            The place must not hold an institution. The evidence files come back with it, each compared with its hash; exit code 1 names \
            what the backup did not hold. Put the log's key back as keys/log.key (mode 0600) and the guard file beside it: \
            a backup older than the last signed checkpoint is then refused (E2003), because going on from it would fork the ledger.
            """)

    @Argument(help: "The backup.") var file: String
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let report = try await Office.restore(from: file, to: data.location, more: Rooms.migrations)
            Terminal.print("\(try data.location.shown)")
            try Terminal.evidence(report)
        }
    }
}

extension Terminal {
    /// Says which evidence files went along; ends with exit code 1 where some did not.
    fileprivate static func evidence(_ report: EvidenceReport) throws {
        note("\(report.files) evidence files, \(report.bytes) bytes, each with its hash")
        for hash in report.missing { note("missing or damaged: evidence \(hash)") }
        if !report.missing.isEmpty { throw ExitCode(1) }
    }
}
