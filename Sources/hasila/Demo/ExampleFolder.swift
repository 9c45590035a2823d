import Acts
import Foundation
import Institution

/// The folder of an example institution: CSV files that any institution could write for itself.
struct ExampleFolder {
    let path: String

    /// The folder given, else `Examples/dgsn` beside the working directory or above the program.
    static func find(_ given: String?) throws -> ExampleFolder {
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").resolvingSymlinksInPath()
        var candidates = [given ?? "Examples/dgsn"]
        if given == nil {
            var above = program.deletingLastPathComponent()
            for _ in 0..<5 {
                candidates.append(above.appendingPathComponent("Examples/dgsn").path)
                above.deleteLastPathComponent()
            }
        }
        guard let path = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/units.csv") }) else {
            throw Failure(.toolMissing, ["name": candidates[0]])
        }
        return ExampleFolder(path: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// All rows of a file by column.
    func rows(_ name: String, columns: [String]) throws -> [[String: String]] {
        try DelimitedReader.table(path: file(name), columns: columns)
    }
}

extension Dictionary where Key == String, Value == String {
    func trilingual(_ prefix: String = "text_") -> Trilingual {
        Trilingual(ar: self[prefix + "ar"] ?? "", fr: self[prefix + "fr"] ?? "", en: self[prefix + "en"] ?? "")
    }

    /// The text of a column, nil when empty.
    func optional(_ column: String) -> String? { self[column].flatMap { $0.isEmpty ? nil : $0 } }

    func integer(_ column: String) throws -> Int {
        guard let number = self[column].flatMap({ Int($0) }) else {
            throw Failure(.notANumber, ["value": self[column] ?? column])
        }
        return number
    }
}
