import Acts

/// The tables of accountability: signatures and ends of appointments, delegations, handovers, and the register of acts.
enum AccountabilityTables {
    static let names = [
        "appointment_signatures", "appointment_ends", "delegations", "handovers", "handover_items", "act_subjects", "act_register",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [SignAppointment.self, DelegatePost.self, RecallDelegation.self, HandOver.self]

    /// `appointment` is the number of the act that appointed. `starts` and `ends` of a delegation are both included; `holder` is who gave
    /// it, nil where the administrator fills a vacancy; `kinds` lists kinds of act between spaces, nil for all.
    static let inFull = """
        CREATE TABLE appointment_signatures (
            appointment INTEGER PRIMARY KEY, awaits INTEGER NOT NULL, decision TEXT, signed INTEGER
        );
        CREATE TABLE appointment_ends (
            made INTEGER PRIMARY KEY, subject TEXT NOT NULL, leaving TEXT NOT NULL, until TEXT NOT NULL, successor TEXT
        );
        CREATE INDEX appointment_ends_subject ON appointment_ends (subject);
        CREATE TABLE delegations (
            made INTEGER PRIMARY KEY, subject TEXT NOT NULL, delegate TEXT NOT NULL, holder TEXT, starts TEXT NOT NULL, ends TEXT NOT NULL,
            cause TEXT NOT NULL, reason TEXT NOT NULL, kinds TEXT, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            recalled INTEGER, recall_reason TEXT
        );
        CREATE INDEX delegations_delegate ON delegations (delegate, subject);
        CREATE INDEX delegations_subject ON delegations (subject);
        CREATE TABLE handovers (
            made INTEGER PRIMARY KEY, subject TEXT NOT NULL, leaving TEXT NOT NULL, coming TEXT NOT NULL, until TEXT NOT NULL, remark TEXT,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, accepted INTEGER, accepted_recorded INTEGER,
            reserve TEXT
        );
        CREATE INDEX handovers_subject ON handovers (subject);
        CREATE TABLE handover_items (
            handover INTEGER NOT NULL REFERENCES handovers (made), ordinal INTEGER NOT NULL, sort TEXT NOT NULL, reference TEXT NOT NULL,
            unit TEXT, due TEXT, PRIMARY KEY (handover, ordinal)
        );
        CREATE TABLE act_subjects (
            sort TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, part TEXT NOT NULL, kind TEXT NOT NULL,
            time INTEGER NOT NULL, year INTEGER, PRIMARY KEY (sort, code, number)
        );
        CREATE INDEX act_subjects_kind ON act_subjects (kind, number);
        CREATE TABLE act_register (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL);
        """
}
