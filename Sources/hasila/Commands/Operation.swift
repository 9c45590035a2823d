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
        discussion: "The signing key is not in the file: keep it apart. A backup of SQLite restores to PostgreSQL and the reverse.")

    @Argument(help: "The file to write; it must not exist.") var file: String
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                try await office.database.backup(to: file)
                Terminal.print(file)
            }
        }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the institution again from a backup.",
        discussion: """
            The place must not hold an institution. Put the log's key back as keys/log.key (mode 0600) and the guard file beside it: \
            a backup older than the last signed checkpoint is then refused (E2003), because going on from it would fork the ledger.
            """)

    @Argument(help: "The backup.") var file: String
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let database = try await Databases.restore(
                from: file, to: data.location, migrations: Schema.migrations + Rooms.migrations)
            await database.close()
            Terminal.print("\(try data.location.shown)")
        }
    }
}
