import Acts
import Figures
import Foundation
import TestSupport
import Testing

@testable import Institution

/// The quick reader of requests reads what the decoder reads, or passes.
@Suite struct ReturnReaderTests {
    @Test(arguments: [false, true]) func readsWhatTheDecoderReads(wild: Bool) throws {
        var random = SeededGenerator()
        var read = 0
        for _ in 0..<3_000 {
            var values = (0..<Int.random(in: 1...4, using: &random)).map { _ in ReturnScannerTests.value(&random, wild: wild) }
            if !wild {
                for index in values.indices { (values[index].asOf, values[index].source, values[index].scope) = (nil, nil, nil) }
            }
            let act = SubmitReturn(
                unit: wild ? ReturnScannerTests.text(&random) ?? "" : "n1", period: "2022",
                reason: wild ? ReturnScannerTests.text(&random) : "counted again", values: values)
            let body = try act.encodedMembers()
            guard let found = ReturnReader.read(body) else {
                let isPlain = !String(decoding: body, as: UTF8.self).contains("\\")
                #expect(wild || !isPlain, "\(String(decoding: body, as: UTF8.self))")
                continue
            }
            read += 1
            let decoded = try CanonicalJSON.decode(SubmitReturn.self, from: body)
            #expect(found.unit == decoded.unit && found.period == decoded.period && found.reason == decoded.reason)
            #expect(found.values == decoded.values)
        }
        #expect(wild || read > 500)
    }

    /// What is stored has all members, and says who acted first.
    @Test func readsWhatIsStored() throws {
        var random = SeededGenerator()
        var read = 0
        for _ in 0..<3_000 {
            var values = (0..<Int.random(in: 1...4, using: &random)).map { _ in ReturnScannerTests.value(&random, wild: false) }
            for index in values.indices { values[index].source = ["simulated", nil].randomElement(using: &random) ?? nil }
            let form = Bool.random(using: &random) ? "monthly" : nil
            let act = SubmitReturn(unit: "n1", period: "2022", form: form, reason: "counted again", values: values)
            let body = try Array("{\"by\":{\"official\":\"sara\",\"post\":\"p-n1\"},".utf8) + act.encodedMembers().dropFirst()
            guard let found = ReturnReader.stored(body) else { continue }
            read += 1
            let decoded = try CanonicalJSON.decode(SubmitReturn.self, from: body)
            #expect(found.unit == decoded.unit && found.period == decoded.period && found.reason == decoded.reason)
            #expect(found.form == decoded.form && found.values == decoded.values)
        }
        #expect(read > 500)
    }

    @Test func takesSpaceAndAnyOrder() throws {
        let body = """
             { "values" : [ { "value":"1", "indicator" : "i" } ,{"indicator":"j","status":"M","note":"لا شيء"} ],
            \t"unit":"u", "period":"2022-01" }\n
            """
        let act = try #require(ReturnReader.read(Array(body.utf8)))
        #expect(act.unit == "u" && act.period == "2022-01" && act.reason == nil)
        #expect(act.values == [ReturnedValue(indicator: "i", value: "1"), ReturnedValue(indicator: "j", value: nil, status: .missing, note: "لا شيء")])
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"unit\":\"u\",\"period\":\"2022\"}", "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[]}",
        "{\"unit\":\"u\",\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\",\"value\":1}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\",\"value\":null}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"value\":\"1\"}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\",\"status\":\"Z\"}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"},]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"}]}x",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"}],\"other\":\"x\"}",
        "{\"unit\":\"u\\u0041\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"}]}",
        "{\"unit\":\"u\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\",\"source\":\"x\"}]}",
    ])
    func leavesTheRestToTheSchema(_ body: String) { #expect(ReturnReader.read(Array(body.utf8)) == nil) }

    @Test func leavesBrokenTextToTheSchema() {
        let body = Array("{\"unit\":\"u".utf8) + [0xC3] + Array("\",\"period\":\"2022\",\"values\":[{\"indicator\":\"i\"}]}".utf8)
        #expect(ReturnReader.read(body) == nil)
    }
}
