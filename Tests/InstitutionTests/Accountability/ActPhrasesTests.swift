import Acts
import Foundation
import Testing

@testable import Institution

/// Every kind of act can be read by people: a phrase in the three languages, and its phase where it has one.
@Suite struct ActPhrasesTests {
    private static let project = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: ["ar", "fr", "en"])
    func everyKindHasAPhrase(language: String) throws {
        let table = try String(
            contentsOf: Self.project.appending(path: "Sources/Localization/Languages/\(language)/acts.yaml"), encoding: .utf8)
        let phrases = Set(table.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) })
        for type in Schema.catalogue.all {
            #expect(phrases.contains(type.kind), "acts.yaml (\(language)) has no phrase for \(type.kind)")
        }
    }

    /// The phases an act states are those its source checks, by `Required.phase` or by a helper that does.
    @Test func statedPhasesAreTheCheckedOnes() throws {
        let folder = Self.project.appending(path: "Sources/Institution")
        var sources: [String: String] = [:]
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let name = files?.nextObject() as? String {
            guard name.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            // A file may hold several acts: each from its declaration to the next.
            let parts = text.components(separatedBy: "\npublic struct ")
            for part in parts.dropFirst() { sources[String(part.prefix { $0.isLetter })] = part }
        }
        let helpers: [(call: String, phases: [Phase])] = [
            ("TermsRules.open(", [.terms, .reporting]), ("try Meetings.opened(year", [.meeting]),
            ("OutcomeBook.requireOpen(", [.roadmap]), ("Required.roadmapRuns(", [.roadmap, .followUp]),
            ("for phase in [Phase.roadmap, .followUp]", [.roadmap, .followUp]),
        ]
        for type in Schema.catalogue.all {
            // Follow-up at a meeting and later: the phase is asked for only where a meeting is named.
            if type is FollowDecision.Type { continue }
            guard let source = sources["\(type)"] else {
                Issue.record("no source of \(type)")
                continue
            }
            var checked = Set(Phase.allCases.filter { source.contains("phase(.\("\($0)"), year") })
            for helper in helpers where source.contains(helper.call) { checked.formUnion(helper.phases) }
            let stated = Set((type as? any PhasedAct.Type)?.phases ?? [])
            #expect(stated == checked, "\(type.kind) states \(stated) and checks \(checked)")
        }
    }
}
