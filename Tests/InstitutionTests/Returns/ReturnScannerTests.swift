import Acts
import Figures
import Foundation
import TestSupport
import Testing

@testable import Institution

@Suite struct ReturnScannerTests {
    static let pieces = [
        "\"", "\\", "\\\"", "],", "}]", "\"values\":[", "{\"indicator\":\"x\"}", "\n", "\t", "\r", "\u{8}", "\u{C}", "\u{1}",
        "\u{1F}", "\u{7F}",
        "é", "المؤثرات", "👮🏽‍♀️", "\u{2028}", "\u{FEFF}", "/", "a", " ", ",", ":", "[", "null", "\\u0022",
    ]

    static func text(_ random: inout SeededGenerator) -> String? {
        guard Int.random(in: 0..<3, using: &random) > 0 else { return nil }
        return (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    static func value(_ random: inout SeededGenerator, wild: Bool) -> ReturnedValue {
        ReturnedValue(
            indicator: wild ? text(&random) ?? "" : "crimes",
            breakdown: wild ? text(&random) : ["a=1", nil].randomElement(using: &random) ?? nil,
            value: Bool.random(using: &random) ? nil : "\(Int.random(in: -9...9_999, using: &random))",
            status: ObservationStatus.allCases.randomElement(using: &random),
            precision: Precision.allCases.randomElement(using: &random),
            asOf: ["2022-12-22", nil].randomElement(using: &random) ?? nil, source: text(&random), note: text(&random),
            scope: [nil, .own, .total].randomElement(using: &random) ?? nil)
    }

    /// Random returns, notes full of quotes, brackets and foreign letters: the scanner reads what the decoder reads, or passes.
    @Test(arguments: [false, true])
    func theScannerReadsWhatTheDecoderReads(wild: Bool) throws {
        var random = SeededGenerator()
        var scanned = 0
        for _ in 0..<3_000 {
            let act = SubmitReturn(
                unit: wild ? Self.text(&random) ?? "" : "n1", period: "2022", reason: Self.text(&random),
                values: (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.value(&random, wild: wild) })
            let members = try act.encodedMembers()
            #expect(members == (try CanonicalJSON.encode(act)), "written by hand, the same bytes as the encoder's")
            let body = Array("{\"by\":{\"official\":\"sara\",\"post\":\"p-stat\"},".utf8) + members.dropFirst()
            let decoded = try SubmitReturn.decoded(fromBody: body)
            #expect(decoded.values == act.values && decoded.reason == act.reason)
            guard let figures = ReturnScanner.figures(in: body) else {
                #expect(wild, "an ordinary body is scanned: \(String(decoding: body, as: UTF8.self))")
                continue
            }
            scanned += 1
            try #require(figures.count == decoded.values.count)
            for (slices, value) in zip(figures, decoded.values) {
                func text(_ range: Range<Int>) -> String { String(decoding: body[range], as: UTF8.self) }
                #expect(text(slices.indicator) == value.indicator)
                #expect(text(slices.breakdown) == value.breakdown ?? "")
                #expect(text(slices.value) == value.value ?? "")
                #expect(text(slices.status) == value.status?.rawValue ?? "")
                #expect(text(slices.precision) == value.precision?.rawValue ?? "")
                #expect(text(slices.scope) == value.scope?.rawValue ?? "")
                #expect(text(slices.asOf) == value.asOf ?? "")
            }
        }
        #expect(scanned > (wild ? 200 : 2_900))
    }

    /// Cut off or altered bodies end in nil or in something, never in a trap.
    @Test func brokenBodiesDoNoHarm() throws {
        var random = SeededGenerator()
        let act = SubmitReturn(unit: "n1", period: "2022", values: (0..<3).map { _ in Self.value(&random, wild: false) })
        let whole = Array("{\"by\":{},".utf8) + (try act.encodedMembers()).dropFirst()
        for end in 0..<whole.count { _ = ReturnScanner.figures(in: Array(whole[..<end])) }
        for _ in 0..<20_000 {
            var body = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                body[Int.random(in: 0..<body.count, using: &random)] =
                    [0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A].randomElement(using: &random) ?? 0
            }
            _ = ReturnScanner.figures(in: body)
        }
    }
}
