import Testing

@testable import Figures

@Suite struct WordsTests {
    @Test func statusesThatMeanMissing() {
        #expect(ObservationStatus.allCases.filter(\.meansMissing).map(\.rawValue).sorted() == ["H", "K", "L", "M", "O", "Q"])
        #expect(Set(ObservationStatus.byPrecedence) == Set(ObservationStatus.allCases))
        #expect(ObservationStatus.byPrecedence.count == ObservationStatus.allCases.count)
    }

    @Test func precisionsCombine() {
        #expect(Precision.exact.adding(.about) == .about)
        #expect(Precision.exact.adding(.atLeast) == .atLeast)
        #expect(Precision.atLeast.adding(.atLeast) == .atLeast)
        #expect(Precision.atLeast.adding(.atMost) == .about)
        #expect(Precision.exact.dividing(by: .atLeast) == .atMost)
        for first in Precision.allCases {
            for second in Precision.allCases {
                #expect(first.adding(second) == second.adding(first))
                let masks = [first, second].map { Mark.masks[Int(Mark.pack(.normal, $0, isOwn: false))] }
                #expect(Mark.precision(ofJoined: masks[0] | masks[1]) == first.adding(second))
            }
        }
    }

    @Test func marksKeepWhatTheyAreMadeOf() {
        for status in ObservationStatus.allCases {
            for precision in Precision.allCases {
                for isOwn in [false, true] {
                    let byte = Mark.pack(status, precision, isOwn: isOwn)
                    #expect(Mark.status(byte) == status)
                    #expect(Mark.precision(byte) == precision)
                    #expect(Mark.isOwn(byte) == isOwn)
                }
            }
        }
    }

    @Test func breakdownsAreCanonical() throws {
        #expect(try Breakdown("sex=F;age=18-24").description == "age=18-24;sex=F")
        #expect(try Breakdown("age=1;sex=F") == Breakdown("sex=F;age=1"))
        #expect(try Breakdown("sex=F").covers(Breakdown("sex=F;age=1")))
        #expect(try !Breakdown("sex=F").covers(Breakdown("sex=M;age=1")))
        #expect(try Breakdown("") == .total)
        #expect(throws: BreakdownError.repeatedKey("a")) { try Breakdown("a=1;a=2") }
        for text in ["a", "=1", "a=", ";", "a=1;", "a=1=2"] {
            #expect(throws: BreakdownError.malformed) { try Breakdown(text) }
        }
    }

    @Test(arguments: [
        ("sex=F", true), ("age=1;sex=F", true), ("k=1;k2=1", true), ("", false), ("sex=F;age=1", false), ("sex=F;sex=M", false),
        ("sex=F;", false), (";sex=F", false), ("sex", false), ("=F", false), ("sex=", false), ("sex=F=M", false), ("جنس=1", false),
    ])
    func certainOfTheCanonicalForm(_ text: String, _ isCertain: Bool) throws {
        #expect(Breakdown.isPlainlyCanonical(text) == isCertain)
        if isCertain { #expect(try Breakdown(text).description == text) }
    }
}
