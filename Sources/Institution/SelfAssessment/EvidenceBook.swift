import Acts
import Storage

/// A filed piece of evidence.
public struct EvidenceFile: Sendable, Hashable {
    /// The year and the unit it belongs to.
    public let year: Int
    public let unit: String
    /// SHA-256 of its bytes.
    public let hash: String
    /// Its name, media type and size in bytes.
    public let name, mediaType: String
    public let bytes: Int64
    /// The last day on which it proves something; nil when it does not expire.
    public let expires: String?
    /// The commitment it is for, and what it shows.
    public let commitment, caption: String?
    /// Which inspection let it pass.
    public let inspection: String
    /// The act that filed it.
    public let by: Authorship

    /// Whether it no longer proves anything on the ISO day.
    public func isExpired(on day: String) -> Bool { expires.map { $0 < day } ?? false }
}

/// Reads the evidence filed. The bytes lie in `Office.evidence`, under the hash.
public enum EvidenceBook {
    /// The files of a unit's year in the order filed.
    public static func files(year: Int, unit: String, in tables: any Connection) throws -> [EvidenceFile] {
        try read("year = ? AND unit = ? ORDER BY made", [.integer(Int64(year)), .text(unit)], in: tables)
    }

    /// All files of a year, by unit.
    public static func all(year: Int, in tables: any Connection) throws -> [EvidenceFile] {
        try read("year = ? ORDER BY unit, made", [.integer(Int64(year))], in: tables)
    }

    /// The file that an act filed; nil when the act filed none.
    public static func file(_ number: Int64, in tables: any Connection) throws -> EvidenceFile? {
        try read("made = ?", [.integer(number)], in: tables).first
    }

    /// The file of a unit's year with a hash; nil when there is none.
    public static func file(year: Int, unit: String, hash: String, in tables: any Connection) throws -> EvidenceFile? {
        try read("year = ? AND unit = ? AND hash = ?", [.integer(Int64(year)), .text(unit), .text(hash)], in: tables).first
    }

    /// Whether a post may see a unit's files: the unit itself, and whoever judges or audits. To others they do not exist.
    public static func mayRead(_ signatory: Signatory, unit: String) -> Bool {
        let readers: Set<Role> = [.administrator, .directorGeneral, .evaluator, .inspector, .secretary, .auditor]
        return signatory.unit == unit || readers.contains(signatory.role)
    }

    /// The hashes of all files ever filed, in order, each once.
    public static func hashes(in tables: any Connection) throws -> [String] {
        try tables.query("SELECT DISTINCT hash FROM evidence_files ORDER BY hash").map { try $0.text("hash") }
    }

    private static func read(_ condition: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [EvidenceFile] {
        try tables.query("SELECT * FROM evidence_files WHERE \(condition)", arguments).map { row in
            try EvidenceFile(
                year: Int(row.integer("year")), unit: row.text("unit"), hash: row.text("hash"), name: row.text("name"),
                mediaType: row.text("media_type"), bytes: row.integer("bytes"), expires: row.textOrNil("expires"),
                commitment: row.textOrNil("commitment"), caption: row.textOrNil("caption"), inspection: row.text("inspection"),
                by: Authorship(row))
        }
    }
}
