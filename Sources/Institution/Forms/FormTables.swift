import Acts

/// The tables of forms, and of the returns that were given by one.
enum FormTables {
    static let names = ["forms", "form_returns"]

    /// The kinds of act that fill them; `SubmitReturn` adds to `form_returns`.
    static let acts: [any Act.Type] = [DefineForm.self, RetireForm.self]

    /// `definition` is the act's own JSON: a form is read as a whole or not at all.
    static let inFull = """
        CREATE TABLE forms (
            code TEXT NOT NULL, version INTEGER NOT NULL, frequency TEXT NOT NULL, since TEXT NOT NULL, until TEXT,
            cells INTEGER NOT NULL, definition TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, PRIMARY KEY (code, version)
        );
        CREATE TABLE form_returns (
            made INTEGER PRIMARY KEY, form TEXT NOT NULL, version INTEGER NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX form_returns_by_form ON form_returns (form, period, unit);
        CREATE INDEX form_returns_by_unit ON form_returns (unit, period);
        """
}
