import Acts
import Storage

/// An analysis that an official keeps under a name: an address, not a copy of figures. It shows what is in force when it is
/// opened.
public struct SavedView: Sendable, Hashable {
    /// Who keeps it, and its name among their views.
    public let official, name: String
    /// Which analysis, and the query of its address.
    public let kind, query: String
    /// Whether every official sees it.
    public let isShared: Bool
    /// When it was kept last.
    public let saved: Timestamp

    /// A view.
    public init(official: String, name: String, kind: String, query: String, isShared: Bool, saved: Timestamp) {
        (self.official, self.name, self.kind, self.query) = (official, name, kind, query)
        (self.isShared, self.saved) = (isShared, saved)
    }
}

/// Keeps views. They are working papers as drafts are: no act, no projection, and gone when they are removed.
public enum SavedViewBook {
    /// The longest name in characters, the longest query in bytes, and the most views of one official.
    public static let longestName = 120
    public static let longestQuery = 8_000
    public static let most = 200

    /// The official's own views and those others share, by name.
    public static func visible(to official: String, in tables: any Connection) throws -> [SavedView] {
        try tables.query(
            "SELECT * FROM saved_views WHERE official = ? OR shared = 1 ORDER BY name, official", [.text(official)]
        ).map { row in
            try SavedView(
                official: row.text("official"), name: row.text("name"), kind: row.text("kind"), query: row.text("query"),
                isShared: row.integer("shared") == 1, saved: Timestamp(milliseconds: row.integer("saved")))
        }
    }

    /// Keeps a view; the same name again replaces it. Throws `missingText` without a name, `malformedValue` or `tooManyViews`
    /// beyond a limit.
    public static func keep(_ view: SavedView, in tables: any Connection) throws {
        guard !view.name.isEmpty else { throw Failure(.missingText, ["field": "name"]) }
        guard view.name.count <= longestName else {
            throw Failure(.malformedValue, ["field": "name", "value": String(view.name.prefix(40))])
        }
        guard view.query.utf8.count <= longestQuery else {
            throw Failure(.malformedValue, ["field": "query", "value": String(view.query.prefix(40))])
        }
        let kept = try tables.first(
            "SELECT COUNT(*) AS n FROM saved_views WHERE official = ? AND name <> ?", [.text(view.official), .text(view.name)])
        guard try kept?.integer("n") ?? 0 < Int64(most) else { throw Failure(.tooManyViews, ["most": "\(most)"]) }
        try tables.execute(
            """
            INSERT INTO saved_views (official, name, kind, query, shared, saved) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (official, name) DO UPDATE SET kind = excluded.kind, query = excluded.query, shared = excluded.shared,
                saved = excluded.saved
            """,
            [
                .text(view.official), .text(view.name), .text(view.kind), .text(view.query), .integer(view.isShared ? 1 : 0),
                .integer(view.saved.milliseconds),
            ])
    }

    /// Forgets a view of an official's own; throws `notFound` for one they do not keep.
    public static func remove(_ name: String, of official: String, in tables: any Connection) throws {
        let kept = try tables.first(
            "SELECT name FROM saved_views WHERE official = ? AND name = ?", [.text(official), .text(name)])
        guard kept != nil else { throw Failure(.notFound, privateDetail: "view") }
        try tables.execute("DELETE FROM saved_views WHERE official = ? AND name = ?", [.text(official), .text(name)])
    }
}
