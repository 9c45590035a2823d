/// Why a day or a period could not be read.
public enum PeriodError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty
    /// The text has none of the accepted forms.
    case malformed
    /// The form is right but there is no such month, quarter, week or day (`2022-13`, `2022-02-30`, `2021-W53`).
    case noSuchPeriod
}

/// A day of the Gregorian calendar, without time or zone.
public struct Day: Hashable, Sendable {
    /// Days since 1 January 1970, negative before.
    public let number: Int32

    /// The day `number` days after 1 January 1970.
    public init(number: Int32) {
        self.number = number
    }

    /// The day with this year (1...9999), month and day of the month, or nil where the calendar has none.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(month: month, of: year)
        else { return nil }
        self.init(civil: year, month, day)
    }

    /// Reads `2022-12-22`: four, two and two digits, nothing else.
    /// - Throws: ``PeriodError``.
    public init(_ text: String) throws(PeriodError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash,
            let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10])
        else { throw .malformed }
        guard let known = Day(year: year, month: month, day: day) else { throw .noSuchPeriod }
        self = known
    }

    /// Counts days with years that start in March, so that the leap day is the last of its year.
    init(civil year: Int, _ month: Int, _ day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = Int32(era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468)
    }

    /// The year, the month (1...12) and the day of the month (1...31).
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1)
    }

    /// The calendar year.
    public var year: Int { civil.year }
    /// The month, 1...12.
    public var month: Int { civil.month }
    /// The day of the month, 1...31.
    public var day: Int { civil.day }
    /// The ISO day of the week, Monday 1 ... Sunday 7.
    public var weekday: Int { (((Int(number) + 3) % 7) + 7) % 7 + 1 }
    /// The day after.
    public var next: Day { Day(number: number + 1) }
    /// The day before.
    public var previous: Day { Day(number: number - 1) }

    /// The same day one year earlier; 29 February becomes 28 February.
    public var yearBefore: Day {
        let (year, month, day) = civil
        return Day(civil: year - 1, month, min(day, Day.length(month: month, of: year - 1)))
    }

    /// The number of days in a month (1...12) of a year.
    public static func length(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: Comparable, Strideable, CustomStringConvertible {
    /// Orders by time.
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    /// Days from this day to the other.
    public func distance(to other: Day) -> Int { Int(other.number) - Int(number) }
    /// The day so many days later (earlier when negative).
    public func advanced(by days: Int) -> Day { Day(number: number + Int32(days)) }
    /// The ISO form, `2022-12-22`.
    public var description: String {
        let (year, month, day) = civil
        guard (0...9999).contains(year) else { return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
        // Written digit by digit: days are compared and shown by the ten thousand.
        return String(unsafeUninitializedCapacity: 10) { text in
            func write(_ number: Int, _ places: Range<Int>) {
                var rest = number
                for place in places.reversed() {
                    text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
            }
            write(year, 0..<4)
            write(month, 5..<7)
            write(day, 8..<10)
            (text[4], text[7]) = (dash, dash)
            return 10
        }
    }
}

let dash = UInt8(ascii: "-")

/// The number that a run of ASCII digits writes, or nil where another byte stands.
func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return bytes.isEmpty ? nil : value
}

func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}
