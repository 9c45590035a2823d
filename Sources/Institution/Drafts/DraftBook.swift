import Acts
import Storage

/// A working paper: the fields of a form as typed, before an act is made of them.
public struct Draft: Sendable, Hashable {
    /// Counts the saves of the text, from 1.
    public let revision: Int
    /// The text: JSON of the form's fields, chosen by the feature.
    public let content: String
    /// Who saved it last, and when.
    public let official: String
    public let saved: Timestamp
}

/// Keeps drafts. Several officials of a unit share one text; whoever saves over a text they have not seen keeps their own beside it.
public enum DraftBook {
    /// What became of a save.
    public enum Outcome: Sendable {
        /// It is the common text now.
        case saved(Draft)
        /// Somebody else saved meanwhile: their text stays, this one is kept beside it under the official's name.
        case conflict(theirs: Draft, own: Draft)
    }

    /// The longest content, in bytes.
    public static let largest = 1 << 20

    /// The common text; nil when there is none.
    public static func current(_ kind: String, _ subject: String, in tables: any Connection) throws -> Draft? {
        try draft(kind, subject, branch: "", in: tables)
    }

    /// The text an official kept beside the common one; nil when there was no conflict.
    public static func kept(_ kind: String, _ subject: String, by official: String, in tables: any Connection) throws -> Draft? {
        try draft(kind, subject, branch: official, in: tables)
    }

    /// Saves a text that was made from revision `seen` (0: from nothing). Throws `tooLong` beyond `largest`.
    public static func save(
        _ kind: String, _ subject: String, content: String, seen: Int, by official: String, now: Timestamp,
        in tables: any Connection
    ) throws -> Outcome {
        guard content.utf8.count <= largest else { throw Failure(.tooLong, ["column": kind, "most": "\(largest)"]) }
        let theirs = try current(kind, subject, in: tables)
        // One's own newer save is no stranger's: the same person in two windows goes on from the last of them.
        if let theirs, theirs.revision != seen, theirs.official != official {
            let earlier = try kept(kind, subject, by: official, in: tables)?.revision ?? 0
            let own = Draft(revision: earlier + 1, content: content, official: official, saved: now)
            try write(own, kind, subject, branch: official, in: tables)
            return .conflict(theirs: theirs, own: own)
        }
        let next = Draft(revision: (theirs?.revision ?? 0) + 1, content: content, official: official, saved: now)
        try write(next, kind, subject, branch: "", in: tables)
        try remove(kind, subject, branch: official, in: tables)
        return .saved(next)
    }

    /// Forgets the common text and the official's own, once an act was made of it or it was given up.
    public static func discard(_ kind: String, _ subject: String, by official: String, in tables: any Connection) throws {
        try remove(kind, subject, branch: "", in: tables)
        try remove(kind, subject, branch: official, in: tables)
    }
}

extension DraftBook {
    private static func draft(_ kind: String, _ subject: String, branch: String, in tables: any Connection) throws -> Draft? {
        try tables.first(
            "SELECT revision, content, official, saved FROM drafts WHERE kind = ? AND subject = ? AND branch = ?",
            [.text(kind), .text(subject), .text(branch)]
        ).map { row in
            try Draft(
                revision: Int(row.integer("revision")), content: row.text("content"), official: row.text("official"),
                saved: Timestamp(milliseconds: row.integer("saved")))
        }
    }

    private static func write(
        _ draft: Draft, _ kind: String, _ subject: String, branch: String, in tables: any Connection
    ) throws {
        try tables.execute(
            """
            INSERT INTO drafts (kind, subject, branch, revision, content, official, saved) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, subject, branch) DO UPDATE SET revision = excluded.revision, content = excluded.content,
                official = excluded.official, saved = excluded.saved
            """,
            [
                .text(kind), .text(subject), .text(branch), .integer(Int64(draft.revision)), .text(draft.content),
                .text(draft.official), .integer(draft.saved.milliseconds),
            ])
    }

    private static func remove(_ kind: String, _ subject: String, branch: String, in tables: any Connection) throws {
        try tables.execute(
            "DELETE FROM drafts WHERE kind = ? AND subject = ? AND branch = ?", [.text(kind), .text(subject), .text(branch)])
    }
}
