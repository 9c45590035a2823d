import Foundation
import Ledger
import Testing

@Suite struct SplitterTests {
    static let bad: [(String, LedgerError.BodyProblem)] = [
        ("", .notAnObject), ("[]", .notAnObject), ("1", .notAnObject), (#""a""#, .notAnObject), ("null", .notAnObject),
        ("\u{FEFF}{}", .notAnObject), ("{", .unexpectedEnd), (#"{"a""#, .unexpectedEnd), (#"{"a":"#, .unexpectedEnd),
        (#"{"a":1"#, .unexpectedEnd), (#"{"a":1,"#, .unexpectedEnd), (#"{"a":1,}"#, .unexpectedByte),
        (#"{,"a":1}"#, .unexpectedByte), (#"{a:1}"#, .unexpectedByte), (#"{'a':1}"#, .unexpectedByte),
        (#"{"a" 1}"#, .unexpectedByte), (#"{"a":1}x"#, .trailingBytes), (#"{"a":1}{}"#, .trailingBytes),
        ("{}\u{0}", .trailingBytes), (#"{"a":[1,]}"#, .unexpectedByte), (#"{"a":[,1]}"#, .unexpectedByte),
        (#"{"a":[1 2]}"#, .unexpectedByte), (#"{"a":[1}"#, .unexpectedByte), (#"{"a":01}"#, .badNumber),
        (#"{"a":1.}"#, .badNumber), (#"{"a":.5}"#, .unexpectedByte), (#"{"a":-}"#, .badNumber), (#"{"a":+1}"#, .unexpectedByte),
        (#"{"a":1e}"#, .badNumber), (#"{"a":1e+}"#, .badNumber), (#"{"a":NaN}"#, .unexpectedByte),
        (#"{"a":tru}"#, .unexpectedByte), (#"{"a":True}"#, .unexpectedByte), (#"{"a":nul"#, .unexpectedEnd),
        ("{\"a\":\"x\ny\"}", .controlCharacter), (#"{"a":"\x"}"#, .badEscape), (#"{"a":"\u12g4"}"#, .badEscape),
        (#"{"a":"\ud800"}"#, .badEscape), (#"{"a":"\udc00\ud800"}"#, .badEscape), (#"{"a":"\ud800\u0041"}"#, .badEscape),
        (#"{"a":"\"#, .unexpectedEnd), (#"{"a":"x"#, .unexpectedEnd), (#"{"a":1,"a":2}"#, .duplicateMember("a")),
        (#"{"a":1,"\u0061":2}"#, .duplicateMember("a")), (#"{"b":{"x":1,"x":1}}"#, .duplicateMember("x")),
        (#"{"b":[{"x":1,"y":2,"x":1}]}"#, .duplicateMember("x")), (#"{"a":/**/1}"#, .unexpectedByte),
    ]

    @Test(arguments: bad.indices)
    func badBodiesAreRefused(_ index: Int) {
        let (text, problem) = Self.bad[index]
        do {
            _ = try splitFields(Array(text.utf8))
            Issue.record("accepted \(text)")
        } catch {
            guard case .malformedBody(_, let found) = error else {
                Issue.record("\(text): \(error)")
                return
            }
            #expect(found == problem, "\(text)")
        }
    }

    @Test func invalidUTF8IsRefusedAtItsByte() {
        for bad in [[0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82]] as [[UInt8]] {
            let body = Array(#"{"a":"12345678"#.utf8) + bad + Array(#""}"#.utf8)
            #expect(throws: LedgerError.malformedBody(offset: 14, .invalidUTF8)) { try splitFields(body) }
        }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((#"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}").utf8)
        }
        _ = try splitFields(nested(64))
        #expect(throws: LedgerError.self) { try splitFields(nested(65)) }
        #expect(throws: LedgerError.self) { try splitFields(nested(100_000)) }
        let objects = String(repeating: #"{"a":"#, count: 65) + "1" + String(repeating: "}", count: 65)
        #expect(throws: LedgerError.self) { try splitFields(Array(objects.utf8)) }
    }

    @Test func namesCannotMeet() throws {
        let body = Array(#"{"a":[1],"a/0":2,"a~10":3,"":4,"é\n\ud83d\ude00":5}"#.utf8)
        #expect(try splitFields(body).map(\.name) == ["/a/0", "/a~10", "/a~010", "/", "/é\n😀"])
        // Two Unicode spellings of one letter are two members: names are bytes.
        #expect(try splitFields(Array("{\"e\u{301}\":1,\"\u{e9}\":2}".utf8)).count == 2)
    }

    @Test func manyMembersAndSpaces() throws {
        let members = (0..<1000).map { "\n\t\"m\($0)\" : \($0) " }
        #expect(try splitFields(Array(" {\(members.joined(separator: ","))} \r\n".utf8)).count == 1000)
        let twice = members + ["\"m7\":0"]
        #expect(throws: LedgerError.self) { try splitFields(Array("{\(twice.joined(separator: ","))}".utf8)) }
        let array = try splitFields(Array(#"{"v":[ 1 , [2] ,{} ],"e":[ ]}"#.utf8))
        #expect(array.map { String(decoding: $0.value, as: UTF8.self) } == ["1", "[2]", "{}", "[ ]"])
        #expect(try splitFields(Array("{ }".utf8)).isEmpty)
    }

    /// Whatever is accepted, Foundation's parser accepts as well, and each value is a JSON text of its own.
    @Test func randomDamageAgreesWithFoundation() throws {
        var random = SeededRandom("randomDamageAgreesWithFoundation")
        let original = Array(#"{"s":"a\"\\\u00e9\ud83d\ude00é","n":[-1.5e+3,0,12,{"x":null}],"o":{"t":true,"f":false},"z":0}"#.utf8)
        let alphabet = Array(#"{}[]",:\u0123456789eE+-.tfn "#.utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var body = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: body.remove(at: place)
                default: body.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: place)
                }
            }
            guard let fields = try? splitFields(body) else { continue }
            // Foundation refuses numbers beyond its Double; the grammar has no such limit, and nothing is computed here.
            let text = String(decoding: body, as: UTF8.self)
            if text.range(of: "[eE][+]?[0-9]{3}", options: .regularExpression) != nil { continue }
            accepted += 1
            #expect((try? JSONSerialization.jsonObject(with: Data(body))) != nil, "\(text)")
            for field in fields {
                let value = try? JSONSerialization.jsonObject(with: Data(field.value), options: .fragmentsAllowed)
                #expect(value != nil)
            }
        }
        print("randomDamageAgreesWithFoundation: \(accepted) of 20000 damaged bodies are still JSON")
    }
}
