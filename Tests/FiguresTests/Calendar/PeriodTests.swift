import Testing

@testable import Figures

@Suite struct PeriodTests {
    @Test(arguments: [
        ("2022", "2022-01-01", "2022-12-31"), ("2022-Q4", "2022-10-01", "2022-12-31"),
        ("2022-12", "2022-12-01", "2022-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-W51", "2022-12-19", "2022-12-25"), ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2026-W01", "2025-12-29", "2026-01-04"), ("2022-12-22", "2022-12-22", "2022-12-22"),
        ("2026-07-20/P28D", "2026-07-20", "2026-08-16"), ("2026-07-20/P1D", "2026-07-20", "2026-07-20"),
    ])
    func reads(_ text: String, _ first: String, _ last: String) throws {
        let period = try Period(text)
        #expect(period.first.description == first)
        #expect(period.last.description == last)
        #expect(period.description == text)
    }

    @Test(arguments: [
        ("", PeriodError.empty), ("22", .malformed), ("2022-", .malformed), ("2022-1", .malformed), ("2022-13", .noSuchPeriod),
        ("2022-00", .noSuchPeriod), ("2022-Q0", .noSuchPeriod), ("2022-Q5", .noSuchPeriod), ("2022-q1", .malformed),
        ("2021-W53", .noSuchPeriod), ("2022-W00", .noSuchPeriod), ("2022-02-30", .noSuchPeriod), ("2023-02-29", .noSuchPeriod),
        ("2022-W5", .malformed), ("0000", .noSuchPeriod), ("2022 ", .malformed), ("2026-07-20/P0D", .malformed),
        ("2026-07-20/P028D", .malformed), ("2026-07-20/P4W", .malformed), ("2026-07-20/P", .malformed),
        ("2026-07-20/PD", .malformed), ("2026-07-20/2026-08-16", .malformed), ("2026-02-30/P2D", .noSuchPeriod),
        ("20221222", .malformed), ("٢٠٢٢", .malformed),
    ])
    func refuses(_ text: String, _ error: PeriodError) {
        #expect(throws: error) { try Period(text) }
    }

    @Test(arguments: [
        ("2022", "2023", "2021", "2021"), ("2022-Q1", "2022-Q2", "2021-Q4", "2021-Q1"),
        ("2022-12", "2023-01", "2022-11", "2021-12"), ("2020-W53", "2021-W01", "2020-W52", "2019-W52"),
        ("2024-02-29", "2024-03-01", "2024-02-28", "2023-02-28"),
        ("2026-07-20/P28D", "2026-08-17/P28D", "2026-06-22/P28D", "2025-07-20/P28D"),
    ])
    func neighbours(_ text: String, _ next: String, _ previous: String, _ yearBefore: String) throws {
        let period = try Period(text)
        #expect(period.next.description == next)
        #expect(period.previous.description == previous)
        #expect(period.yearBefore.description == yearBefore)
    }

    @Test func countsSubperiods() throws {
        let year = try Period("2020")
        #expect(Frequency.allCases.map { year.count(of: $0) } == [1, 4, 12, 53, 366])
        #expect(try Period("2022-02").count(of: .quarter) == 0)
        #expect(try Period("2022-Q4").periods(of: .month).map(\.description) == ["2022-10", "2022-11", "2022-12"])
        let span = try Period("2021").periods(of: .week)
        #expect(span.first?.description == "2021-W01")
        #expect(span.last?.description == "2021-W52")
    }

    @Test func everyWeekCountsInExactlyOneYearAndMonth() throws {
        var week = try Period("2000-W01")
        for _ in 0..<1500 {
            let year = week.reckoningDay.year
            #expect((year - 1...year + 1).filter { Period(year: $0).takes(week) } == [week.isoWeek.year])
            let months = [week.first, week.last].map { Period(.month, holding: $0) }
            #expect(Set(months).filter { $0.takes(week) }.count == 1)
            week = week.next
        }
    }

    @Test func daysMatchTheCalendar() throws {
        var day = try Day("1999-12-31")
        var (year, month, date) = (1999, 12, 31)
        #expect(day.weekday == 5)
        for _ in 0..<20_000 {
            #expect(day.civil == (year, month, date))
            #expect(Day(year: year, month: month, day: date) == day)
            #expect(try Day(day.description) == day)
            date += 1
            if date > Day.length(month: month, of: year) { (month, date) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            day = day.next
        }
        #expect(try Day("1970-01-01").number == 0)
        #expect(Day(year: 1900, month: 2, day: 29) == nil)
    }

    @Test func fuzzedTextsNeverTrapAndRoundTrip() {
        let seed = freshSeed()
        print("Period fuzz seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789-/QWPD")
        let forms = ["2022", "2022-Q4", "2022-12", "2022-W51", "2022-12-22", "2026-07-20/P28D"]
        for _ in 0..<50_000 {
            var text = Array(forms[random.below(forms.count)])
            for _ in 0..<random.below(4) {
                switch random.below(3) {
                case 0 where !text.isEmpty: text[random.below(text.count)] = alphabet[random.below(alphabet.count)]
                case 1 where !text.isEmpty: text.remove(at: random.below(text.count))
                default: text.insert(alphabet[random.below(alphabet.count)], at: random.below(text.count + 1))
                }
            }
            if let period = try? Period(String(text)) { #expect(period.description == String(text), "seed \(seed)") }
        }
    }
}
