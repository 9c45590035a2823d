import Acts

/// The tables of the annual meeting and its decisions. What was recorded anew stays; `replaced_by` is the number of the act that took
/// its place.
enum MeetingTables {
    static let names = [
        "meetings", "decisions", "meeting_convocations", "meeting_agenda", "meeting_dossiers", "meeting_dossier_figures",
        "meeting_attendances", "meeting_attendance_posts", "meeting_interventions", "meeting_guidance", "decision_follow_ups",
        "meeting_signatures", "priority_orders",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        HoldMeeting.self, RecordDecision.self, ConveneMeeting.self, FreezeDossier.self, RecordAttendance.self,
        RecordIntervention.self, GiveGuidance.self, OrderPriorities.self, FollowDecision.self, SignMinutes.self,
    ]

    static let sql = """
        CREATE TABLE meetings (
            year INTEGER PRIMARY KEY, held TEXT NOT NULL, place_ar TEXT NOT NULL, place_fr TEXT NOT NULL,
            place_en TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE TABLE decisions (
            year INTEGER NOT NULL REFERENCES meetings (year), number INTEGER NOT NULL, text_ar TEXT NOT NULL,
            text_fr TEXT NOT NULL, text_en TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL, commitment TEXT,
            indicator TEXT, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            PRIMARY KEY (year, number)
        );
        CREATE INDEX decisions_owner ON decisions (owner);
        """

    /// What the year in full added.
    static let inFull = """
        ALTER TABLE decisions ADD COLUMN dossier INTEGER;
        ALTER TABLE decisions ADD COLUMN figure_unit TEXT;
        ALTER TABLE decisions ADD COLUMN figure_period TEXT;
        ALTER TABLE decisions ADD COLUMN follower TEXT;
        CREATE TABLE meeting_convocations (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, day TEXT NOT NULL, starts TEXT NOT NULL, place_ar TEXT NOT NULL,
            place_fr TEXT NOT NULL, place_en TEXT NOT NULL, opening INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX meeting_convocations_year ON meeting_convocations (year);
        CREATE TABLE meeting_agenda (
            convocation INTEGER NOT NULL REFERENCES meeting_convocations (made), ordinal INTEGER NOT NULL, unit TEXT NOT NULL,
            minutes INTEGER NOT NULL, PRIMARY KEY (convocation, ordinal)
        );
        CREATE TABLE meeting_dossiers (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, digest TEXT NOT NULL, terms INTEGER,
            assessment INTEGER, rating INTEGER, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            replaced_by INTEGER
        );
        CREATE INDEX meeting_dossiers_unit ON meeting_dossiers (year, unit);
        CREATE TABLE meeting_dossier_figures (
            dossier INTEGER NOT NULL REFERENCES meeting_dossiers (made), ordinal INTEGER NOT NULL, indicator TEXT NOT NULL,
            unit TEXT NOT NULL, value TEXT, precision TEXT, reported INTEGER NOT NULL, expected INTEGER NOT NULL,
            PRIMARY KEY (dossier, ordinal)
        );
        CREATE TABLE meeting_attendances (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            replaced_by INTEGER
        );
        CREATE TABLE meeting_attendance_posts (
            attendance INTEGER NOT NULL REFERENCES meeting_attendances (made), ordinal INTEGER NOT NULL, post TEXT NOT NULL,
            state TEXT NOT NULL, represented_by TEXT, PRIMARY KEY (attendance, ordinal)
        );
        CREATE TABLE meeting_interventions (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT, speaker TEXT NOT NULL, language TEXT NOT NULL,
            summary TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX meeting_interventions_year ON meeting_interventions (year);
        CREATE TABLE meeting_guidance (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL,
            text_en TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX meeting_guidance_year ON meeting_guidance (year);
        CREATE TABLE decision_follow_ups (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, note_ar TEXT NOT NULL,
            note_fr TEXT NOT NULL, note_en TEXT NOT NULL, successor_year INTEGER, successor_number INTEGER, meeting INTEGER,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            FOREIGN KEY (year, number) REFERENCES decisions (year, number)
        );
        CREATE INDEX decision_follow_ups_decision ON decision_follow_ups (year, number);
        CREATE INDEX decision_follow_ups_meeting ON decision_follow_ups (meeting);
        CREATE TABLE meeting_signatures (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, digest TEXT NOT NULL, role TEXT NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX meeting_signatures_year ON meeting_signatures (year);
        CREATE TABLE priority_orders (
            made INTEGER NOT NULL, rank INTEGER NOT NULL, year INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (made, rank)
        );
        CREATE INDEX priority_orders_year ON priority_orders (year, code);
        """
}
