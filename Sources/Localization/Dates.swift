/// Dates as the three languages write them: jeudi 1er décembre 2022, الخميس 22 دجنبر 2022. Arabic months are the
/// Moroccan ones; the calendar is the Gregorian one.
///
/// A date that does not exist (31 February) is written with its number all the same: checking is not done here.
public enum Dates {
    private static let book = Phrasebook.standard

    /// With the day of the week: `Thursday 22 December 2022`.
    public static func long(year: Int, month: Int, day: Int, _ language: Language) -> String {
        let weekday = weekday(year: year, month: month, day: day)
        return book.text(
            "dates.long", language,
            [
                "weekday": weekdayName(weekday, language), "day": dayNumber(day, language),
                "month": monthName(month, language), "year": String(year),
            ])
    }

    /// Without the day of the week: `22 December 2022`.
    public static func medium(year: Int, month: Int, day: Int, _ language: Language) -> String {
        book.text(
            "dates.medium", language,
            ["day": dayNumber(day, language), "month": monthName(month, language), "year": String(year)])
    }

    /// For tables: `22/12/2022`, and `22 Dec 2022` in English, where the order of numbers would be doubtful.
    public static func short(year: Int, month: Int, day: Int, _ language: Language) -> String {
        guard language != .en else {
            return "\(day) \(monthShort(month, language)) \(year)"
        }
        return "\(twoDigits(day))/\(twoDigits(month))/\(year)"
    }

    /// Day and month: `22 December`.
    public static func dayAndMonth(month: Int, day: Int, _ language: Language) -> String {
        book.text("dates.day_month", language, ["day": dayNumber(day, language), "month": monthName(month, language)])
    }

    /// Month and year: `December 2022`.
    public static func monthAndYear(year: Int, month: Int, _ language: Language) -> String {
        book.text("dates.month_year", language, ["month": monthName(month, language), "year": String(year)])
    }

    /// The time of day: 9 h 05 in French (no-break spaces), 09:05 in Arabic and English.
    public static func time(hour: Int, minute: Int, _ language: Language) -> String {
        guard language == .fr else { return "\(twoDigits(hour)):\(twoDigits(minute))" }
        return minute == 0 ? "\(hour)\u{A0}h" : "\(hour)\u{A0}h\u{A0}\(twoDigits(minute))"
    }

    /// The name of a month, 1 to 12; the number itself for anything else.
    public static func monthName(_ month: Int, _ language: Language) -> String {
        (1...12).contains(month) ? book.text("dates.month.\(month)", language) : String(month)
    }

    /// The short name of a month, for the axis of a chart: janv., Jan, ينا.
    public static func monthShort(_ month: Int, _ language: Language) -> String {
        (1...12).contains(month) ? book.text("dates.month_short.\(month)", language) : String(month)
    }

    /// The name of a day of the week, 1 (Monday) to 7 (Sunday).
    public static func weekdayName(_ weekday: Int, _ language: Language) -> String {
        (1...7).contains(weekday) ? book.text("dates.weekday.\(weekday)", language) : String(weekday)
    }

    /// The day of the week of a date: 1 (Monday) to 7 (Sunday).
    public static func weekday(year: Int, month: Int, day: Int) -> Int {
        let days = CalendarDay(year: year, month: month, day: day).number
        // 1 January 1970 was a Thursday.
        return (days % 7 + 7 + 3) % 7 + 1
    }

    /// A day written `2022-12-22`, in full without the day of the week; the text itself when it is none.
    public static func day(_ iso: String, _ language: Language) -> String {
        guard let day = CalendarDay(iso) else { return iso }
        return medium(year: day.year, month: day.month, day: day.day, language)
    }

    /// From one day to another, nothing said twice: `from 20 July to 16 August 2026`.
    public static func range(
        from first: (year: Int, month: Int, day: Int), to last: (year: Int, month: Int, day: Int), _ language: Language
    ) -> String {
        guard first != last else { return medium(year: last.year, month: last.month, day: last.day, language) }
        let start =
            switch (first.year == last.year, first.month == last.month) {
            case (true, true): dayNumber(first.day, language)
            case (true, false): dayAndMonth(month: first.month, day: first.day, language)
            default: medium(year: first.year, month: first.month, day: first.day, language)
            }
        let end = medium(year: last.year, month: last.month, day: last.day, language)
        return book.text("dates.range", language, ["start": start, "end": end])
    }

    /// The day of the month: French writes the first as 1er.
    private static func dayNumber(_ day: Int, _ language: Language) -> String {
        language == .fr && day == 1 ? "1er" : String(day)
    }

    private static func twoDigits(_ number: Int) -> String {
        (0...9).contains(number) ? "0\(number)" : String(number)
    }
}
