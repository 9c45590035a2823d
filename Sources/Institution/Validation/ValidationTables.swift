import Acts

/// The tables of validation: rules with their versions, verdicts on returns, and what was asked about figures.
///
/// Verdicts are made when they are first read (`VerdictRegister`), from the ledger alone: the write path carries nothing for
/// them.
enum ValidationTables {
    static let names = ["rules", "return_verdicts", "verdict_register", "figure_queries"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [DefineRule.self, RetireRule.self, AssignQuery.self, AnswerQuery.self]

    static let inFull = """
        CREATE TABLE rules (
            made INTEGER PRIMARY KEY, code TEXT NOT NULL, left_side TEXT NOT NULL, right_side TEXT NOT NULL, comparison TEXT NOT NULL,
            tolerance TEXT, weight TEXT NOT NULL, words_ar TEXT NOT NULL, words_fr TEXT NOT NULL, words_en TEXT NOT NULL, since TEXT,
            frequency TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, ended INTEGER,
            retirement TEXT, retirement_lang TEXT
        );
        CREATE INDEX rules_by_code ON rules (code, ended);
        CREATE TABLE return_verdicts (
            number INTEGER NOT NULL, ordinal INTEGER NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL,
            code TEXT NOT NULL, indicator TEXT NOT NULL, breakdown TEXT NOT NULL, holds INTEGER NOT NULL, compulsory INTEGER NOT NULL,
            rule INTEGER, value TEXT, low TEXT, high TEXT, replaced INTEGER, PRIMARY KEY (number, ordinal)
        );
        CREATE INDEX return_verdicts_place ON return_verdicts (unit, period);
        CREATE INDEX return_verdicts_period ON return_verdicts (period, replaced, holds);
        CREATE TABLE verdict_register (one INTEGER PRIMARY KEY, size INTEGER NOT NULL);
        CREATE TABLE figure_queries (
            made INTEGER PRIMARY KEY, unit TEXT NOT NULL, period TEXT NOT NULL, check_word TEXT NOT NULL, indicator TEXT NOT NULL,
            breakdown TEXT NOT NULL, question TEXT NOT NULL, question_lang TEXT NOT NULL, asked TEXT NOT NULL, due TEXT NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, answered INTEGER, outcome TEXT, answer TEXT,
            answer_lang TEXT, answer_official TEXT, answer_post TEXT, answer_recorded INTEGER
        );
        CREATE INDEX figure_queries_place ON figure_queries (unit, period);
        """
}
