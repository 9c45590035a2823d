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
    ]

    /// The tables that are projections of the acts: what `rebuild --check` compares.
    public static let projections =
        OrganizationTables.names + IndicatorTables.names + ReturnTables.names + CycleTables.names + TermsTables.names
        + SelfAssessmentTables.names + EvaluationTables.names + MeetingTables.names + PrioritiesTables.names
        + RoadmapTables.names + PublicationsTables.names

    /// Every kind of act the institution knows.
    public static let catalogue = ActCatalogue([
        FoundInstitution.self, OpenUnit.self, MoveUnit.self, RenameUnit.self, CloseUnit.self, MergeUnit.self, SplitUnit.self,
        RegisterOfficial.self, CreatePost.self, AppointOfficial.self, EndAppointment.self,
        DefineMeasure.self, DefineIndicator.self, AssignReporting.self, SubmitReturn.self,
        OpenCycle.self, ProposeTerms.self, SignTerms.self, SubmitSelfAssessment.self, RateUnit.self,
        HoldMeeting.self, SetPriority.self, RecordDecision.self, AdoptObjective.self, PublishReport.self,
    ])
}
