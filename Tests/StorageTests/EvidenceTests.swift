import Foundation
@testable import Storage
import Testing
import TestSupport

@Suite struct EvidenceTests {
    @Test func keptByHashOnceAndVerified() throws {
        let folder = try TemporaryDirectory()
        let store = EvidenceStore(folder: folder.file("evidence"), maximumBytes: 1000)
        let hash = try store.put(Array("abc".utf8))
        #expect(hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try store.put(Array("abc".utf8)) == hash)
        let empty = try store.put([])
        #expect(try store.get(hash) == Array("abc".utf8))
        #expect(try store.get(empty) == [])
        #expect(try store.hashes() == [hash, empty].sorted())
        let path = folder.file("evidence/ba/\(hash.dropFirst(2))")
        #expect(mode(path) == 0o600)
        #expect(mode(folder.file("evidence")) == 0o700)
        #expect(throws: StorageError.self) { try store.put([UInt8](repeating: 0, count: 1001)) }
        #expect(throws: StorageError.notFound("evidence \(String(repeating: "0", count: 64))")) {
            try store.get(String(repeating: "0", count: 64))
        }
        for wrong in ["", "../../etc/passwd", hash.uppercased(), hash + "0", String(hash.dropLast())] {
            #expect(throws: StorageError.refused("not a SHA-256 in lower-case hexadecimal")) { try store.get(wrong) }
        }
        try Data("abd".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StorageError.corrupt("evidence \(hash) does not have its hash")) { try store.get(hash) }
        #expect(try store.put(Array("abc".utf8)) == hash, "putting it again mends it")
        #expect(try store.get(hash) == Array("abc".utf8))
    }

    @Test func sha256FollowsTheStandard() {
        #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(SHA256.hex(two.utf8) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(SHA256.hex(million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        // However the bytes are cut, the hash is the same.
        var random = SeededGenerator()
        for _ in 0..<50 {
            var hash = SHA256()
            var rest = million[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...20_000, using: &random))
                hash.update(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(hash.finishHex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        }
    }
}

@Suite struct SQLDialectTests {
    @Test func wordsArePutIntoTheEnginesOwn() throws {
        let table = "CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'TEXT', c BLOB, \"TEXT\" TEXT CHECK (CAST(a AS TEXT) <> '?')) -- BLOB"
        let postgresql = try SQLDialect(engine: .postgresql).translate(table + ";\n")
        #expect(postgresql.text == "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\" DEFAULT 'TEXT', c BYTEA, \"TEXT\" TEXT COLLATE \"C\" CHECK (CAST(a AS TEXT) <> '?'))")
        #expect(postgresql.parameterCount == 0)
        #expect(try SQLDialect(engine: .sqlite).translate(table).text.hasSuffix(") STRICT"))
        let query = try SQLDialect(engine: .postgresql).translate("SELECT '?', \"?\", ? /* ? */, blob, ?, 'it''s ?' -- ?\n FROM t WHERE a=?")
        #expect(query.text == "SELECT '?', \"?\", $1 /* ? */, blob, $2, 'it''s ?' -- ?\n\n FROM t WHERE a=$3")
        #expect(query.parameterCount == 3)
    }

    @Test func insertsOfManyRowsAreFound() throws {
        let dialect = SQLDialect(engine: .postgresql)
        let bulk = try dialect.translate("INSERT INTO values_of (a, b)\nVALUES ( ?, ? ) ON CONFLICT DO NOTHING").bulk
        #expect(bulk?.text(rows: 2) == "INSERT INTO values_of (a, b)\nVALUES ($1,$2),($3,$4) ON CONFLICT DO NOTHING")
        for other in [
            "INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = 1", "INSERT INTO t (a) VALUES (?) RETURNING a",
            "INSERT INTO t (a) VALUES (? + 1)", "INSERT INTO t (a) SELECT ?", "UPDATE t SET a = ?",
            "INSERT INTO t (a) VALUES (?), (?)",
        ] {
            #expect(try dialect.translate(other).bulk == nil, "\(other)")
        }
    }

    @Test func scriptsAreCutOutsideLiterals() throws {
        #expect(try SQLDialect.statements(of: "a ';' ; ; -- x;\n b \";\" /* ; */; c").map { $0.filter { $0 != "\n" } } == ["a ';' ", "b \";\" /* ; */", "c"])
        for broken in ["'", "\"a", "/* a", "/* /* */ */"] {
            #expect(throws: StorageError.self) { try SQLDialect.statements(of: broken) }
        }
    }

    @Test func placesAreRead() throws {
        #expect(try DataLocation("./data") == .directory("./data"))
        #expect(try DataLocation("postgres://u:secret@h:1/d?x=y").shown == "postgresql://h:1/d")
        for wrong in ["", "mysql://x", "a\0"] { #expect(throws: StorageError.self) { try DataLocation(wrong) } }
    }
}
