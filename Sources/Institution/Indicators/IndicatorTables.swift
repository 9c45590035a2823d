import Acts

/// The tables of indicators, their units of measure, and who is assigned to report them.
enum IndicatorTables {
    static let names = ["measures", "indicators", "assignments"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [DefineMeasure.self, DefineIndicator.self, AssignReporting.self]

    static let sql = """
        CREATE TABLE measures (code TEXT PRIMARY KEY, ar TEXT NOT NULL, fr TEXT NOT NULL, en TEXT NOT NULL, made INTEGER NOT NULL);
        CREATE TABLE indicators (
            code TEXT PRIMARY KEY, position INTEGER NOT NULL, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL,
            unit_of_measure TEXT NOT NULL, decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 18), frequency TEXT NOT NULL,
            over_units TEXT NOT NULL, over_time TEXT NOT NULL, numerator TEXT, denominator TEXT, scale INTEGER NOT NULL,
            direction TEXT NOT NULL, definition_ar TEXT NOT NULL, definition_fr TEXT NOT NULL, definition_en TEXT NOT NULL,
            source TEXT NOT NULL, made INTEGER NOT NULL
        );
        CREATE TABLE assignments (
            indicator TEXT NOT NULL REFERENCES indicators (code), unit TEXT NOT NULL REFERENCES units (code),
            since TEXT NOT NULL, until TEXT, made INTEGER NOT NULL, PRIMARY KEY (indicator, unit, since)
        );
        """
}
