extension Dates {
    /// A period in words, from its SDMX form or ISO interval: `2022`, `2022-S1`, `2022-Q4`, `2022-12`, `2022-W51`,
    /// `2022-12-22`, `2026-07-20/P28D`.
    ///
    /// - Returns: the text itself when it is none of these.
    public static func period(_ sdmx: String, _ language: Language) -> String {
        if let interval = interval(sdmx, language) { return interval }
        if let day = CalendarDay(sdmx) {
            return medium(year: day.year, month: day.month, day: day.day, language)
        }
        let parts = sdmx.split(separator: "-", omittingEmptySubsequences: false)
        guard let yearText = parts.first, yearText.utf8.count == 4, let year = digits(yearText) else { return sdmx }
        guard parts.count == 2 else { return parts.count == 1 ? String(year) : sdmx }
        let book = Phrasebook.standard
        let part = parts[1]
        switch (part.first, part.utf8.count) {
        case ("Q", 2):
            guard let quarter = digits(part.dropFirst()), (1...4).contains(quarter) else { return sdmx }
            return book.text("dates.quarter.\(quarter)", language, ["year": String(year)])
        case ("S", 2):
            guard let half = digits(part.dropFirst()), (1...2).contains(half) else { return sdmx }
            return book.text("dates.half.\(half)", language, ["year": String(year)])
        case ("W", 3):
            guard let week = digits(part.dropFirst()), (1...53).contains(week) else { return sdmx }
            return book.text("dates.week", language, ["week": String(week), "year": String(year)])
        case (_, 2):
            guard let month = digits(part), (1...12).contains(month) else { return sdmx }
            return monthAndYear(year: year, month: month, language)
        default:
            return sdmx
        }
    }

    /// A day and a length in days: `2026-07-20/P28D`, the first and the last day counted.
    private static func interval(_ text: String, _ language: Language) -> String? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let first = CalendarDay(String(halves[0])), halves[1].first == "P",
            halves[1].last == "D", let length = digits(halves[1].dropFirst().dropLast()), (1...99_999).contains(length)
        else { return nil }
        let last = CalendarDay(number: first.number + length - 1)
        return range(
            from: (first.year, first.month, first.day), to: (last.year, last.month, last.day), language)
    }

    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}

/// A day of the proleptic Gregorian calendar: just enough to name its weekday and add days to it.
struct CalendarDay: Hashable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2022-12-22`; nil for another form or a day that does not exist.
    init?(_ iso: String) {
        let bytes = Array(iso.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        let parts = [bytes[0..<4], bytes[5..<7], bytes[8..<10]].map { part -> Int? in
            part.reduce(0) { sum, byte in
                guard let sum, (0x30...0x39).contains(byte) else { return nil }
                return sum * 10 + Int(byte - 0x30)
            }
        }
        guard let year = parts[0], let month = parts[1], let day = parts[2], (1...12).contains(month) else { return nil }
        self.init(year: year, month: month, day: day)
        guard CalendarDay(number: number) == self else { return nil }
    }

    /// Days since 1 January 1970. The year is counted from March, so that the leap day is its last.
    var number: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    init(number: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
