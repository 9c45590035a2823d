extension Period {
    /// Reads `2022`, `2022-Q4`, `2022-12`, `2022-W51`, `2022-12-22` or `2026-07-20/P28D`; years have four digits (0001...9999).
    /// - Throws: ``PeriodError``.
    public init(_ text: String) throws(PeriodError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        if bytes.count > 11 {
            self = try Period.interval(bytes)
            return
        }
        guard bytes.count >= 4, let year = digits(bytes[0..<4]) else { throw .malformed }
        guard bytes.count == 4 || (bytes.count > 5 && bytes[4] == dash) else { throw .malformed }
        guard year >= 1 else { throw .noSuchPeriod }
        switch bytes.count {
        case 4:
            self.init(year: year)
        case 7 where bytes[5] == UInt8(ascii: "Q"):
            guard let quarter = digits(bytes[6..<7]) else { throw .malformed }
            guard (1...4).contains(quarter) else { throw .noSuchPeriod }
            self.init(months: 3, from: quarter * 3 - 2, of: year, .quarter)
        case 7:
            guard let month = digits(bytes[5..<7]) else { throw .malformed }
            guard (1...12).contains(month) else { throw .noSuchPeriod }
            self.init(months: 1, from: month, of: year, .month)
        case 8 where bytes[5] == UInt8(ascii: "W"):
            guard let week = digits(bytes[6..<8]) else { throw .malformed }
            guard week >= 1, week <= Period.weeks(in: year) else { throw .noSuchPeriod }
            self = Period.week(week, of: year)
        case 10:
            let day = try Day(text)
            self.init(first: day, last: day, frequency: .day)
        default:
            throw .malformed
        }
    }

    /// Reads `2026-07-20/P28D`: a day, then a length of 1...99999 days without leading zeros.
    private static func interval(_ bytes: [UInt8]) throws(PeriodError) -> Period {
        guard bytes.count >= 14, bytes.count <= 18, bytes[10] == UInt8(ascii: "/"), bytes[11] == UInt8(ascii: "P"),
            bytes[bytes.count - 1] == UInt8(ascii: "D"), bytes[12] != UInt8(ascii: "0"),
            let length = digits(bytes[12..<(bytes.count - 1)])
        else { throw .malformed }
        let start = try Day(String(decoding: bytes[0..<10], as: UTF8.self))
        return Period(first: start, last: start.advanced(by: length - 1), frequency: nil)
    }
}

extension Period: CustomStringConvertible {
    /// The SDMX form, or the ISO interval: what ``init(_:)`` reads.
    public var description: String {
        let (year, month, _) = first.civil
        switch frequency {
        case .year: return padded(year, 4)
        case .quarter: return "\(padded(year, 4))-Q\((month - 1) / 3 + 1)"
        case .month: return "\(padded(year, 4))-\(padded(month, 2))"
        case .week:
            let (weekYear, week) = isoWeek
            return "\(padded(weekYear, 4))-W\(padded(week, 2))"
        case .day: return first.description
        case nil: return "\(first)/P\(length)D"
        }
    }
}
