import Acts
import ArgumentParser
import Foundation
import Institution
import Localization
import Storage

/// What the command says: results on standard output, all else on standard error, sentences in the user's language.
enum Terminal {
    /// The language of `HASILA_LANGUAGE`, else of the locale, else English.
    static let language: Language = {
        let environment = ProcessInfo.processInfo.environment
        let wish = environment["HASILA_LANGUAGE"] ?? environment["LC_ALL"] ?? environment["LANG"] ?? "en"
        return Language(rawValue: String(wish.prefix(2))) ?? .en
    }()

    /// A line of the result.
    static func print(_ line: String) { Swift.print(line) }

    /// A line about the work.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// Progress on one line where a person looks on; silent in scripts.
    static func progress(_ text: String) {
        guard isatty(2) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    static func progressEnded() { if isatty(2) == 1 { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }

    /// The sentence of a failure with its number.
    static func sentence(_ failure: Failure) -> String {
        Phrasebook.standard.failure(failure.code.rawValue, language, failure.arguments)
    }

    /// The value as JSON, keys sorted.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Runs a command's work; a failure becomes its sentence and exit code 1.
    static func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            progressEnded()
            let failure = failure(of: error)
            note(sentence(failure))
            if let detail = failure.privateDetail, ProcessInfo.processInfo.environment["HASILA_DEBUG"] != nil { note(detail) }
            throw ExitCode(1)
        }
    }

    private static func failure(of error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let storage as StorageError: storage.failure
        case let refused as GroupRefused: refused.refusals.first?.failure ?? Failure(.internal)
        default: Failure(.internal, privateDetail: "\(error)")
        }
    }
}

/// `--data`, shared by all commands that work on an institution.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: "A folder (SQLite) or a postgresql:// address. Default: the environment's HASILA_DATA, else ./data.")
    var data: String?

    var location: DataLocation {
        get throws {
            do {
                return try DataLocation(data ?? ProcessInfo.processInfo.environment["HASILA_DATA"] ?? "./data")
            } catch let error as StorageError {
                throw Failure(.malformedValue, ["field": "--data", "value": data ?? ""], privateDetail: "\(error)")
            }
        }
    }

    /// Opens the institution, hands it over, and closes it whatever happens.
    func withOffice(_ body: (Office) async throws -> Void) async throws {
        let office = try await Office.open(try location, more: Rooms.migrations)
        do {
            try await body(office)
        } catch {
            await office.close()
            throw error
        }
        await office.close()
    }
}
