import Acts
import Localization

/// What a verification looked at, what it could not look at, and what does not hold: a verifier that only says "OK" teaches nothing.
public struct VerificationReport: Sendable, Equatable {
    /// One sentence: its key in `verify.yaml` and its arguments (counts, names, the key's text).
    public struct Finding: Sendable, Equatable {
        /// The key, without the area.
        public let key: String
        /// The arguments.
        public let arguments: [String: String]
    }

    /// What holds.
    public private(set) var checked: [Finding] = []
    /// What nobody can tell from these files alone.
    public private(set) var notChecked: [Finding] = []
    /// What does not hold: codes of the range 20xx (E1101 where nothing could be read), each with the argument `record`.
    public private(set) var failures: [Failure] = []

    /// Whether everything that was checked holds. An exit code is 0 only then.
    public var holds: Bool { failures.isEmpty && !checked.isEmpty }
    /// The names of the records that do not hold, in the order they were found.
    public var records: [String] { failures.compactMap { $0.arguments["record"] } }

    /// The sentences in one language.
    public func sentences(
        _ language: Language, phrasebook: Phrasebook = .standard
    ) -> (checked: [String], notChecked: [String], failures: [String]) {
        func text(_ finding: Finding) -> String { phrasebook.text("verify.\(finding.key)", language, finding.arguments) }
        return (
            checked.map(text), notChecked.map(text),
            failures.map { phrasebook.failure($0.code.rawValue, language, $0.arguments) }
        )
    }

    mutating func found(_ key: String, _ arguments: [String: String] = [:]) { checked.append(Finding(key: key, arguments: arguments)) }
    mutating func left(_ key: String, _ arguments: [String: String] = [:]) { notChecked.append(Finding(key: key, arguments: arguments)) }

    /// Notes a refusal. Every one carries the name of the record, and of the file for the sentences that speak of files.
    mutating func refuse(_ code: FailureCode, _ record: String, detail: String? = nil) {
        failures.append(Failure(code, ["file": record, "record": record], privateDetail: detail))
    }

    /// Runs one check; what it throws is noted and nil is given. An error without a number of its own gets `code`.
    mutating func attempt<Value>(_ record: String, _ code: FailureCode, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch let failure as Failure {
            failures.append(failure.adding(["file": record, "record": record]))
        } catch {
            refuse(code, record, detail: "\(error)")
        }
        return nil
    }
}
