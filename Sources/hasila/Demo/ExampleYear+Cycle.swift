import Acts
import Figures
import Foundation
import Institution
import Storage

/// The calendar's side of the example: reminders and addresses, one unit with more time, quarterly reviews. All of it is simulated.
extension ExampleYear {
    /// The days of reminders, an address for every post (of a domain that cannot exist), and more time for one unit in the running year.
    func setReminders() async throws {
        let administrator = try await official(.administrator)
        try await office.registrar.submit(
            SetReminders(daysBefore: [7, 1], daysAfter: [1, 7, 30], escalateAfter: 10), by: official(.secretary))
        let today = office.today
        let posts = try await office.database.read { try OfficialBook.held(on: today, in: $0) }.map(\.post)
        try await office.registrar.submitAll(
            posts.map { post in
                SetContact(
                    post: post.code, email: "\(post.code)@dgsn.example",
                    language: post.role == .secretary ? "fr" : post.role == .auditor ? "en" : "ar")
            }, by: administrator)
        let running = Int(today.prefix(4)) ?? year
        if running != year {
            let extra = ExtendPhase(
                year: running, phase: .selfAssessment, unit: "drh", until: "\(running)-12-23",
                reason: Trilingual(
                    ar: "نقل الأرشيف إلى المقر الجديد خلال شهر دجنبر (محاكاة).",
                    fr: "Transfert des archives vers le nouveau siège en décembre (simulé).",
                    en: "Archives are moved to the new headquarters in December (simulated)."))
            try await office.registrar.submit(extra, by: official(.directorGeneral))
        }
        step("reminders set, \(posts.count) posts with an address")
    }

    /// The reviews of the quarters, recorded by the units; where nobody recorded one, the gap shows.
    func reviewQuarters() async throws {
        let rows = try folder.rows(
            "follow-ups.csv", columns: ["year", "unit", "quarter", "commitment", "progress", "text_ar", "text_fr", "text_en"])
        var count = 0
        for head in rows where head.optional("commitment") == nil {
            let (unit, quarter, year) = (head["unit"] ?? "", try head.integer("quarter"), year)
            guard let terms = try await office.database.read({ try TermsBook.inForce(year: year, unit: unit, in: $0) }) else { continue }
            let said = rows.filter { $0["unit"] == unit && $0["quarter"] == head["quarter"] && $0.optional("commitment") != nil }
            let lines = try terms.commitments.map { commitment in
                guard let row = said.first(where: { $0["commitment"] == commitment.code }) else {
                    return RecordFollowUp.Line(commitment: commitment.code, progress: .onTrack)
                }
                guard let progress = RecordFollowUp.Progress(rawValue: row["progress"] ?? "") else {
                    throw Failure(.unknownWord, ["field": "progress", "value": row["progress"] ?? "", "known": ""])
                }
                return RecordFollowUp.Line(commitment: commitment.code, progress: progress, note: row.trilingual())
            }
            let review = RecordFollowUp(year: year, quarter: quarter, unit: unit, text: head.trilingual(), lines: lines)
            try await office.registrar.submit(review, by: official(.reportingOfficer, of: unit))
            count += 1
        }
        step("quarterly reviews: \(count) recorded")
    }
}
