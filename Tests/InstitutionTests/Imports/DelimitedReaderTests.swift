import Foundation
import Testing

@testable import Institution

/// A repeatable source of numbers (SplitMix64), so that a failing run can be repeated from its printed seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private func rows(
    _ text: String, required: [String] = ["a", "b"], optional: [String] = ["c"]
) throws -> [[String]] {
    var reader = try DelimitedReader(bytes: Array(text.utf8), required: required, optional: optional)
    var found: [[String]] = []
    while let record = try reader.next() { found.append(reader.header.map { record.text($0) }) }
    return found
}

private func firstError(_ bytes: [UInt8], required: [String] = ["a", "b"]) -> DelimitedError? {
    do {
        var reader = try DelimitedReader(bytes: bytes, required: required, optional: ["c"])
        while try reader.next() != nil {}
        return nil
    } catch {
        return error
    }
}

private func firstError(_ text: String) -> DelimitedError? { firstError(Array(text.utf8)) }

private func temporary(_ bytes: [UInt8]) throws -> String {
    let path = NSTemporaryDirectory() + "delimited-\(UUID().uuidString).csv"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
}

@Suite struct DelimitedReaderTests {
    @Test func readsEveryOrdinaryForm() throws {
        let expected = [["1", "x"], ["2", "y"]]
        #expect(try rows("a,b\n1,x\n2,y\n") == expected)
        #expect(try rows("a;b\r\n1;x\r\n2;y") == expected)
        #expect(try rows("\u{FEFF}a;b\n1;x\n\n2;y\n\n") == expected)
        #expect(try rows("\"a\", b \n\"1\",\"x\"\n2,\"y\"\r\n") == expected)
        #expect(try rows("\n\r\na,b\n1,x\n2,y") == expected)
        #expect(try rows("a,b\n") == [])
        #expect(try rows("b;a;c\n\"x;\"\"y\"\"\n z\";;ماء\n") == [["x;\"y\"\n z", "", "ماء"]])
    }

    @Test func columnsComeInAnyOrderAndAbsentOnesAreEmpty() throws {
        var reader = try DelimitedReader(bytes: Array("b,a\n1,2\n".utf8), required: ["a", "b"], optional: ["c"])
        let (a, c) = (reader.column("a"), reader.column("c"))
        let record = try #require(try reader.next())
        #expect(record.text(a) == "2" && record.text("b") == "1" && record.text(c) == "")
        #expect(record.textIfAny("c") == nil && record.line == 2)
        #expect(!reader.has("c") && reader.has("a") && reader.separator == ",")
        #expect(try reader.next() == nil)
    }

    @Test func theHeaderIsChecked() {
        #expect(firstError("") == DelimitedError(.empty))
        #expect(firstError("\n\n") == DelimitedError(.empty))
        #expect(firstError("a,b,z\n") == DelimitedError(.unknownColumn("z"), line: 1))
        #expect(firstError("a,b,a\n") == DelimitedError(.duplicateColumn("a"), line: 1))
        #expect(firstError("a;c\n") == DelimitedError(.missingColumn("b"), line: 1))
        #expect(firstError("a,b\n1,2,3\n")?.kind == .wrongFieldCount(expected: 2, found: 3))
    }

    @Test func brokenQuotingIsLocated() {
        #expect(firstError("a,b\n1,\"x\n2,y\n") == DelimitedError(.unclosedQuote, line: 2, column: "b", position: 3))
        #expect(firstError("a,b\nةé,x\"y\n") == DelimitedError(.quoteInsideField, line: 2, column: "b", position: 5))
        #expect(firstError("a,b\n\"p\nq\" ,2\n") == DelimitedError(.textAfterQuote, line: 3, column: "a", position: 3))
        #expect(firstError("a,b\n1,2\r3,4\n")?.kind == .bareCarriageReturn)
        #expect(firstError("a,b\n1,\u{0}\n") == DelimitedError(.zeroByte, line: 2, column: "b", position: 3))
        #expect(firstError("a,b\n1,\"x\u{0}\"\n")?.kind == .zeroByte)
    }

