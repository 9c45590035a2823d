extension Connection {
    /// Calls `body` for every row of a table, all columns in their order, in an order that does
    /// not depend on the engine: integers by value, texts and blobs by their bytes, null first.
    /// Without `orderBy` the primary key orders, without a key all columns do. So two databases
    /// of different engines can be compared row by row. Throws `notFound` for an unknown table.
    public func dump(_ table: String, orderBy: [String] = [], _ body: (Row) throws -> Void) throws {
        let columns = try columns(of: table)
        guard !columns.isEmpty else { throw StorageError.notFound("table \(table)") }
        let key = columns.filter { $0.keyPosition > 0 }.sorted { $0.keyPosition < $1.keyPosition }
        let order = try orderBy.isEmpty ? (key.isEmpty ? columns : key) : orderBy.map { name in
            guard let column = columns.first(where: { $0.name == name }) else {
                throw StorageError.notFound("column \(name) of table \(table)")
            }
            return column
        }
        let terms = try order.map { column in
            // The database's own collation would order "é" by language on one engine and by bytes on the other.
            let collation = column.kind == .text ? (engine == .postgresql ? " COLLATE \"C\"" : " COLLATE BINARY") : ""
            return try SQLName.quoted(column.name) + collation + " NULLS FIRST"
        }
        let names = try columns.map { try SQLName.quoted($0.name) }.joined(separator: ", ")
        let sql = "SELECT \(names) FROM \(try SQLName.quoted(table)) ORDER BY \(terms.joined(separator: ", "))"
        try forEach(sql, [], body)
    }

    /// Count and SHA-256 (hexadecimal) of a table's rows in the order of `dump`: equal on both
    /// engines exactly when the rows are equal. Columns are taken by name, so their order does not matter.
    public func digest(of table: String) throws -> (rows: Int, sha256: String) {
        var hash = SHA256()
        var rows = 0
        var order: [Int]?
        try dump(table) { row in
            let positions = order ?? row.columns.indices.sorted { row.columns[$0] < row.columns[$1] }
            order = positions
            rows += 1
            var bytes: [UInt8] = []
            for position in positions {
                let (kind, content): (UInt8, [UInt8]) =
                    switch row.values[position] {
                    case .null: (0, [])
                    case .integer(let number): (1, withUnsafeBytes(of: number.bigEndian) { Array($0) })
                    case .text(let text): (2, Array(text.utf8))
                    case .blob(let blob): (3, blob)
                    }
                bytes.append(kind)
                // The length keeps two neighbours from flowing into each other.
                withUnsafeBytes(of: UInt64(content.count).bigEndian) { bytes.append(contentsOf: $0) }
                bytes += content
            }
            hash.update(bytes)
        }
        return (rows, hash.finishHex())
    }
}
