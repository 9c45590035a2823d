import Acts

/// The tables of the organization: units with their life, names and parents by interval; officials, posts and appointments.
enum OrganizationTables {
    static let names = [
        "institution", "units", "unit_names", "unit_parents", "unit_events", "officials", "posts", "appointments",
        "unit_withdrawals",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        FoundInstitution.self, OpenUnit.self, MoveUnit.self, RenameUnit.self, CloseUnit.self, MergeUnit.self, SplitUnit.self,
        WithdrawUnitEvent.self, RegisterOfficial.self, CreatePost.self, AppointOfficial.self, EndAppointment.self,
    ]

    /// `since` and `until` are ISO days; an interval runs up to the day before the next one of the same unit.
    static let sql = """
        CREATE TABLE institution (
            one INTEGER PRIMARY KEY CHECK (one = 1), code TEXT NOT NULL,
            name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL,
            notice_ar TEXT, notice_fr TEXT, notice_en TEXT, made INTEGER NOT NULL
        );
        CREATE TABLE units (
            code TEXT PRIMARY KEY, kind TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT, successor TEXT, made INTEGER NOT NULL
        );
        CREATE TABLE unit_names (
            unit TEXT NOT NULL REFERENCES units (code), since TEXT NOT NULL,
            ar TEXT NOT NULL, fr TEXT NOT NULL, en TEXT NOT NULL, made INTEGER NOT NULL, PRIMARY KEY (unit, since)
        );
        CREATE TABLE unit_parents (
            unit TEXT NOT NULL REFERENCES units (code), since TEXT NOT NULL, parent TEXT, made INTEGER NOT NULL,
            PRIMARY KEY (unit, since)
        );
        CREATE INDEX unit_parents_by_parent ON unit_parents (parent);
        CREATE TABLE unit_events (
            made INTEGER NOT NULL, position INTEGER NOT NULL, date TEXT NOT NULL, event TEXT NOT NULL, unit TEXT NOT NULL,
            other TEXT, share TEXT, PRIMARY KEY (made, position)
        );
        CREATE INDEX unit_events_by_unit ON unit_events (unit);
        CREATE TABLE officials (
            code TEXT PRIMARY KEY, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL, made INTEGER NOT NULL
        );
        CREATE TABLE posts (
            code TEXT PRIMARY KEY, unit TEXT NOT NULL, role TEXT NOT NULL,
            name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL, made INTEGER NOT NULL
        );
        CREATE TABLE appointments (
            official TEXT NOT NULL REFERENCES officials (code), post TEXT NOT NULL REFERENCES posts (code),
            since TEXT NOT NULL, until TEXT, made INTEGER NOT NULL, PRIMARY KEY (official, post, since)
        );
        """

    /// Announced events that were taken back before their day; `event` is the number of the entry that announced.
    static let inFull = """
        CREATE TABLE unit_withdrawals (
            event INTEGER PRIMARY KEY, unit TEXT NOT NULL, reason TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        """
}
