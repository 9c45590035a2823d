import Acts
import Storage

/// Publishes a year's report. The root of the manifest covers every byte of the site, the checkpoint every act it rests on:
/// what is published is fixed. A later publication is a new edition; the earlier ones stay in the list.
public struct PublishReport: Act {
    public static let kind = "PublishReport"
    public static let policy = Policy.role([.communication, .directorGeneral, .administrator])

    /// The state of the ledger that the report prints.
    public struct PrintedCheckpoint: Codable, Sendable, Hashable {
        /// How many entries the ledger had: 0 is an empty one.
        public var size: Int64
        /// Its root: 64 lower-case hexadecimal digits.
        public var root: String

        /// A checkpoint.
        public init(size: Int64, root: String) {
            self.size = size
            self.root = root
        }
    }

    /// The year of the report.
    public var year: Int
    /// The languages it appears in: of `ar`, `fr`, `en`, each once.
    public var languages: [String]
    /// The root of the manifest: 64 lower-case hexadecimal digits.
    public var manifest: String
    /// The ledger's state that the report prints; it lies before this act.
    public var checkpoint: PrintedCheckpoint

    /// A publication.
    public init(year: Int, languages: [String], manifest: String, checkpoint: PrintedCheckpoint) {
        self.year = year
        self.languages = languages
        self.manifest = manifest
        self.checkpoint = checkpoint
    }

    public func check(in context: ActContext) throws {
        try Required.cycle(year, in: context.tables)
        guard !languages.isEmpty, Required.repeated(languages) == nil,
            languages.allSatisfy({ ["ar", "fr", "en"].contains($0) })
        else { throw malformed("languages", languages.joined(separator: ",")) }
        guard Self.isHash(manifest) else { throw malformed("manifest", manifest) }
        guard Self.isHash(checkpoint.root) else { throw malformed("checkpoint.root", checkpoint.root) }
        guard (0...context.record.number).contains(checkpoint.size) else {
            throw malformed("checkpoint.size", "\(checkpoint.size)")
        }
    }

    private func malformed(_ field: String, _ value: String) -> Failure {
        Failure(.malformedValue, ["field": field, "value": String(value.prefix(80))])
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO publications (year, languages, manifest, checkpoint_size, checkpoint_root,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(languages.joined(separator: ",")), .text(manifest),
                .integer(checkpoint.size), .text(checkpoint.root),
            ] + context.authorship)
    }
}
