import Ledger
import Testing

@Suite struct FieldTests {
    static let body = Array(
        #"{"indicator":"psychotropic_pills","period":"2022","values":[2668473,"94.43",{"k":[1,2]}],"note":"نص","empty":[]}"#.utf8)

    @Test func fieldsOfABody() throws {
        let fields = try splitFields(Self.body)
        #expect(
            fields.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" } == [
                #"/indicator="psychotropic_pills""#, #"/period="2022""#, "/values/0=2668473", #"/values/1="94.43""#,
                #"/values/2={"k":[1,2]}"#, #"/note="نص""#, "/empty=[]",
            ])
    }

    /// Worked out independently (Python's hashlib and hmac) for seed 00…1f and two fields.
    @Test func knownDigest() throws {
        let seed = try FieldSeed(bytes: Array(0..<32))
        let fields = [Field(name: "/a", value: Array("1".utf8)), Field(name: "/b/0", value: Array("\"x\"".utf8))]
        let all = FieldCommitments(fields: fields, seed: seed)
        #expect(try all.opening(of: 0).salt.hex == KnownFields.salt0)
        #expect(all.digest.hex == KnownFields.digest)
        #expect(FieldCommitments.digest(fields: fields, seed: seed) == all.digest)
        #expect(try FieldCommitments.digest(body: Array(#"{"a":1,"b":["x"]}"#.utf8), seed: seed) == all.digest)
        #expect(FieldCommitments.digest(fields: [], seed: seed) == MerkleHash.empty)
    }

    @Test func everyOpeningOfEverySize() throws {
        var random = SeededRandom("everyOpeningOfEverySize")
        for count in 1...40 {
            let fields = (0..<count).map { Field(name: "/f/\($0)", value: random.bytes(Int.random(in: 0...2000, using: &random))) }
            let all = FieldCommitments(fields: fields, seed: .random())
            #expect(FieldCommitments.digest(fields: fields, seed: .random()) != all.digest)
            for index in fields.indices {
                let opening = try all.opening(of: index)
                try opening.verify(all.digest)
                #expect(try FieldOpening(Array(opening.string.utf8)) == opening)
                let renamed = FieldOpening(
                    index: index, count: count, name: "/g", salt: opening.salt, value: opening.value, path: opening.path)
                #expect(throws: LedgerError.openingMismatch) { try renamed.verify(all.digest) }
            }
            #expect(throws: LedgerError.noSuchField(index: count, count: count)) { try all.opening(of: count) }
        }
    }

    @Test func equalValuesDoNotLookEqual() throws {
        let field = [Field(name: "/v", value: Array("7".utf8))]
        let digests = (0..<50).map { _ in FieldCommitments.digest(fields: field, seed: .random()) }
        #expect(Set(digests).count == 50)
    }

    /// Somebody has the envelope and every opening but one, and knows that the missing figure is below 20,000.
    @Test func aWithheldFigureCannotBeGuessed() throws {
        let body = Array(#"{"unit":"42","injured":1234}"#.utf8)
        let all = FieldCommitments(fields: try splitFields(body), seed: .random())
        let shown = try all.opening(of: 0)
        // The shown field gives the attacker all that the withheld one's path needs.
        let path = try all.opening(of: 1).path
        #expect(path.count == 1)
        var opened = 0
        for guess in 0..<20_000 {
            let value = Array(String(guess).utf8)
            for salt in [MerkleHash.empty, shown.salt] {
                let attempt = FieldOpening(index: 1, count: 2, name: "/injured", salt: salt, value: value, path: path)
                if (try? attempt.verify(all.digest)) != nil { opened += 1 }
            }
        }
        #expect(opened == 0)
        // The attack itself works: with the salt it finds the value.
        let salt = try all.opening(of: 1).salt
        let known = FieldOpening(index: 1, count: 2, name: "/injured", salt: salt, value: Array("1234".utf8), path: path)
        try known.verify(all.digest)
    }

    @Test func erasureKeepsEveryOtherProof() throws {
        let all = FieldCommitments(fields: try splitFields(Self.body), seed: .random())
        let before = try all.fields.indices.map { try all.opening(of: $0) }
        let stored = try all.erasing([0, 5]).bytes
        // From here on neither seed nor body is used: only what was stored.
        let erased = try ErasedBody(stored)
        #expect(erased.digest == all.digest && erased.bytes == stored)
        for (index, opening) in before.enumerated() {
            if index == 0 || index == 5 {
                #expect(throws: LedgerError.fieldErased(index: index)) { try erased.opening(of: index) }
            } else {
                #expect(try erased.opening(of: index) == opening)
                try erased.opening(of: index).verify(all.digest)
            }
        }
        let text = String(decoding: stored, as: UTF8.self)
        #expect(!text.contains(Base64.encode(before[0].value)) && !text.contains(before[0].salt.base64))
        let more = try erased.erasing([0, 2])
        #expect(more.digest == all.digest)
        #expect(throws: LedgerError.fieldErased(index: 2)) { try more.opening(of: 2) }
    }
}

private enum KnownFields {
    static let salt0 = "a86acbcbc29b8fa83c83582d56a892d0f06f0e487df5277680b0635c3927e3c5"
    static let digest = "e38a0fc49d23976ec6baa6fccb0bd242ab81830da4662fb7b27ac378bac24843"
}
