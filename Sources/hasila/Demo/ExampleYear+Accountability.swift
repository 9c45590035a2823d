import Acts
import Figures
import Foundation
import Institution
import Storage

extension ExampleYear {
    /// What goes on around the year today: posts lent for some days, and one that changes hands tomorrow.
    func lendAndHandOver() async throws {
        let today = try Day(office.today)
        let rows = try folder.rows("delegations.csv", columns: ["post", "official", "days", "kinds", "cause", "reason"])
        for row in rows {
            guard let cause = DelegatePost.Cause(rawValue: row["cause"] ?? "") else {
                throw Failure(.unknownWord, ["field": "cause", "value": row["cause"] ?? "", "known": ""])
            }
            let holder = try await holder(of: row["post"] ?? "")
            let days = try row.integer("days")
            let last = Day(number: today.number + Int32(days))
            let delegation = DelegatePost(
                post: holder.post, official: row["official"] ?? "", starts: "\(today)", ends: "\(last)",
                kinds: row.optional("kinds").map { $0.split(separator: " ").map(String.init) }, cause: cause, reason: row["reason"] ?? "")
            try await office.registrar.submit(delegation, by: holder)
        }
        let administrator = try await official(.administrator)
        for row in try folder.rows("handovers.csv", columns: ["post", "successor", "name_ar", "name_fr", "name_en"]) {
            let leaving = try await holder(of: row["post"] ?? "")
            let coming = row["successor"] ?? ""
            try await office.registrar.submit(RegisterOfficial(code: coming, names: row.trilingual("name_")), by: administrator)
            let end = EndAppointment(
                official: leaving.official, post: leaving.post, until: "\(today.next)", successor: coming)
            try await office.registrar.submit(end, by: administrator)
            let items = try await office.database.read { try HandoverBook.open(for: leaving, on: "\(today)", in: $0) }
            try await office.registrar.submit(
                HandOver(post: leaving.post, leaving: leaving.official, coming: coming, items: items), by: leaving)
        }
        try await ActRegister.catchUp(office.database)
        step("delegations: \(rows.count); one post handed over")
    }

    private func holder(of post: String) async throws -> Signatory {
        let today = office.today
        return try await office.database.read { tables in
            guard let official = try OfficialBook.holder(of: post, on: today, in: tables) else {
                throw Failure(.notAppointed, ["official": "–", "post": post, "date": today])
            }
            return try OfficialBook.signatory(official: official, post: post, on: today, in: tables)
        }
    }
}
