import Acts
import Foundation
import Testing

@testable import Institution

/// Who may do what, as a table that people read and review: `Tests/Snapshots/policies.txt`.
/// `HASILA_UPDATE_SNAPSHOTS=1 swift test --filter PolicyMatrix` writes it anew; the change then shows in the diff.
@Suite struct PolicyMatrixTests {
    static let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Snapshots/policies.txt")

    static func matrix() -> String {
        let width = (Schema.catalogue.all.map { $0.kind.count }.max() ?? 0) + 2
        var text = """
            Who may do which act. `all`: for any unit; `own`: for the unit of the post only; `-`: not at all.
            An act marked (founding) is possible only while the ledger is empty. [phase]: only while one of these phases runs (E1420).


            """
        for type in Schema.catalogue.all {
            let cells = Role.allCases.compactMap { role -> String? in
                let signatory = Signatory(official: "o", post: "p", role: role, unit: "own")
                let own = type.policy.allows(signatory, unit: "own", ledgerIsEmpty: false)
                let other = type.policy.allows(signatory, unit: "other", ledgerIsEmpty: false)
                #expect(own || !other, "\(type.kind): a post may do for others what it may not do for itself")
                return own ? "\(role.rawValue) \(other ? "all" : "own")" : nil
            }
            let founder = Signatory(official: "o", post: "p", role: .auditor, unit: "own")
            let founding = type.policy.allows(founder, unit: nil, ledgerIsEmpty: true) && cells.isEmpty
            let line = founding ? "(founding)" : cells.isEmpty ? "-" : cells.joined(separator: ", ")
            let phases = ((type as? any PhasedAct.Type)?.phases ?? []).map(\.rawValue).joined(separator: ", ")
            text += type.kind.padding(toLength: width, withPad: " ", startingAt: 0) + line + (phases.isEmpty ? "" : " [\(phases)]") + "\n"
        }
        return text
    }

    @Test func theMatrixIsTheReviewedOne() throws {
        let now = Self.matrix()
        print(now)
        if ProcessInfo.processInfo.environment["HASILA_UPDATE_SNAPSHOTS"] == "1" {
            try FileManager.default.createDirectory(at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(now.utf8).write(to: Self.file)
        }
        let reviewed = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(now == reviewed, "who may do what has changed: review it, then run with HASILA_UPDATE_SNAPSHOTS=1")
    }

    /// Whoever only looks never acts, and nobody both enters figures and evaluates them.
    @Test func rolesStayApart() {
        for type in Schema.catalogue.all {
            func may(_ role: Role) -> Bool {
                type.policy.allows(Signatory(official: "o", post: "p", role: role, unit: "u"), unit: "u", ledgerIsEmpty: false)
            }
            #expect(!may(.auditor), "\(type.kind)")
            // Letting a program act for one's own post, and stopping it, is everybody's.
            if ["AcceptIntegration", "RevokeIntegration"].contains(type.kind) { continue }
            // A remark on a proposal decides nothing.
            if type is CommentTerms.Type { continue }
            // Everyone may lend and hand over their own post; the acts check whose post it is.
            if type is DelegatePost.Type || type is RecallDelegation.Type || type is HandOver.Type { continue }
            if may(.evaluator) || may(.inspector) { #expect(!may(.reportingOfficer) && !may(.unitHead), "\(type.kind)") }
        }
    }
}
