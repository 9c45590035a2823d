import Acts

/// The tables of analysis: where units stand on the map, and the views that officials keep.
enum AnalysisTables {
    /// `saved_views` is no projection: a kept view is its owner's working paper, as a draft is.
    static let names = ["unit_places"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [PlaceUnit.self]

    /// Latitude and longitude in millionths of a degree. `query` is the address of a view, without language.
    static let inFull = """
        CREATE TABLE unit_places (
            unit TEXT PRIMARY KEY REFERENCES units (code), latitude INTEGER NOT NULL, longitude INTEGER NOT NULL, source TEXT,
            made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE saved_views (
            official TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, query TEXT NOT NULL, shared INTEGER NOT NULL,
            saved INTEGER NOT NULL, PRIMARY KEY (official, name)
        );
        """
}
