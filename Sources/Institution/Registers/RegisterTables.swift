import Acts

/// The tables of code lists and of registers: declared registers by version, their rows by version, and what was declared empty.
enum RegisterTables {
    static let names = [
        "dimensions", "dimension_codes", "dimension_mappings", "indicator_dimensions", "registers", "register_rows",
        "register_nothing",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        DefineDimension.self, AddCode.self, EndCode.self, MapCode.self, SetBreakdown.self, DefineRegister.self, RecordRows.self,
        CorrectRow.self, StrikeRow.self, DeclareNothing.self,
    ]

    /// `since`, `until` and `date` are ISO days. A row's versions stay; `is_current` is 1 on the last of them.
    static let inFull = """
        CREATE TABLE dimensions (
            code TEXT PRIMARY KEY, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL, made INTEGER NOT NULL
        );
        CREATE TABLE dimension_codes (
            dimension TEXT NOT NULL REFERENCES dimensions (code), code TEXT NOT NULL, position INTEGER NOT NULL,
            since TEXT NOT NULL, until TEXT, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL,
            made INTEGER NOT NULL, PRIMARY KEY (dimension, code)
        );
        CREATE TABLE dimension_mappings (
            dimension TEXT NOT NULL, code TEXT NOT NULL, target TEXT NOT NULL, since TEXT NOT NULL, made INTEGER NOT NULL,
            PRIMARY KEY (dimension, code)
        );
        CREATE TABLE indicator_dimensions (
            indicator TEXT NOT NULL REFERENCES indicators (code), dimension TEXT NOT NULL REFERENCES dimensions (code),
            since TEXT NOT NULL, until TEXT, made INTEGER NOT NULL, PRIMARY KEY (indicator, dimension, since)
        );
        CREATE TABLE registers (
            code TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY (code, version)
        );
        CREATE TABLE register_rows (
            register TEXT NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL, unit TEXT NOT NULL REFERENCES units (code),
            date TEXT NOT NULL, cells TEXT NOT NULL, is_struck INTEGER NOT NULL, is_current INTEGER NOT NULL, reason TEXT,
            made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            PRIMARY KEY (register, code, version)
        );
        CREATE INDEX register_rows_by_unit ON register_rows (register, unit, date);
        CREATE TABLE register_nothing (
            register TEXT NOT NULL, unit TEXT NOT NULL REFERENCES units (code), period TEXT NOT NULL, indicator TEXT NOT NULL,
            made INTEGER NOT NULL, PRIMARY KEY (register, unit, period, indicator)
        );
        """
}
