import Acts
import Crypto
import Ledger

/// Every published file with its SHA-256, in the form that `sha256sum -c manifest` reads, sorted by path.
///
/// Its root is the Merkle root (RFC 6962) over the lines without their line ends; the act `PublishReport` carries it. Not listed
/// are the manifest itself, the proof of its publication and the log, which are checked against one another.
public struct Manifest: Sendable, Equatable {
    /// One file.
    public struct Line: Sendable, Hashable {
        /// The path below the site's root.
        public let path: String
        /// SHA-256 of the file, 64 hexadecimal digits.
        public let hash: String

        var text: String { "\(hash)  \(path)" }
    }

    /// The files in order of their paths' bytes.
    public let lines: [Line]

    /// The manifest of these files; files that a manifest never lists are passed over.
    public init(files: [String: [UInt8]]) {
        let listed = files.filter { !Self.isOutside($0.key) }
        lines = listed.map { Line(path: $0.key, hash: Self.hash($0.value)) }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Reads a manifest strictly: whatever is accepted prints back to the same bytes. Throws E2001.
    public init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else { throw Self.refusal(0) }
        var lines: [Line] = []
        for (number, line) in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let hash = line.prefix(64)
            let path = line.dropFirst(66)
            guard line.dropFirst(64).hasPrefix("  "), hash.utf8.count == 64, hash.utf8.allSatisfy(Self.isHex), Self.isPath(path),
                !Self.isOutside(String(path)), lines.last.map({ $0.path.utf8.lexicographicallyPrecedes(path.utf8) }) ?? true
            else { throw Self.refusal(number + 1) }
            lines.append(Line(path: String(path), hash: String(hash)))
        }
        self.lines = lines
        guard Array(self.text.utf8) == bytes else { throw Self.refusal(0) }
    }

    /// The file's text.
    public var text: String { lines.map { $0.text + "\n" }.joined() }

    /// The root that the act of publication carries.
    public var root: LogHash { MerkleHash.root(lines.map { MerkleHash.leaf(Array($0.text.utf8)) }) }

    /// SHA-256 of bytes, in hexadecimal.
    public static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).reduce(into: "") { text, byte in
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
    }

    /// Whether a file is checked by other means than the manifest.
    static func isOutside(_ path: String) -> Bool { path == "manifest" || path == "publication.proof" || path.hasPrefix("log/") }

    /// Plain relative paths only: no way up, no hidden file, no sign that a shell or a web server could read otherwise.
    static func isPath(_ path: Substring) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.first != "." && part.first != "-" && part.utf8.allSatisfy(isPathByte)
        }
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            || byte == 0x5F
    }

    private static func isHex(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }

    private static func refusal(_ line: Int) -> Failure {
        Failure(.malformedRecord, ["record": line == 0 ? "manifest" : "manifest:\(line)"])
    }
}
