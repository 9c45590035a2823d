/// Times as the log writes them: UTC with milliseconds, `2022-12-23T09:09:00.000Z`, without any calendar library,
/// so that every machine and every year gives the same 24 characters.
public enum EnvelopeTime {
    /// What four digits of a year can say: 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z, in ms since 1970.
    public static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// The 24 characters. Precondition: `milliseconds` lies in ``range``.
    public static func text(_ milliseconds: Int64) -> String {
        String(decoding: bytes(milliseconds), as: UTF8.self)
    }

    static func bytes(_ milliseconds: Int64) -> [UInt8] {
        precondition(range.contains(milliseconds), "time \(milliseconds) out of range")
        let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds + 1) / 86_400_000 - 1
        let inDay = milliseconds - day * 86_400_000
        let (year, month, date) = civil(day)
        var text = Array("0000-00-00T00:00:00.000Z".utf8)
        func put(_ number: Int64, at end: Int, digits: Int) {
            var rest = number
            for place in stride(from: end, to: end - digits, by: -1) {
                text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
        put(year, at: 3, digits: 4)
        put(month, at: 6, digits: 2)
        put(date, at: 9, digits: 2)
        put(inDay / 3_600_000, at: 12, digits: 2)
        put(inDay / 60_000 % 60, at: 15, digits: 2)
        put(inDay / 1000 % 60, at: 18, digits: 2)
        put(inDay % 1000, at: 22, digits: 3)
        return text
    }

    /// Milliseconds since 1970; nil for anything but the exact form of a real moment (no leap seconds).
    public static func parse(_ text: some Collection<UInt8>) -> Int64? {
        let text = Array(text)
        guard text.count == 24, text[4] == 45, text[7] == 45, text[10] == 84, text[13] == 58, text[16] == 58,
            text[19] == 46, text[23] == 90
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for character in text[range] {
                guard (48...57).contains(character) else { return nil }
                value = value * 10 + Int64(character - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let date = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), let fraction = number(20..<23),
            (1...12).contains(month), (1...31).contains(date), hour < 24, minute < 60, second < 60
        else { return nil }
        let day = days(year: year, month: month, date: date)
        guard civil(day) == (year, month, date) else { return nil }
        return ((day * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
    }

    /// Days since 1970-01-01 of a proleptic Gregorian date. Years are counted from March so that the leap day ends them.
    private static func days(year: Int64, month: Int64, date: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
