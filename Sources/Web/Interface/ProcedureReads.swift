import Acts
import Institution
import Storage

/// An appeal against a rating, with what became of it.
struct AppealItem: Codable, Sendable {
    /// The decision on an appeal.
    struct Ruling: Codable, Sendable {
        /// What became of the rating.
        let outcome: DecideAppeal.Outcome
        /// The grade before it, and the one it gave.
        let before: Rating
        let grade: Rating?
        /// Why.
        let reason: Written
        /// The act that decided.
        let by: ActReference
    }

    /// The year and the unit.
    let year: Int
    let unit: String
    /// The number of the rating appealed against.
    let rating: Int64
    /// Why the unit appeals.
    let grounds: Written
    /// The act that appealed.
    let by: ActReference
    /// The decision; absent while the appeal waits for one.
    let decision: Ruling?

    init(_ appealed: AppealedRating) {
        (year, unit, rating) = (appealed.year, appealed.unit, appealed.rating)
        (grounds, by) = (appealed.appeal.grounds, ActReference(appealed.appeal.by))
        decision = appealed.decision.map {
            Ruling(outcome: $0.outcome, before: $0.before, grade: $0.grade, reason: $0.reason, by: ActReference($0.by))
        }
    }
}

/// A filed piece of evidence, without its bytes.
struct EvidenceItem: Codable, Sendable {
    /// The year and the unit.
    let year: Int
    let unit: String
    /// SHA-256 of its bytes, hexadecimal.
    let hash: String
    /// Its name, and its media type as found in its bytes.
    let name, mediaType: String
    /// Its size in bytes.
    let bytes: Int64
    /// The last day on which it proves something; absent when it does not expire.
    let expires: String?
    /// The commitment it is for, and what it shows.
    let commitment, caption: String?
    /// Which inspection let it pass.
    let inspection: String
    /// The act that filed it.
    let by: ActReference

    init(_ file: EvidenceFile) {
        (year, unit, hash) = (file.year, file.unit, file.hash)
        (name, mediaType, bytes, expires) = (file.name, file.mediaType, file.bytes, file.expires)
        (commitment, caption, inspection, by) = (file.commitment, file.caption, file.inspection, ActReference(file.by))
    }
}

/// A report on an objective.
struct ProgressItem: Codable, Sendable {
    /// What was said.
    let report: ReportProgress
    /// The act that said it.
    let by: ActReference
}

/// A guidance of the Director General.
struct GuidanceItem: Codable, Sendable {
    /// The year of the meeting.
    let year: Int
    /// The unit it is given to; absent where it is given to all.
    let unit: String?
    /// The guidance.
    let text: Trilingual
    /// The act that gave it.
    let by: ActReference
}

extension Reads {
    /// What accompanies the year: appeals, evidence, guidance, progress of objectives.
    static let procedure: [ReadEndpoint] = [
        ReadEndpoint(
            ["cycles", "{year}", "appeals"], .evaluations, "The appeals against ratings of the year, oldest first.",
            [
                ReadParameter(name: "unit", form: .code, about: "Only this unit’s."),
                ReadParameter(
                    name: "state", form: .words(["pending", "decided"]), about: "pending: only those that wait for a decision; decided: only the others."),
            ],
            list: { call, tables in
                try EvaluationBook.appeals(year: try call.year(in: tables), in: tables).filter { appealed in
                    (call.query["unit"].map { $0 == appealed.unit } ?? true)
                        && (call.query["state"].map { ($0 == "decided") == (appealed.decision != nil) } ?? true)
                }.map { AppealItem($0) }
            }),
        ReadEndpoint(
            ["cycles", "{year}", "evidence"], .assessments,
            "The evidence files that the integration’s post may see, by unit, then by act: of its own unit, or of all for those who judge and audit. Their bytes are not given out.",
            [
                ReadParameter(name: "unit", form: .code, about: "Only this unit’s."),
                ReadParameter(name: "hash", form: .text(64), about: "Only files with this SHA-256."),
            ],
            list: { call, tables in
                let reader = try call.signatory(in: tables)
                return try EvidenceBook.all(year: try call.year(in: tables), in: tables).filter { file in
                    EvidenceBook.mayRead(reader, unit: file.unit) && (call.query["unit"].map { $0 == file.unit } ?? true)
                        && (call.query["hash"].map { $0 == file.hash } ?? true)
                }.map { EvidenceItem($0) }
            }),
        ReadEndpoint(
            ["cycles", "{year}", "evidence", "{number}"], .assessments, "One evidence file by the number of its act. To posts that may not see it, it does not exist.",
            tables: { call, tables in
                let (year, reader) = (try call.year(in: tables), try call.signatory(in: tables))
                guard let number = Int64(call.word("number")), let file = try EvidenceBook.file(number, in: tables), file.year == year,
                    EvidenceBook.mayRead(reader, unit: file.unit)
                else { throw Failure(.notFound, privateDetail: "evidence \(call.word("number"))") }
                return EvidenceItem(file)
            }),
        ReadEndpoint(
            ["cycles", "{year}", "guidance"], .meetings, "The Director General’s guidance in force, in the order given.",
            [ReadParameter(name: "unit", form: .code, about: "Only what is given to this unit, or to all.")],
            list: { call, tables in
                let year = try call.year(in: tables)
                return try MeetingBook.guidance(year: year, in: tables)
                    .filter { guidance in call.query["unit"].map { guidance.unit == nil || $0 == guidance.unit } ?? true }
                    .map { GuidanceItem(year: year, unit: $0.unit, text: $0.text, by: ActReference($0.by)) }
            }),
        ReadEndpoint(
            ["cycles", "{year}", "progress"], .roadmap,
            "The reports on the objectives of the year’s roadmap, by objective, then by the day they are true of.",
            [
                ReadParameter(name: "objective", form: .code, about: "Only those on this objective."),
                ReadParameter(name: "owner", form: .code, about: "Only those of this unit."),
            ],
            list: { call, tables in
                let reports = try ProgressBook.reports(year: try call.plannedYear(in: tables), in: tables)
                return reports.sorted { $0.key < $1.key }.flatMap(\.value).filter { progress in
                    (call.query["objective"].map { $0 == progress.report.code } ?? true)
                        && (call.query["owner"].map { $0 == progress.report.unit } ?? true)
                }.map { ProgressItem(report: $0.report, by: ActReference($0.by)) }
            }),
    ]
}

extension ReadCall {
    /// Who the integration reads as: the post it was registered for, as held today.
    func signatory(in tables: any Connection) throws -> Signatory {
        try IntegrationBook.signatory(of: caller.integration, acting: false, on: today, in: tables)
    }

    /// The year of the path for what is planned at a meeting for the year after it: one with a cycle, or the one after the last.
    /// Throws `notFound` for another.
    func plannedYear(in tables: any Connection) throws -> Int {
        let years = try CycleBook.years(in: tables)
        guard let year = Int(word("year")), years.contains(year) || years.contains(year - 1) else {
            throw Failure(.notFound, privateDetail: "year \(word("year"))")
        }
        return year
    }
}
