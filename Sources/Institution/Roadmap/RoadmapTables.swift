import Acts

/// The tables of the roadmap: objectives, the versions of their plans, progress, outcomes of decisions, strategies.
enum RoadmapTables {
    static let names = [
        "objectives", "objective_plans", "plan_phases", "plan_milestones", "plan_dependencies", "plan_resources", "plan_risks",
        "progress_reports", "progress_milestones", "progress_evidence", "decision_outcomes", "roadmap_closings", "strategies",
        "strategy_goals",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        AdoptObjective.self, ReviseObjective.self, ReportProgress.self, CloseDecision.self, RefuseDecision.self,
        AdoptRoadmap.self, ReopenRoadmap.self, SetStrategy.self,
    ]

    static let sql = """
        CREATE TABLE objectives (
            year INTEGER NOT NULL, code TEXT NOT NULL, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL,
            owner TEXT NOT NULL, starts TEXT NOT NULL, due TEXT NOT NULL, indicator TEXT, target TEXT,
            decision_year INTEGER, decision_number INTEGER, priority TEXT, made INTEGER NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY (year, code),
            CONSTRAINT objectives_dates CHECK (starts <= due)
        );
        CREATE INDEX objectives_decision ON objectives (decision_year, decision_number);
        CREATE TABLE objective_phases (
            year INTEGER NOT NULL, objective TEXT NOT NULL, ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, starts TEXT NOT NULL, due TEXT NOT NULL,
            PRIMARY KEY (year, objective, ordinal), FOREIGN KEY (year, objective) REFERENCES objectives (year, code)
        );
        """

    /// What the year in full added. An objective's phases moved to the versions of its plan; the first version is the adopted one.
    static let inFull = """
        ALTER TABLE objectives ADD COLUMN strategy TEXT;
        ALTER TABLE objectives ADD COLUMN goal TEXT;
        ALTER TABLE objectives ADD COLUMN commitment_year INTEGER;
        ALTER TABLE objectives ADD COLUMN commitment TEXT;
        ALTER TABLE objectives ADD COLUMN difficulty TEXT;
        CREATE TABLE objective_plans (
            made INTEGER PRIMARY KEY, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            year INTEGER NOT NULL, code TEXT NOT NULL, decided TEXT, reason_ar TEXT, reason_fr TEXT, reason_en TEXT,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, owner TEXT NOT NULL, starts TEXT NOT NULL,
            due TEXT NOT NULL, indicator TEXT, target TEXT, replaced_by INTEGER
        );
        CREATE INDEX objective_plans_code ON objective_plans (year, code);
        CREATE INDEX objective_plans_owner ON objective_plans (owner);
        CREATE TABLE plan_phases (
            plan INTEGER NOT NULL REFERENCES objective_plans (made), ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, starts TEXT NOT NULL, due TEXT NOT NULL,
            owner TEXT, PRIMARY KEY (plan, ordinal)
        );
        INSERT INTO objective_plans (made, official, post, recorded, year, code, text_ar, text_fr, text_en, owner, starts, due,
            indicator, target)
            SELECT made, official, post, recorded, year, code, text_ar, text_fr, text_en, owner, starts, due, indicator, target
            FROM objectives;
        INSERT INTO plan_phases (plan, ordinal, code, text_ar, text_fr, text_en, starts, due)
            SELECT o.made, p.ordinal, p.code, p.text_ar, p.text_fr, p.text_en, p.starts, p.due
            FROM objective_phases p JOIN objectives o ON o.year = p.year AND o.code = p.objective;
        DROP TABLE objective_phases;
        CREATE TABLE plan_milestones (
            plan INTEGER NOT NULL REFERENCES objective_plans (made), ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, due TEXT NOT NULL, indicator TEXT, target TEXT,
            PRIMARY KEY (plan, ordinal)
        );
        CREATE TABLE plan_dependencies (
            plan INTEGER NOT NULL REFERENCES objective_plans (made), ordinal INTEGER NOT NULL, depends_on TEXT NOT NULL,
            PRIMARY KEY (plan, ordinal)
        );
        CREATE TABLE plan_resources (
            plan INTEGER NOT NULL REFERENCES objective_plans (made), ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, amount TEXT, PRIMARY KEY (plan, ordinal)
        );
        CREATE TABLE plan_risks (
            plan INTEGER NOT NULL REFERENCES objective_plans (made), ordinal INTEGER NOT NULL, likelihood TEXT NOT NULL,
            impact TEXT NOT NULL, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, answer_ar TEXT NOT NULL,
            answer_fr TEXT NOT NULL, answer_en TEXT NOT NULL, PRIMARY KEY (plan, ordinal)
        );
        CREATE TABLE progress_reports (
            made INTEGER PRIMARY KEY, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            year INTEGER NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL, as_of TEXT NOT NULL, status TEXT NOT NULL,
            percent INTEGER NOT NULL, note TEXT NOT NULL, expected TEXT
        );
        CREATE INDEX progress_reports_code ON progress_reports (year, code);
        CREATE TABLE progress_milestones (
            report INTEGER NOT NULL REFERENCES progress_reports (made), ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            reached TEXT, result TEXT, PRIMARY KEY (report, ordinal)
        );
        CREATE TABLE progress_evidence (
            report INTEGER NOT NULL REFERENCES progress_reports (made), ordinal INTEGER NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (report, ordinal)
        );
        CREATE TABLE decision_outcomes (
            year INTEGER NOT NULL, number INTEGER NOT NULL, roadmap INTEGER, objective TEXT, text_ar TEXT NOT NULL,
            text_fr TEXT NOT NULL, text_en TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, PRIMARY KEY (year, number)
        );
        CREATE TABLE roadmap_closings (
            made INTEGER PRIMARY KEY, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            year INTEGER NOT NULL, kind TEXT NOT NULL, reason_ar TEXT, reason_fr TEXT, reason_en TEXT
        );
        CREATE TABLE strategies (
            made INTEGER PRIMARY KEY, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, code TEXT NOT NULL,
            from_year INTEGER NOT NULL, to_year INTEGER NOT NULL, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL,
            name_en TEXT NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX strategies_code ON strategies (code);
        CREATE TABLE strategy_goals (
            strategy INTEGER NOT NULL REFERENCES strategies (made), ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL,
            text_en TEXT NOT NULL, indicator TEXT, baseline TEXT, target TEXT, PRIMARY KEY (strategy, ordinal)
        );
        """
}
