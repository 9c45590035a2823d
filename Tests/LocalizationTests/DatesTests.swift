import Testing

@testable import Localization

@Suite struct DatesTests {
    @Test func longDatesFollowTheDesign() {
        #expect(Dates.long(year: 2022, month: 12, day: 22, .ar) == "الخميس 22 دجنبر 2022")
        #expect(Dates.long(year: 2022, month: 12, day: 22, .fr) == "jeudi 22 décembre 2022")
        #expect(Dates.long(year: 2022, month: 12, day: 22, .en) == "Thursday 22 December 2022")
        #expect(Dates.medium(year: 2023, month: 1, day: 1, .fr) == "1er janvier 2023")
        #expect(Dates.medium(year: 2023, month: 1, day: 1, .en) == "1 January 2023")
        #expect(Dates.dayAndMonth(month: 7, day: 2, .ar) == "2 يوليوز")
    }

    @Test func arabicMonthsAreMoroccan() {
        let names = (1...12).map { Dates.monthName($0, .ar) }
        #expect(names == [
            "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
        ])
        #expect(Dates.monthShort(12, .fr) == "déc." && Dates.monthName(13, .fr) == "13")
    }

    @Test func shortDatesAndTimes() {
        #expect(Dates.short(year: 2022, month: 2, day: 3, .fr) == "03/02/2022")
        #expect(Dates.short(year: 2022, month: 2, day: 3, .en) == "3 Feb 2022")
        #expect(Dates.time(hour: 9, minute: 9, .fr) == "9\u{A0}h\u{A0}09")
        #expect(Dates.time(hour: 18, minute: 0, .fr) == "18\u{A0}h")
        #expect(Dates.time(hour: 8, minute: 30, .ar) == "08:30")
    }

    @Test func periods() {
        #expect(Dates.period("2022", .fr) == "2022")
        #expect(Dates.period("2022-Q4", .ar) == "الفصل الرابع من سنة 2022")
        #expect(Dates.period("2022-Q1", .fr) == "1er trimestre 2022")
        #expect(Dates.period("2022-S2", .en) == "second half of 2022")
        #expect(Dates.period("2022-12", .ar) == "دجنبر 2022")
        #expect(Dates.period("2022-W51", .fr) == "semaine 51 de 2022")
        #expect(Dates.period("2022-12-22", .en) == "22 December 2022")
        #expect(Dates.period("2026-07-20/P28D", .en) == "from 20 July to 16 August 2026")
        #expect(Dates.period("2026-02-01/P28D", .fr) == "du 1er au 28 février 2026")
        #expect(Dates.period("2025-12-20/P20D", .ar) == "من 20 دجنبر 2025 إلى 8 يناير 2026")
        #expect(Dates.period("2026-07-20/P1D", .fr) == "20 juillet 2026")
        #expect(Dates.day("2022-12-22", .fr) == "22 décembre 2022")
    }

    @Test(arguments: ["", "22", "2022-13", "2022-Q5", "2022-W54", "2022-02-30", "2026-07-20/P0D", "x/P1D", "2022-1", "٢٠٢٢"])
    func whatIsNoPeriodStaysAsItIs(_ text: String) {
        for language in Language.allCases { #expect(Dates.period(text, language) == text) }
    }

    @Test func theCalendarIsRight() {
        var number = CalendarDay(year: 1600, month: 1, day: 1).number
        #expect(CalendarDay(year: 1970, month: 1, day: 1).number == 0)
        for year in 1600...2400 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, days) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let expected = CalendarDay(year: year, month: index + 1, day: day)
                    guard expected.number == number, CalendarDay(number: number) == expected else {
                        Issue.record("\(expected)")
                        return
                    }
                    number += 1
                }
            }
        }
        #expect(Dates.weekday(year: 2000, month: 2, day: 29) == 2 && Dates.weekday(year: 1969, month: 12, day: 28) == 7)
    }
}
