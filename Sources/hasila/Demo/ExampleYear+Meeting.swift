import Acts
import Figures
import Foundation
import Institution
import Publication
import Storage

/// The annual meeting of the example, from last year's decisions to the signatures. Its texts are simulated, the priorities are not.
extension ExampleYear {
    func meet() async throws {
        try await meetBefore()
        try await convene()
        let dossiers = try await freezeDossiers()
        let secretary = try await official(.secretary)
        try await office.registrar.submit(
            HoldMeeting(year: year, held: "\(year)-12-22", place: Self.place), by: secretary)
        try await recordAttendance(by: secretary)
        try await follow(atMeeting: true)
        try await recordInterventions(by: secretary)
        let rows = try folder.rows(
            "decisions.csv",
            columns: ["year", "number", "text_ar", "text_fr", "text_en", "owner", "due", "commitment", "indicator"])
        for row in rows {
            try await office.registrar.submit(try decision(row, dossiers), by: secretary)
        }
        for row in try folder.rows("guidance.csv", columns: ["year", "unit", "text_ar", "text_fr", "text_en"]) {
            try await office.registrar.submit(
                GiveGuidance(year: year, unit: row.optional("unit"), text: row.trilingual()), by: official(.directorGeneral))
        }
        step("meeting held: \(rows.count) decisions, \(dossiers.count) dossiers")
    }

    /// The minutes are signed once everything stands in them; afterwards owners say where decisions stand.
    func closeMeeting() async throws {
        let year = year
        let digest = try await office.database.read { try Minutes(year: year, in: $0).digest() }
        for role in [Role.secretary, .directorGeneral] {
            try await office.registrar.submit(SignMinutes(year: year, digest: digest), by: official(role))
        }
        try await follow(atMeeting: false)
        step("minutes signed")
    }

    private static let place = Trilingual(ar: "الرباط", fr: "Rabat", en: "Rabat")

    /// The meeting of the year before, of which only the decisions are known: the next one begins with them.
    private func meetBefore() async throws {
        let before = year - 1
        let administrator = try await official(.administrator)
        let rows = try folder.rows("cycle.csv", columns: ["year", "phase", "starts", "ends"])
        let phases = rows.compactMap { row in
            Phase(rawValue: row["phase"] ?? "").map {
                PhaseDates($0, starts: shift(row["starts"] ?? "", to: before), ends: shift(row["ends"] ?? "", to: before))
            }
        }
        try await office.registrar.submit(OpenCycle(year: before, phases: phases), by: administrator)
        let reason = Trilingual(
            ar: "قرارات السنة الماضية تُدخل بعد انقضائها.", fr: "Les décisions de l’année précédente sont saisies après coup.",
            en: "The decisions of the year before are entered after the fact.")
        for phase in [Phase.meeting, .roadmap] {
            try await office.registrar.submit(
                ExtendPhase(year: before, phase: phase, until: office.today, reason: reason), by: administrator)
        }
        let (secretary, director) = (try await official(.secretary), try await official(.directorGeneral))
        try await office.registrar.submit(HoldMeeting(year: before, held: "\(before)-12-22", place: Self.place), by: secretary)
        for row in try folder.rows("decisions-\(before).csv", columns: Self.columns) {
            let (number, owner, due) = (try row.integer("number"), row["owner"] ?? "", row["due"] ?? "")
            try await office.registrar.submit(
                RecordDecision(
                    year: before, number: number, text: row.trilingual(), owner: owner, due: due, indicator: row.optional("indicator")),
                by: secretary)
            // Each had its objective in the roadmap of the year that was then to come: no decision is without an outcome.
            try await office.registrar.submit(
                AdoptObjective(
                    year: year, code: "V\(number)", text: row.trilingual(), owner: owner, starts: "\(year)-01-03", due: due,
                    decision: AdoptObjective.DecisionReference(year: before, number: number)), by: director)
        }
    }

    private static let columns = ["year", "number", "text_ar", "text_fr", "text_en", "owner", "due", "indicator"]

