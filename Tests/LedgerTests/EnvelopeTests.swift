import Foundation
import Ledger
import Testing

@Suite struct EnvelopeTests {
    @Test func exactBytes() throws {
        let digest = try LogHash(base64: "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=")
        let envelope = try Envelope(number: 42, time: 1_671_786_540_000, kind: "SubmitReturn", digest: digest)
        #expect(
            String(decoding: envelope.bytes, as: UTF8.self)
                == "hasila.act/v1\n42\n2022-12-23T09:09:00.000Z\nSubmitReturn\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n")
        #expect(try Envelope(envelope.bytes) == envelope)
    }

    @Test(arguments: [
        "hasila.act/v2\n42\n2022-12-23T09:09:00.000Z\nA\nR\n", "hasila.act/v1\n042\n2022-12-23T09:09:00.000Z\nA\nR\n",
        "hasila.act/v1\n-1\n2022-12-23T09:09:00.000Z\nA\nR\n", "hasila.act/v1\n1\n2022-12-23T09:09:00Z\nA\nR\n",
        "hasila.act/v1\n9223372036854775808\n2022-12-23T09:09:00.000Z\nA\nR\n",
        "hasila.act/v1\n1\n2022-02-29T09:09:00.000Z\nA\nR\n", "hasila.act/v1\n1\n2022-12-23T24:00:00.000Z\nA\nR\n",
        "hasila.act/v1\n1\n2022-12-23T09:09:60.000Z\nA\nR\n", "hasila.act/v1\n1\n2022-12-23t09:09:00.000Z\nA\nR\n",
        "hasila.act/v1\n1\n2022-12-23T09:09:00.000Z\n\nR\n", "hasila.act/v1\n1\n2022-12-23T09:09:00.000Z\nA1\nR\n",
        "hasila.act/v1\n1\n2022-12-23T09:09:00.000Z\nA\nR", "hasila.act/v1\n1\n2022-12-23T09:09:00.000Z\nA\nR\n\n",
        "hasila.act/v1\r\n1\r\n2022-12-23T09:09:00.000Z\r\nA\r\nR\r\n", "",
    ])
    func otherFormsAreRefused(_ text: String) {
        let root = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs="
        #expect(throws: LedgerError.self) { try Envelope(Array(text.replacingOccurrences(of: "R", with: root).utf8)) }
    }

    @Test func badPartsAreRefused() {
        let digest = MerkleHash.empty
        #expect(throws: LedgerError.self) { try Envelope(number: -1, time: 0, kind: "A", digest: digest) }
        #expect(throws: LedgerError.self) { try Envelope(number: 0, time: .max, kind: "A", digest: digest) }
        for kind in ["", "Sign Terms", "é", String(repeating: "A", count: 65), "A\n"] {
            #expect(throws: LedgerError.self) { try Envelope(number: 0, time: 0, kind: kind, digest: digest) }
        }
    }

    @Test func timesAgreeWithTheCalendar() throws {
        let known: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (EnvelopeTime.range.lowerBound, "0000-01-01T00:00:00.000Z"),
            (EnvelopeTime.range.upperBound, "9999-12-31T23:59:59.999Z"),
        ]
        for (time, text) in known {
            #expect(EnvelopeTime.text(time) == text)
            #expect(EnvelopeTime.parse(text.utf8) == time)
        }
        var random = SeededRandom("timesAgreeWithTheCalendar")
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for _ in 0..<5000 {
            // Foundation's calendar is Julian before 1582.
            let time = Int64.random(in: -12_000_000_000_000...EnvelopeTime.range.upperBound, using: &random)
            let text = EnvelopeTime.text(time)
            #expect(EnvelopeTime.parse(text.utf8) == time)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: (Double(time) / 1000).rounded(.down)))
            let expected = [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second].compactMap { $0 }
            #expect(text.dropLast(5).split { !$0.isNumber }.compactMap { Int($0) } == expected)
        }
    }
}
