import TestSupport
import Testing

@testable import Institution

@Suite struct TermsDifferenceTests {
    @Test func eachChangeIsNamed() {
        let before = policeTerms.commitments.map { DraftCommitment($0) }
        var after = before
        after[0].target = "96"
        after[0].textFr = "texte nouveau clearance"
        after.remove(at: 1)
        var new = DraftCommitment(policeTerms.commitments[1])
        new.code = "PJ-09"
        after.append(new)
        after.append(DraftCommitment())
        let difference = TermsDifference(from: before, to: after)
        #expect(difference.lines.map(\.code) == ["PJ-01", "PJ-03", "PJ-05", "PJ-09", "PJ-02"])
        #expect(difference.lines.map(\.change) == [.changed, .same, .same, .added, .removed])
        #expect(difference.lines[0].fields == [.textFr, .target])
        #expect(difference.lines[3].fields.contains(.baseline))
        #expect(TermsDifference(from: after, to: after).lines.allSatisfy { $0.change == .same })
    }

    @Test func wordsAreMarked() {
        let pieces = TermsDifference.words(from: "raise the rate to 95", to: "raise the clearance rate to 96")
        #expect(pieces.map(\.text) == ["raise the", "clearance", "rate to", "95", "96"])
        #expect(pieces.map(\.change) == [.same, .added, .same, .removed, .added])
    }

    /// Whatever the texts: without the removed words the second is left, without the added ones the first.
    @Test func bothTextsCanBeReadBack() {
        var random = SeededGenerator()
        for _ in 0..<300 {
            func text() -> String {
                (0..<Int.random(in: 0...12, using: &random)).map { _ in ["a", "b", "c", "d"][Int.random(in: 0...3, using: &random)] }
                    .joined(separator: " ")
            }
            let (before, after) = (text(), text())
            let pieces = TermsDifference.words(from: before, to: after)
            #expect(pieces.filter { $0.change != .added }.map(\.text).joined(separator: " ") == before)
            #expect(pieces.filter { $0.change != .removed }.map(\.text).joined(separator: " ") == after)
            #expect(!pieces.contains { $0.text.isEmpty })
        }
    }
}
