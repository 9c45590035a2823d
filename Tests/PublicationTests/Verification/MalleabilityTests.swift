import Acts
import Foundation
import Ledger
import TestSupport
import Testing

@testable import Publication

/// Every record has one form: the same meaning in other bytes is refused.
@Suite struct MalleabilityTests {
    /// Other spellings of a text that a lenient reader would take for the same.
    private static func spellings(_ bytes: [UInt8]) -> [String: [UInt8]] {
        let text = String(decoding: bytes, as: UTF8.self)
        var other: [String: String] = [
            "CRLF": text.replacing("\n", with: "\r\n"), "a space before": " " + text, "a space after": text + " ", "a new line after": text + "\n",
            "a new line before": "\n" + text, "a tab": text.replacing(" ", with: "\t"), "two spaces": text.replacing(" ", with: "  "),
            "a NUL after": text + "\0", "no padding": text.replacing("=", with: ""), "more padding": text.replacing("=", with: "=="),
            "escaped padding": text.replacing("=", with: "\\u003d"), "escaped dash": text.replacing("\u{2014}", with: "\\u2014"),
            "hyphen": text.replacing("\u{2014}", with: "-"), "escaped slash": text.replacing("/", with: "\\/"),
            "URL base64": text.replacing("+", with: "-"),
            "space after colons": text.replacing("\":", with: "\": "), "space after commas": text.replacing("\",\"", with: "\", \""),
            "a leading zero": text.replacing("index ", with: "index 0"), "a plus sign": text.replacing("index ", with: "index +"),
            "a field zero": text.replacing("field ", with: "field 0"), "upper case": text.uppercased(),
        ]
        if let mark = text.firstIndex(of: "=") {
            // The last bits before the padding say nothing: another letter means the same bytes.
            var letters = Array(text)
            let place = text.distance(from: text.startIndex, to: mark) - 1
            if let letter = letters[place].asciiValue, letter < 0x79 { letters[place] = Character(UnicodeScalar(letter + 1)) }
            other["free bits of base64"] = String(letters)
        }
        if text.hasPrefix("{\"entry\"") {
            other["another member"] = "{\"a\":1," + text.dropFirst()
            other["a member twice"] = "{\"format\":\"hasila.proof/v1\"," + text.dropFirst()
            if let start = text.firstRange(of: ",\"format\":\"hasila.proof/v1\"") {
                other["members in another order"] = "{\"format\":\"hasila.proof/v1\"," + text.dropFirst().replacing(text[start], with: "")
            }
            other["pretty"] = text.replacing(",\"log\"", with: ",\n\"log\"")
        }
        return other.mapValues { Array($0.utf8) }.filter { $0.value != bytes }
    }

    @Test func otherSpellings() async throws {
        let site = try await SmallSite.small.value
        let folder = try TemporaryDirectory()
        try SmallSite.write(site.files, to: URL(filePath: folder.path))
        var count = 0
        for path in ["log/vkey", "log/checkpoint", "manifest", "publication.proof"] {
            let bytes = try #require(site.files[path])
            for (name, other) in Self.spellings(bytes) {
                count += 1
                #expect(!SmallSite.verify(site.files.merging([path: other]) { _, new in new }).holds, "\(path): \(name)")
                try Data(other).write(to: URL(filePath: folder.file(path)))
                #expect(try await OutsideVerifier.run([folder.path]).status != 0, "verify.py, \(path): \(name)")
            }
            try Data(bytes).write(to: URL(filePath: folder.file(path)))
        }
        for (path, bytes) in site.files where path.hasPrefix("figures/") {
            for (name, other) in Self.spellings(bytes) {
                count += 1
                #expect((try? FigureProof.verify(other, key: site.key, record: path)) == nil, "\(path): \(name)")
            }
        }
        print("\(count) other spellings refused")
    }

    /// A signature line that nobody can check, a second time the same one, and an extension line.
    @Test func freeLines() async throws {
        let site = try await SmallSite.small.value
        let note = try SignedNote(try #require(site.files["log/checkpoint"]))
        let line = try #require(note.signatures.first).line
        let stranger = NoteSignature(name: "stranger", keyID: 7, signature: Array(repeating: 9, count: 64)).line
        for other in [note.string + stranger, note.string + line, note.string.replacing(line, with: stranger + line), note.text + "ext\n\n" + line] {
            let report = SmallSite.verify(site.files.merging(["log/checkpoint": Array(other.utf8)]) { _, new in new })
            #expect(report.records.first == "log/checkpoint")
            for path in site.files.keys where path.hasSuffix(".proof") {
                let proof = try FieldProof(try #require(site.files[path]), record: path)
                guard let otherNote = try? SignedNote(parsing: other) else { continue }
                let log = LogProof(index: proof.log.index, path: proof.log.path, note: otherNote)
                let forged = FieldProof(envelope: proof.envelope, openings: proof.openings, log: log)
                #expect(throws: Failure.self) { try forged.verify(site.key, record: path) }
            }
        }
        for path in site.files.keys where path.hasSuffix(".proof") {
            let proof = try FieldProof(try #require(site.files[path]), record: path)
            let extra = LogProof(index: proof.log.index, path: proof.log.path, note: proof.log.note, extra: [1])
            let others = [
                FieldProof(envelope: proof.envelope, openings: proof.openings, log: extra),
                FieldProof(envelope: proof.envelope, openings: proof.openings.reversed(), log: proof.log),
                FieldProof(envelope: proof.envelope, openings: proof.openings + proof.openings.suffix(1), log: proof.log),
            ]
            for other in others { #expect(throws: Failure.self) { try other.verify(site.key, record: path) } }
            let fewer = FieldProof(envelope: proof.envelope, openings: Array(proof.openings.dropLast()), log: proof.log)
            let report = SmallSite.verify(site.files.merging([path: try fewer.bytes()]) { _, new in new })
            #expect(report.records.contains(path))
        }
    }

    @Test func manifestLines() throws {
        let hash = String(repeating: "0a", count: 32)
        #expect(try Manifest(Array("\(hash)  a\n\(hash)  b/c.html\n".utf8)).lines.map(\.path) == ["a", "b/c.html"])
        let refused = [
            "", "\n", "\(hash)  a", "\(hash)  b\n\(hash)  a\n", "\(hash)  a\n\(hash)  a\n", "\(hash) a\n", "\(hash)   a\n", "\(hash) *a\n",
            "\(hash.uppercased())  a\n", "\(hash.dropLast())  a\n", "\(hash)  \n", "\(hash)  /a\n", "\(hash)  ../a\n", "\(hash)  a/../b\n", "\(hash)  a//b\n",
            "\(hash)  a/\n", "\(hash)  ./a\n", "\(hash)  .a\n", "\(hash)  a b\n", "\(hash)  a\r\n", "\(hash)  é\n", "\(hash)  a\\b\n", "\(hash)  a\n\n",
            "\u{FEFF}\(hash)  a\n", "\(hash)  manifest\n", "\(hash)  log/x\n", "\(hash)  publication.proof\n", "\(hash)  -rf\n", "\(hash)  a\0\n",
        ]
        for text in refused { #expect(throws: Failure.self, "\(text.debugDescription)") { try Manifest(Array(text.utf8)) } }
    }
}
