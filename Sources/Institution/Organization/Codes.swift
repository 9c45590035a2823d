import Acts
import Figures

/// The form of codes: the institution's own words, limited to what can stand in an address and a file name.
public enum Codes {
    /// Throws `malformedCode` unless the code has 1 to 64 of letters, digits, dot, dash, underscore and begins with a letter or digit.
    public static func check(_ code: String, field: String) throws {
        let bytes = Array(code.utf8)
        let allowed = bytes.allSatisfy { isWord($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
        guard let first = bytes.first, isWord(first), allowed, bytes.count <= 64 else {
            throw Failure(.malformedCode, ["field": field, "value": String(code.prefix(80))])
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The day written `2022-12-22`; throws `malformedDay`.
    public static func day(_ text: String, field: String) throws -> Day {
        do { return try Day(text) } catch {
            throw Failure(.malformedDay, ["field": field, "value": String(text.prefix(40))])
        }
    }
}

extension Timestamp {
    /// The calendar day (UTC) of the moment.
    public var day: Day {
        let days = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
        return Day(number: Int32(clamping: days))
    }
}
