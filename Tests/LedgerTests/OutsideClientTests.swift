import Foundation
import Ledger
import Testing

/// Python's `cryptography` and standard library check what we publish, from the formats alone.
@Suite struct OutsideClientTests {
    static let script = """
        import base64, hashlib, struct, sys
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        b64 = lambda t: base64.b64decode(t, validate=True)
        H = lambda b: hashlib.sha256(b).digest()
        vkey, proof, entry, opening = [open(p, 'rb').read().decode() for p in sys.argv[1:5]]
        name, keyid, key = vkey.strip().split('+', 2)
        key = b64(key)
        assert H(name.encode() + b'\\n' + key)[:4].hex() == keyid and key[0] == 1
        def climb(leaf, index, size, path):
            fn, sn, r = index, size - 1, leaf
            for p in path:
                assert sn
                if fn & 1 or fn == sn:
                    r = H(b'\\1' + p + r)
                    while not fn & 1 and fn: fn >>= 1; sn >>= 1
                else: r = H(b'\\1' + r + p)
                fn >>= 1; sn >>= 1
            assert sn == 0
            return r
        head, text, signatures = proof.split('\\n\\n')
        text += '\\n'
        head = head.split('\\n')
        assert head[0] == 'c2sp.org/tlog-proof@v1'
        origin, size, root = text.splitlines()
        assert origin == name
        dash, signer, blob = signatures.splitlines()[0].split(' ')
        assert b64(blob)[:4].hex() == keyid
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(b64(blob)[4:], text.encode())
        leaf = H(b'\\0' + entry.encode())
        assert climb(leaf, int(head[1][6:]), int(size), [b64(h) for h in head[2:]]) == b64(root)
        lines = opening.splitlines()
        index, count = map(int, lines[1].split()[1:])
        field, salt, value = [b64(lines[i].split(' ')[1]) for i in (2, 3, 4)]
        leaf = H(b'\\0hasila.field/v1\\0' + struct.pack('>I', count) + struct.pack('>I', len(field)) + field + salt + struct.pack('>I', len(value)) + value)
        assert climb(leaf, index, count, [b64(h) for h in lines[5:]]) == b64(entry.splitlines()[4])
        print('verified', field.decode(), value.decode())
        """

    private func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = Pipe()
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func pythonVerifiesNoteProofAndOpening() throws {
        guard try python(["-c", "import cryptography"]).status == 0 else {
            print("SKIPPED: python3 with the package cryptography is not here")
            return
        }
        let directory = TemporaryDirectory()
        let key = try SigningKey.generate(name: "hasila.example/log")
        let all = FieldCommitments(fields: try splitFields(FieldTests.body), seed: .random())
        let envelopes = try (0..<300).map {
            try Envelope(number: $0, time: 1_671_786_540_000 + $0, kind: "SubmitReturn", digest: all.digest)
        }
        let (appender, tiles) = TreeTests.log(envelopes.map(\.leafHash), batch: 40)
        let note = try Checkpoint(origin: key.verifier.name, size: 300, root: appender.root).signed(by: key)
        let path = try TileTree(size: 300, reader: tiles).inclusionProof(index: 257)
        let proof = LogProof(index: 257, path: path, note: note).string
        func run(_ proof: String, _ opening: String) throws -> (status: Int32, output: String) {
            let texts = [
                "check.py": Self.script, "vkey": key.verifier.fileText, "proof": proof,
                "entry": String(decoding: envelopes[257].bytes, as: UTF8.self), "opening": opening,
            ]
            for (name, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: directory.file(name))) }
            return try python(["check.py", "vkey", "proof", "entry", "opening"].map { directory.file($0) })
        }
        let opening = try all.opening(of: 2).string
        let answer = try run(proof, opening)
        #expect(answer.status == 0 && answer.output == "verified /values/0 2668473\n")
        #expect(try run(proof.replacingOccurrences(of: "index 257", with: "index 256"), opening).status != 0)
        let lie = opening.replacingOccurrences(of: Base64.encode(Array("2668473".utf8)), with: Base64.encode(Array("2668474".utf8)))
        #expect(try run(proof, lie).status != 0)
    }
}
