import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// Appointments that wait for a signature, that end, and what passes from one official to the next.
@Suite struct HandOverTests {
    @Test(arguments: Engines.all)
    func anAppointmentCountsOnceItIsSigned(engine: Engine) async throws {
        try await DelegationTests.play(engine) { stage in
            try await stage.act(RegisterOfficial(code: "nora", names: words("nora")), by: .administrator, on: "2022-01-04")
            try await stage.act(
                CreatePost(code: "p-stat", unit: "dgsn", role: .statistician, names: words("statistician")), by: .administrator,
                on: "2022-01-04")
            let appointment = try await stage.act(
                AppointOfficial(official: "nora", post: "p-stat", since: "2022-01-04", decision: "12/2022", awaitsSignature: true),
                by: .administrator, on: "2022-01-04")
            let nora = Signatory(official: "nora", post: "p-stat", role: .statistician, unit: "dgsn")
            let act = DefineMeasure(code: "hours", names: words("hours"))
            await stage.refused(.appointmentUnsigned, act, by: nora, on: "2022-01-05")
            #expect(try await stage.read { try OfficialBook.held(on: "2022-01-05", in: $0).contains { $0.official == "nora" } } == false)
            await stage.refused(.notAllowed, SignAppointment(appointment: appointment, post: "p-stat"), by: .administrator, on: "2022-01-05")
            await stage.refused(.unknownPost, SignAppointment(appointment: appointment, post: "p-dpj"), by: .director, on: "2022-01-05")
            try await stage.act(SignAppointment(appointment: appointment, post: "p-stat"), by: .director, on: "2022-01-05")
            await stage.refused(.confirmedAlready, SignAppointment(appointment: appointment, post: "p-stat"), by: .director, on: "2022-01-05")
            try await stage.act(act, by: nora, on: "2022-01-05")
            let listed = try await stage.read { try OfficialBook.appointments(to: "p-stat", in: $0) }
            #expect(listed.map(\.decision) == ["12/2022"] && listed.map(\.isUnsigned) == [false])
        }
    }

    /// Nobody signs their own appointment, whatever other post they hold.
    @Test(arguments: Engines.all)
    func nobodySignsTheirOwnAppointment(engine: Engine) async throws {
        try await DelegationTests.play(engine) { stage in
            try await stage.act(
                CreatePost(code: "p-stat", unit: "dgsn", role: .statistician, names: words("statistician")), by: .administrator,
                on: "2022-01-04")
            let number = try await stage.act(
                AppointOfficial(official: "othmane", post: "p-stat", since: "2022-01-04", awaitsSignature: true),
                by: .administrator, on: "2022-01-04")
            await stage.refused(.ownWork, SignAppointment(appointment: number, post: "p-stat"), by: .director, on: "2022-01-05")
        }
    }

    @Test(arguments: Engines.all)
    func whoLeavesListsAndWhoComesConfirms(engine: Engine) async throws {
        try await DelegationTests.play(engine) { stage in
            try await stage.act(RegisterOfficial(code: "nora", names: words("nora")), by: .administrator, on: "2022-01-04")
            try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-05")
            func side(_ items: [HandOver.Item]? = nil, accepts: Int64? = nil, remark: String? = nil) -> HandOver {
                HandOver(post: "p-dpj", leaving: "amina", coming: "nora", items: items, accepts: accepts, remark: remark)
            }
            await stage.refused(.nothingToHandOver, side([]), by: .headOfPolice, on: "2022-01-06")
            await stage.refused(
                .unknownOfficial, EndAppointment(official: "amina", post: "p-dpj", until: "2022-01-20", successor: "nobody"),
                by: .administrator, on: "2022-01-06")
            await stage.refused(
                .appointmentExists, EndAppointment(official: "amina", post: "p-dpj", until: "2022-01-20", successor: "amina"),
                by: .administrator, on: "2022-01-06")
            try await stage.act(
                EndAppointment(official: "amina", post: "p-dpj", until: "2022-01-20", successor: "nora"), by: .administrator,
                on: "2022-01-06")
            let open = try await stage.read { try HandoverBook.open(for: .headOfPolice, on: "2022-01-10", in: $0) }
            #expect(open.contains { $0.sort == .due && $0.reference.hasPrefix("sign_terms/2022/") && $0.unit == "dpj" })
            await stage.refused(.nothingToHandOver, side(open), by: .officerOfPolice, on: "2022-01-10")
            await stage.refused(.missingText, side(), by: .headOfPolice, on: "2022-01-10")
            // The administrator may stand in for someone who is gone, and says why.
            await stage.refused(.missingText, side(open), by: .administrator, on: "2022-01-10")
            let number = try await stage.act(side(open, remark: "keys with the secretary"), by: .headOfPolice, on: "2022-01-10")
            await stage.refused(.confirmedAlready, side(open), by: .headOfPolice, on: "2022-01-11")
            let nora = Signatory(official: "nora", post: "p-dpj", role: .unitHead, unit: "dpj")
            await stage.refused(.notAppointed, side(accepts: number), by: nora, on: "2022-01-19")
            await stage.refused(.nothingToHandOver, side(accepts: number), by: .officerOfPolice, on: "2022-01-20")
            await stage.refused(.nothingToHandOver, side(accepts: number + 1), by: nora, on: "2022-01-20")
            await stage.refused(.appointmentOver, side(accepts: number), by: .headOfPolice, on: "2022-01-20")
            try await stage.act(side(accepts: number, remark: "one file missing"), by: nora, on: "2022-01-20")
            await stage.refused(.confirmedAlready, side(accepts: number), by: nora, on: "2022-01-21")
            let change = try #require(try await stage.read { try HandoverBook.changes(of: "p-dpj", in: $0) }.first)
            #expect(change.handover?.items == open && change.handover?.reserve == "one file missing")
            #expect(change.handover?.remark == "keys with the secretary" && change.handover?.accepted != nil)
        }
    }
}
