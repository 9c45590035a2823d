import Acts
import Storage

/// Files a piece of evidence for a unit's year. The act holds the hash of the bytes, so that a file that was exchanged or damaged
/// later is found; the bytes lie in the evidence store, once for all units that file the same.
///
/// A file proves a milestone on the day it is reached, so it may be filed on any day of the cycle's year, also before the phase of
/// self-assessment; only the statement that cites it is bound to that phase.
public struct FileEvidence: Act {
    public static let kind = "FileEvidence"
    public static let policy = Policy.ownUnit([.unitHead, .reportingOfficer])
    public static let changesDefinitions = false
    /// The largest file, in bytes: 50 MB.
    public static let largest = 50 << 20

    /// The year and the unit it belongs to.
    public var year: Int
    public var unit: String
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    public var hash: String
    /// The file's name as its owner gave it, without a folder.
    public var name: String
    /// Its media type as found in its bytes.
    public var mediaType: String
    /// Its size.
    public var bytes: Int64
    /// The last day on which it proves something, ISO; without one it does not expire.
    public var expires: String?
    /// The commitment it is evidence for.
    public var commitment: String?
    /// What it shows, in the words of whoever filed it.
    public var caption: String?
    /// Which inspection let it pass: the inspector's name, its version, and what it looked at.
    public var inspection: String

    /// A file.
    public init(
        year: Int, unit: String, hash: String, name: String, mediaType: String, bytes: Int64, expires: String? = nil,
        commitment: String? = nil, caption: String? = nil, inspection: String
    ) {
        self.year = year
        self.unit = unit
        self.hash = hash
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.expires = expires
        self.commitment = commitment
        self.caption = caption
        self.inspection = inspection
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        guard hash.utf8.count == 64, hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw Failure(.malformedValue, ["field": "hash", "value": String(hash.prefix(70))])
        }
        guard EvidenceKind.ofName(name)?.mediaType == mediaType else {
            throw Failure(.evidenceFalseType, ["file": String(name.prefix(120)), "found": mediaType])
        }
        try Self.checkName(name)
        guard (1...Int64(Self.largest)).contains(bytes) else {
            throw Failure(.evidenceTooLarge, ["file": name, "bytes": "\(bytes)", "most": "\(Self.largest)"])
        }
        let day = "\(context.record.time.day)"
        if let expires, "\(try Codes.day(expires, field: "expires"))" < day {
            throw Failure(.evidenceExpired, ["hash": String(hash.prefix(16)), "date": expires])
        }
        if let commitment, !(try TermsBook.commitments(year: year, unit: unit, in: tables).contains { $0.code == commitment }) {
            throw Failure(.unknownCommitment, ["year": "\(year)", "code": commitment])
        }
        for (field, text) in [("caption", caption), ("inspection", inspection)] {
            guard let text else { continue }
            guard !text.isEmpty, text.count <= 400, !text.utf8.contains(0) else { throw Failure(.missingText, ["field": field]) }
        }
        if let known = try EvidenceBook.file(year: year, unit: unit, hash: hash, in: tables) {
            throw Failure(.evidenceKnown, ["file": known.name, "number": "\(known.by.number)"])
        }
    }

    /// A name says what a file is. One that leads elsewhere, holds control characters or turns its own reading direction deceives.
    public static func checkName(_ name: String) throws {
        let deceiving = name.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                || scalar == "/" || scalar == "\\" || scalar.properties.generalCategory == .lineSeparator
        }
        guard !name.isEmpty, name.utf8.count <= 200, !name.hasPrefix("."), !deceiving else {
            throw Failure(.malformedValue, ["field": "name", "value": String(name.prefix(60).filter { $0.isLetter || $0.isNumber || $0 == "." })])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO evidence_files (year, unit, hash, name, media_type, bytes, expires, commitment, caption, inspection,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(unit), .text(hash), .text(name), .text(mediaType), .integer(bytes), SQLValue(expires),
                SQLValue(commitment), SQLValue(caption), .text(inspection),
            ] + context.authorship)
    }
}

/// The kinds of file accepted as evidence: those whose contents can be looked through completely.
public enum EvidenceKind: String, CaseIterable, Sendable {
    case pdf, png, jpeg, docx, xlsx, pptx, odt, ods, odp, csv, txt

    /// The media type.
    public var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case .odt: "application/vnd.oasis.opendocument.text"
        case .ods: "application/vnd.oasis.opendocument.spreadsheet"
        case .odp: "application/vnd.oasis.opendocument.presentation"
        case .csv: "text/csv"
        case .txt: "text/plain"
        }
    }

    /// The kind that a file's name claims; nil for a name without one of the accepted endings.
    public static func ofName(_ name: String) -> EvidenceKind? {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        return ending == "jpg" ? .jpeg : EvidenceKind(rawValue: ending)
    }
}
