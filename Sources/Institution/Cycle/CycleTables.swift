import Acts

/// The tables of the cycle: one row a year, one row a phase. Days are ISO texts, times milliseconds since 1970.
enum CycleTables {
    static let names = [
        "cycles", "cycle_phases", "cycle_extensions", "reminder_settings", "post_contacts", "follow_ups", "follow_up_lines",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        OpenCycle.self, ExtendPhase.self, SetReminders.self, SetContact.self, RecordFollowUp.self,
    ]

    static let sql = """
        CREATE TABLE cycles (
            year INTEGER PRIMARY KEY, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE TABLE cycle_phases (
            year INTEGER NOT NULL REFERENCES cycles (year), phase TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
            PRIMARY KEY (year, phase), CONSTRAINT cycle_phases_dates CHECK (starts <= ends)
        );
        """

    /// What the year in full added.
    static let inFull = """
        CREATE TABLE cycle_extensions (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL REFERENCES cycles (year), phase TEXT NOT NULL, unit TEXT, opens TEXT,
            until TEXT, reason_ar TEXT NOT NULL, reason_fr TEXT NOT NULL, reason_en TEXT NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX cycle_extensions_phase ON cycle_extensions (year, phase, unit);
        CREATE TABLE reminder_settings (
            made INTEGER PRIMARY KEY, days_before TEXT NOT NULL, days_after TEXT NOT NULL, escalate_after INTEGER,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE post_contacts (
            holder TEXT PRIMARY KEY REFERENCES posts (code), email TEXT NOT NULL, language TEXT NOT NULL, made INTEGER NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE follow_ups (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, quarter INTEGER NOT NULL, proposal INTEGER NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX follow_ups_unit ON follow_ups (year, unit, quarter);
        CREATE TABLE follow_up_lines (
            follow_up INTEGER NOT NULL REFERENCES follow_ups (made), ordinal INTEGER NOT NULL, commitment TEXT NOT NULL,
            progress TEXT NOT NULL, note_ar TEXT, note_fr TEXT, note_en TEXT, PRIMARY KEY (follow_up, ordinal)
        );
        """

    /// Letters to posts on their way. No acts and no projections: whether a server took a letter is not the institution's doing.
    /// `reminders` says which step of which duty went into which letter, so that none goes twice.
    static let outbox = """
        CREATE TABLE letters (
            id TEXT PRIMARY KEY, post TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL,
            state TEXT NOT NULL, attempts INTEGER NOT NULL, next_try INTEGER NOT NULL, trouble TEXT, created INTEGER NOT NULL,
            sent INTEGER
        );
        CREATE INDEX letters_waiting ON letters (state, next_try);
        CREATE TABLE reminders (
            post TEXT NOT NULL, duty TEXT NOT NULL, step TEXT NOT NULL, letter TEXT NOT NULL REFERENCES letters (id),
            created INTEGER NOT NULL, PRIMARY KEY (post, duty, step)
        );
        """
}
