import Storage
import Testing
import TestSupport

@Suite struct ValuesTests {
    static let schema = [
        Migration(
            number: 1, name: "values",
            sql: "CREATE TABLE v (id INTEGER NOT NULL PRIMARY KEY, i INTEGER, t TEXT, b BLOB);")
    ]

    @Test(arguments: Engines.all)
    func everyValueComesBackAsItWent(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let integers: [Int64] = [0, 1, -1, .max, .min, 1 << 31, 1 << 32, -(1 << 31) - 1]
            let texts = [
                "", "a", "'", "\"; DROP TABLE v; --", "الحصيلة", "e\u{301}", "é", "\u{1F469}\u{200D}\u{1F52C}", "\u{FEFF}x",
                "\u{202E}rtl", "line\nline\r\n\ttab", "\u{10FFFF}", "?", "$1", "\\", String(repeating: "ي", count: 100_000),
            ]
            let blobs: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 0xFE, count: 1 << 20)]
            var rows: [[SQLValue]] = []
            for value in integers { rows.append([.integer(Int64(rows.count)), .integer(value), nil, nil]) }
            for value in texts { rows.append([.integer(Int64(rows.count)), nil, .text(value), nil]) }
            for value in blobs { rows.append([.integer(Int64(rows.count)), nil, nil, .blob(value)]) }
            let sent = rows
            try await database.write { try $0.insert("INSERT INTO v (id, i, t, b) VALUES (?, ?, ?, ?)", rows: sent) }
            let found = try await database.read { try $0.query("SELECT * FROM v ORDER BY id") }
            #expect(found.count == sent.count)
            for (row, values) in zip(found, sent) { #expect(exactly(row.values, values)) }
            let one = try await database.read { try $0.query("SELECT t FROM v WHERE t = ?", ["é"]) }
            #expect(one.count == 1, "é and e + accent are different texts")
        }
    }

    @Test(arguments: Engines.all)
    func randomRowsComeBack(engine: Engine) async throws {
        var random = SeededGenerator()
        let rows: [[SQLValue]] = (0..<2000).map { number in
            [.integer(Int64(number)), randomValue(&random, 0), randomValue(&random, 1), randomValue(&random, 2)]
        }
        try await Engines.withDatabase(engine, Self.schema) { database in
            try await database.write { try $0.insert("INSERT INTO v (id, i, t, b) VALUES (?, ?, ?, ?)", rows: rows) }
            let found = try await database.read { try $0.query("SELECT id, i, t, b FROM v ORDER BY id") }
            #expect(zip(found, rows).allSatisfy { exactly($0.values, $1) })
        }
    }

    @Test(arguments: Engines.all)
    func theSameStatementTakesNullAndValue(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let values: [SQLValue] = [nil, 7, nil, 8]
            try await database.write { connection in
                for (index, value) in values.enumerated() {
                    try connection.execute("INSERT INTO v (id, i) VALUES (?, ?)", [.integer(Int64(index)), value])
                }
            }
            let found = try await database.read { try $0.query("SELECT i FROM v ORDER BY id").map { $0[0] } }
            #expect(found == values)
            let bare = try await database.read { try $0.query("SELECT ? AS a, ? AS b", [9, "x"]) }
            #expect(bare.first?.values == [9, "x"])
        }
    }

    @Test(arguments: Engines.all)
    func textWithNULIsRefused(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            await #expect(throws: StorageError.refused("a text with the character NUL")) {
                try await database.write { try $0.execute("INSERT INTO v (id, t) VALUES (1, ?)", ["a\0b"]) }
            }
            let kept = try await database.read { try $0.query("SELECT id FROM v") }
            #expect(kept.isEmpty)
        }
    }

    @Test(arguments: Engines.all)
    func sumsAreWholeNumbersAndFractionsAreRefused(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            try await database.write {
                try $0.insert("INSERT INTO v (id, i) VALUES (?, ?)", rows: [[1, 20_000], [2, -120_000_000_000], [3, nil]])
            }
            let row = try await database.read {
                try $0.query("SELECT sum(i) AS total, count(*) AS n, sum(id) FILTER (WHERE id > 5) AS none, 7 / 2 AS half FROM v")
            }[0]
            #expect(try row.integer("total") == -119_999_980_000)
            #expect(try row.integer("n") == 3)
            #expect(try row.integerOrNil("none") == nil)
            #expect(try row.integer("half") == 3)
            await #expect(throws: StorageError.self) { try await database.read { try $0.query("SELECT 1.5 AS x") } }
        }
    }

    @Test(arguments: Engines.all)
    func columnsAreFoundByNameWhateverTheCase(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let row = try await database.read { try $0.query("SELECT 5 AS asOf, 'x' AS word") }[0]
            #expect(try row.integer("asOf") == 5)
            #expect(row["ASOF"] == 5)
            #expect(throws: StorageError.self) { try row.integer("word") }
            #expect(throws: StorageError.self) { try row.integer("missing") }
            #expect(row["missing"].isNull)
        }
    }

    @Test(arguments: Engines.all)
    func wrongKindsAndWrongCountsAreRefused(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let wrong: [(String, [SQLValue])] = [
                ("INSERT INTO v (id, i) VALUES (1, ?)", ["abc"]), ("INSERT INTO v (id, b) VALUES (1, ?)", [5]),
                ("INSERT INTO v (id) VALUES (?)", []), ("INSERT INTO v (id) VALUES (?)", [1, 2]),
                ("SELECT 1; SELECT 2", []), ("COMMIT", []), ("SELECT nothing FROM nowhere", []), ("VACUUM", []),
                ("SELECT 'open", []), ("", []),
            ]
            for (sql, arguments) in wrong {
                let error = await #expect(throws: StorageError.self, "\(sql)") {
                    try await database.write { try $0.execute(sql, arguments) }
                }
                guard case .refused(let why)? = error else {
                    Issue.record("\(sql): \(String(describing: error))")
                    continue
                }
                #expect(!why.contains("abc"), "an argument in an error: \(why)")
            }
        }
    }
}

/// Equality by bytes: Swift holds "é" and "e" + accent for equal.
func exactly(_ left: [SQLValue], _ right: [SQLValue]) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { pair in
            if case (.text(let a), .text(let b)) = pair { return a.utf8.elementsEqual(b.utf8) }
            return pair.0 == pair.1
        }
}

/// A random value for an integer (0), text (1) or blob (2) column; sometimes null.
func randomValue(_ random: inout SeededGenerator, _ kind: Int) -> SQLValue {
    if Int.random(in: 0..<5, using: &random) == 0 { return nil }
    switch kind {
    case 0: return .integer(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<63, using: &random))
    case 1:
        var text = ""
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let wide = Bool.random(using: &random)
            let scalar = Unicode.Scalar(UInt32.random(in: 1...(wide ? 0x10FFFF : 0x7F), using: &random))
            if let scalar { text.unicodeScalars.append(scalar) }
        }
        return .text(text)
    default:
        return .blob((0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
}
