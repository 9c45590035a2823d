import Acts
import Figures
import Localization
import Publication
import Testing

/// Changes are computed, rounded once, and silent where they would say more than is known.
struct FigureChangeTests {
    private func change(_ before: FigurePoint?, _ now: FigurePoint?, measure: String = "cases") -> FigureChange {
        let figure = ReportFigure(
            indicator: "x", name: Wording(same: "X"), measure: measure, decimals: 2, unit: "dgsn",
            unitName: Wording(same: "DGSN"),
            points: [before, now].compactMap { $0 })
        return FigureChange.of(figure, in: 2022)
    }

    private func point(_ year: Int, _ text: String, _ precision: Precision = .exact, isBreak: Bool = false) throws -> FigurePoint
    {
        FigurePoint(year: year, value: try ExactDecimal(text), precision: precision, isBreak: isBreak)
    }

    @Test func percentWithOneDecimalHalvesAwayFromZero() throws {
        #expect(change(try point(2021, "82950"), try point(2022, "92713")) == .percent(try ExactDecimal("11.8"), about: false))
        #expect(change(try point(2021, "2000"), try point(2022, "2001")) == .percent(try ExactDecimal("0.1"), about: false))
        #expect(change(try point(2021, "2000"), try point(2022, "1999")) == .percent(try ExactDecimal("-0.1"), about: false))
    }

    @Test func sharesChangeInPoints() throws {
        #expect(
            change(try point(2021, "93.80"), try point(2022, "94.43"), measure: "percent")
                == .points(try ExactDecimal("0.63"), about: false))
    }

    @Test func aRoundedBaseIsMarked() throws {
        #expect(
            change(try point(2021, "1500000", .about), try point(2022, "2668473"))
                == .percent(try ExactDecimal("77.9"), about: true))
        let text = FigureText(.fr).change(.percent(try ExactDecimal("77.9"), about: true))
        #expect(text == "≈\u{202F}+77,9\u{202F}%")
    }

    @Test func nothingIsSaidWhereEvenTheSignIsUnknown() throws {
        #expect(change(try point(2021, "3.000", .about), try point(2022, "2.821")) == .undecidable)
        #expect(change(try point(2021, "5", .atLeast), try point(2022, "9")) == .undecidable)
    }

    @Test func aBreakIsABreakNotADrop() throws {
        #expect(change(try point(2021, "1153741"), try point(2022, "820274", isBreak: true)) == .broken)
    }

    @Test func noBaseNoChange() throws {
        #expect(change(nil, try point(2022, "5")) == .noBase)
        #expect(change(try point(2021, "0"), try point(2022, "5")) == .noBase)
    }
}

/// A section's words may not type a number.
struct NarrativeTests {
    @Test func placeholders() throws {
        let narrative = try Narrative("Seized: {pills}, against {pills@-1} in {year-1} ({pills%}).")
        #expect(narrative.pieces.count == 9)
        #expect(narrative.indicators == ["pills"])
    }

    @Test(arguments: ["3 cases", "٣ قضايا", "{", "{pills@1}", "{}", "{a b}", "{year-0}", "ends {pills", "½ of them"])
    func refused(text: String) {
        #expect(throws: Failure.self) { try Narrative(text) }
    }

    @Test func theExampleOutlineNamesOnlyKnownFigures() throws {
        let report = try ExampleReport.make()
        for section in report.sections {
            for text in [section.text.ar, section.text.fr, section.text.en] {
                for indicator in try Narrative(text).indicators {
                    #expect(report.figures[indicator]?.point(2022)?.value != nil, "\(section.code): \(indicator)")
                }
            }
            #expect(try Narrative(section.text.ar).indicators == Narrative(section.text.fr).indicators)
            #expect(try Narrative(section.text.en).indicators == Narrative(section.text.fr).indicators)
        }
    }
}