    @Test func otherEncodingsAreRecognised() throws {
        let latin = try #require("a;b\ndélégation;Évêché\n".data(using: .isoLatin1))
        let told = firstError(Array(latin))
        #expect(told == DelimitedError(.wrongEncoding(.latin1), line: 2, column: "a", position: 2))
        #expect(firstError([0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0xE3, 0xCF, 0xED, 0xD1, 0xED, 0xC9])?.kind
            == .wrongEncoding(.arabic))
        let wide = Array(try #require("a;b\n1;2\n".data(using: .utf16LittleEndian)))
        #expect(firstError([0xFF, 0xFE] + wide)?.kind == .wrongEncoding(.utf16))
        #expect(firstError(wide)?.kind == .wrongEncoding(.utf16))
        #expect(firstError([0x50, 0x4B, 3, 4, 9, 9])?.kind == .notText(.spreadsheet))
        for bad in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80], [0xC3]] as [[UInt8]] {
            #expect(firstError(Array("a,b\n1,".utf8) + bad) != nil, "\(bad) is not UTF-8")
        }
    }

    @Test func everyBadRowIsListedAndTheGoodOnesRead() throws {
        let text = "a,b\n1,2\n3\n4,\"5\"x\n\"6\n\",7\n8,9\"\n10,11\n"
        var reader = try DelimitedReader(bytes: Array(text.utf8), required: ["a", "b"])
        var good: [Int] = []
        var bad: [Int] = []
        while true {
            do {
                guard let record = try reader.next() else { break }
                good.append(record.line)
            } catch {
                #expect(error.canContinue)
                bad.append(error.line)
            }
        }
        #expect(good == [2, 5, 8] && bad == [3, 4, 7])
    }

    @Test func anEndlessLineCostsNothing() throws {
        for (start, wanted) in [("a,b\n1,", "field"), ("a,b\n", "line")] {
            let filler = wanted == "field" ? "x" : "x,"
            let path = try temporary(Array((start + String(repeating: filler, count: 24_000_000)).utf8))
            defer { try? FileManager.default.removeItem(atPath: path) }
            var reader = try DelimitedReader(path: path, required: ["a", "b"])
            do {
                _ = try reader.next()
                Issue.record("accepted an endless \(wanted)")
            } catch {
                #expect(error.line == 2 && !error.canContinue)
                switch error.kind {
                case .fieldTooLong: #expect(wanted == "field")
                case .lineTooLong: #expect(wanted == "line")
                default: Issue.record("\(error)")
                }
            }
            #expect(reader.bytesRead <= 7 << 20)
            #expect(throws: DelimitedError.self) { _ = try reader.next() }
        }
    }

    @Test func filesThatCannotBeRead() {
        #expect(throws: DelimitedError(.cannotOpen(ENOENT))) {
            _ = try DelimitedReader(path: "/nowhere/at/all.csv", required: [])
        }
        #expect(throws: DelimitedError(.cannotRead(EISDIR), line: 1)) { _ = try DelimitedReader(path: "/tmp", required: []) }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("DelimitedReader round trip seed \(seed)")
        var random = Seeded(state: seed)
        let pieces = ["\"", "\"\"", ",", ";", "\n", "\r\n", "\r", "a", "é", "ماء", "🕌", " ", "0", "-12,5", "", "\u{FEFF}"]
        for round in 0..<60 {
            let width = Int.random(in: 2...6, using: &random)
            let separator = Bool.random(using: &random) ? "," : ";"
            let ending = Bool.random(using: &random) ? "\n" : "\r\n"
            let names = (0..<width).map { "column_\($0)" }.shuffled(using: &random)
            // A few tables are larger than a chunk, so that rows and quotes straddle its edge.
            let count = round % 20 == 0 ? 60_000 : Int.random(in: 0...200, using: &random)
            let table = (0..<count).map { _ in
                (0..<width).map { _ in
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
            }
            var text = names.joined(separator: separator) + ending
            for row in table {
                text += row.map { field in
                    let mustQuote = field.utf8.contains { [0x22, 0x2C, 0x3B, 0x0A, 0x0D].contains($0) }
                    guard mustQuote || Bool.random(using: &random) else { return field }
                    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
                }.joined(separator: separator) + ending
            }
            let path = try temporary(Array(text.utf8))
            defer { try? FileManager.default.removeItem(atPath: path) }
            var reader = try DelimitedReader(path: path, required: names.sorted())
            let columns = names.map { reader.column($0) }
            var index = 0
            while let record = try reader.next() {
                let read = columns.map { record.text($0) }
                guard read == table[index] else {
                    Issue.record("seed \(seed), round \(round), row \(index): \(read) for \(table[index])")
                    return
                }
                index += 1
            }
            #expect(index == table.count, "seed \(seed), round \(round)")
        }
    }

    @Test func noBytesCrashIt() {
        let seed = UInt64.random(in: 0 ... .max)
        print("DelimitedReader fuzz seed \(seed)")
        var random = Seeded(state: seed)
        let likely = Array("a,b;c\"\n\r\u{0}é,\",\"\n".utf8)
        for _ in 0..<20_000 {
            var bytes = Array("a,b\n".utf8.prefix(Int.random(in: 0...6, using: &random)))
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                bytes.append(
                    Int.random(in: 0..<4, using: &random) == 0
                        ? UInt8.random(in: 0...255, using: &random) : likely.randomElement(using: &random) ?? 0)
            }
            guard var reader = try? DelimitedReader(bytes: bytes, required: ["a"], optional: ["b", "c"]) else { continue }
            var steps = 0
            while steps < 500 {
                steps += 1
                do {
                    guard let record = try reader.next() else { break }
                    _ = record.text("a")
                } catch {
                    if !error.canContinue { break }
                }
            }
            #expect(steps < 500, "seed \(seed): the reader does not advance")
        }
    }

    @Test func speed() throws {
        let row = "psychotropic_pills,pj-brigade-17,2022-12,,266847,A,exact,,return,\n"
        let text = "indicator,unit,period,breakdown,value,status,precision,as_of,source,note\n"
            + String(repeating: row, count: 1_000_000)
        let path = try temporary(Array(text.utf8))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let columns = ["indicator", "unit", "period", "breakdown", "value", "status", "precision", "as_of", "source", "note"]
        let clock = ContinuousClock()
        var bytes = 0
        var count = 0
        let elapsed = try clock.measure {
            var reader = try DelimitedReader(path: path, required: columns)
            let value = reader.column("value")
            while let record = try reader.next() {
                bytes += record.bytes(value).count
                count += 1
            }
        }
        #expect(count == 1_000_000 && bytes == 6_000_000)
        let seconds = Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds)
        print("DelimitedReader: \(Int(Double(text.utf8.count) / seconds / 1e6)) MB/s, 1 M rows in \(Int(seconds * 1000)) ms")
    }
}
