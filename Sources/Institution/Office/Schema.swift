import Acts
import Storage

/// The numbered migrations of an institution's database, and the tables that its acts can rebuild.
public enum Schema {
    /// In order; a released one is never edited, a change is a new number.
    public static let migrations = [
        Migration(number: 1, name: "ledger", sql: LedgerTables.sql),
        Migration(number: 2, name: "organization", sql: OrganizationTables.sql),
        Migration(number: 3, name: "indicators", sql: IndicatorTables.sql),
        Migration(number: 4, name: "returns", sql: ReturnTables.sql),
        Migration(number: 5, name: "cycle", sql: CycleTables.sql),
        Migration(number: 6, name: "terms", sql: TermsTables.sql),
        Migration(number: 7, name: "self assessment", sql: SelfAssessmentTables.sql),
        Migration(number: 8, name: "evaluation", sql: EvaluationTables.sql),
        Migration(number: 9, name: "meeting", sql: MeetingTables.sql),
        Migration(number: 10, name: "priorities", sql: PrioritiesTables.sql),
        Migration(number: 11, name: "roadmap", sql: RoadmapTables.sql),
        Migration(number: 12, name: "publications", sql: PublicationsTables.sql),
        // 100 is the sign-in's (room Identity); what came after it has a higher number.
        Migration(number: 101, name: "drafts", sql: DraftTables.sql),
        Migration(number: 102, name: "cycle in full", sql: CycleTables.inFull),
        Migration(number: 103, name: "terms in full", sql: TermsTables.inFull),
        Migration(number: 104, name: "self assessment in full", sql: SelfAssessmentTables.inFull),
        Migration(number: 105, name: "evaluation in full", sql: EvaluationTables.inFull),
        Migration(number: 106, name: "meeting in full", sql: MeetingTables.inFull),
        Migration(number: 107, name: "roadmap in full", sql: RoadmapTables.inFull),
        Migration(number: 108, name: "integrations", sql: IntegrationTables.sql),
        Migration(number: 109, name: "accountability", sql: AccountabilityTables.inFull),
        Migration(number: 111, name: "outbox", sql: CycleTables.outbox),
        Migration(number: 112, name: "forms", sql: FormTables.inFull),
        Migration(number: 113, name: "validation and approval", sql: ValidationTables.inFull + ApprovalTables.inFull),
        Migration(number: 114, name: "registers", sql: RegisterTables.inFull),
        Migration(number: 115, name: "organization in full", sql: OrganizationTables.inFull),
        Migration(number: 116, name: "analysis", sql: AnalysisTables.inFull),
        Migration(number: 117, name: "duties of the negotiation", sql: TermsTables.duties),
    ]

    /// The tables that are projections of the acts: what `rebuild --check` compares.
    public static let projections =
        OrganizationTables.names + IndicatorTables.names + ReturnTables.names + CycleTables.names + TermsTables.names
        + SelfAssessmentTables.names + EvaluationTables.names + MeetingTables.names + PrioritiesTables.names
        + RoadmapTables.names + PublicationsTables.names + IntegrationTables.names + AccountabilityTables.names
        + AnalysisTables.names
        + FormTables.names
        + ValidationTables.names + ApprovalTables.names
        + RegisterTables.names

    /// Every kind of act the institution knows.
    public static let catalogue = ActCatalogue(
        OrganizationTables.acts + IndicatorTables.acts + ReturnTables.acts + CycleTables.acts + TermsTables.acts
            + SelfAssessmentTables.acts + EvaluationTables.acts + MeetingTables.acts + PrioritiesTables.acts
            + RoadmapTables.acts + PublicationsTables.acts + IntegrationTables.acts + AccountabilityTables.acts
            + AnalysisTables.acts
            + FormTables.acts
            + ValidationTables.acts + ApprovalTables.acts
            + RegisterTables.acts)
}
