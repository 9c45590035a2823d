import Acts

/// The tables of approval: the steps a return goes up the line, and the periods that are locked.
enum ApprovalTables {
    static let names = ["return_steps", "period_locks"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        VerifyReturn.self, AcceptReturn.self, SendBackReturn.self, LockPeriod.self, UnlockPeriod.self,
    ]

    /// `through` is the return up to which the step was taken; `locks` is 1 for a lock and 0 for what lifts one.
    static let inFull = """
        CREATE TABLE return_steps (
            made INTEGER PRIMARY KEY, unit TEXT NOT NULL, period TEXT NOT NULL, step TEXT NOT NULL, through INTEGER NOT NULL,
            reason TEXT, reason_lang TEXT, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX return_steps_place ON return_steps (unit, period);
        CREATE INDEX return_steps_period ON return_steps (period);
        CREATE TABLE period_locks (
            made INTEGER PRIMARY KEY, period TEXT NOT NULL, unit TEXT, locks INTEGER NOT NULL, until TEXT, reason TEXT NOT NULL,
            reason_lang TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        """
}