    private func convene() async throws {
        let turns = try folder.rows("agenda.csv", columns: ["year", "unit", "minutes"]).map {
            ConveneMeeting.Turn(unit: $0["unit"] ?? "", minutes: try $0.integer("minutes"))
        }
        try await office.registrar.submit(
            ConveneMeeting(year: year, day: "\(year)-12-22", starts: "09:00", place: Self.place, opening: 40, turns: turns),
            by: official(.secretary))
    }

    /// What each unit of the agenda brings, as it reads before the meeting begins; number of the dossier by unit.
    private func freezeDossiers() async throws -> [String: Int64] {
        let (year, cube, day) = (year, office.cube, office.today)
        let acts = try await office.database.read { tables in
            let reader = try BriefReader(year: year, cube: cube, day: day, in: tables)
            return try (MeetingBook.convocation(year: year, in: tables)?.turns ?? []).map { turn in
                let figures = try reader.frozen(turn.unit)
                let content = try DossierContent(year: year, unit: turn.unit, figures: figures, in: tables)
                return FreezeDossier(year: year, unit: turn.unit, figures: figures, digest: try content.digest())
            }
        }
        let receipts = try await office.registrar.submitAll(acts, by: official(.secretary))
        return Dictionary(zip(acts, receipts).map { ($0.unit, $1.number) }) { first, _ in first }
    }

    /// A decision rests on the dossier of the unit that carries it out, and on the institution's figure.
    private func decision(_ row: [String: String], _ dossiers: [String: Int64]) throws -> RecordDecision {
        let owner = row["owner"] ?? ""
        let indicator = row.optional("indicator")
        return RecordDecision(
            year: year, number: try row.integer("number"), text: row.trilingual(), owner: owner, due: row["due"] ?? "",
            commitment: row.optional("commitment"), indicator: indicator, dossier: dossiers[owner],
            figureUnit: indicator == nil ? nil : "dgsn", figurePeriod: indicator == nil ? nil : "\(year)",
            follower: owner == "igsn" ? "cabinet" : "igsn")
    }

    private func recordAttendance(by secretary: Signatory) async throws {
        let seats = try folder.rows("attendance.csv", columns: ["year", "post", "state", "represented_by"]).map { row in
            guard let state = RecordAttendance.Seat.State(rawValue: row["state"] ?? "") else {
                throw Failure(.unknownWord, ["field": "state", "value": row["state"] ?? "", "known": ""])
            }
            return RecordAttendance.Seat(post: row["post"] ?? "", state: state, representedBy: row.optional("represented_by"))
        }
        try await office.registrar.submit(RecordAttendance(year: year, seats: seats), by: secretary)
    }

    private func recordInterventions(by secretary: Signatory) async throws {
        for row in try folder.rows("interventions.csv", columns: ["year", "unit", "speaker", "language", "summary"]) {
            try await office.registrar.submit(
                RecordIntervention(
                    year: year, unit: row.optional("unit"), speaker: row["speaker"] ?? "", language: row["language"] ?? "",
                    summary: row["summary"] ?? ""), by: secretary)
        }
    }

    /// At the meeting the secretary records it; outside, the head of the owner says it.
    private func follow(atMeeting: Bool) async throws {
        let rows = try folder.rows(
            "decision-follow-ups.csv", columns: ["year", "number", "unit", "state", "note_ar", "note_fr", "note_en", "meeting"])
        for row in rows where (row.optional("meeting") != nil) == atMeeting {
            guard let state = FollowDecision.State(rawValue: row["state"] ?? "") else {
                throw Failure(.unknownWord, ["field": "state", "value": row["state"] ?? "", "known": ""])
            }
            let unit = row["unit"] ?? ""
            try await office.registrar.submit(
                FollowDecision(
                    year: try row.integer("year"), number: try row.integer("number"), unit: unit, state: state, note: row.trilingual("note_"),
                    meeting: atMeeting ? year : nil), by: atMeeting ? official(.secretary) : official(.unitHead, of: unit))
        }
    }
}
