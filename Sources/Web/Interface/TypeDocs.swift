import Acts
import Foundation

/// What the code's own documentation says of types and their members. `scripts/apidocs.py` writes the file from the sources.
struct TypeDocs: Sendable {
    private let texts: [String: [String: String]]

    /// Reads `Resources/api/docs.json`; throws `E3007` when the installation lacks it.
    init() throws {
        let file = WebResources.folder.appendingPathComponent("api/docs.json")
        guard let data = FileManager.default.contents(atPath: file.path) else { throw Failure(.toolMissing, ["what": "api/docs.json"]) }
        texts = try CanonicalJSON.decode([String: [String: String]].self, from: Array(data))
    }

    /// The sentence about a type.
    func type(_ name: String) -> String? { texts[name]?[""] }

    /// The sentence about a member.
    func member(_ member: String, of type: String) -> String? { texts[type]?[member] ?? texts[type]?[Self.inSwift(member)] }

    /// `as_of` is written `asOf` in the sources.
    private static func inSwift(_ member: String) -> String {
        let words = member.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}
