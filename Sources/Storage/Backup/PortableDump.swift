import Foundation

/// The portable format of a backup, the same for both engines. All numbers are big-endian.
///
///     "HASILA-BACKUP 1\n"
///     then records, each one byte and its content:
///       'T' table    name, UInt16 count of columns, the columns' names
///       'R' row      a value for each column of the last table:
///                      0 null | 1 integer, Int64 | 2 text, UInt32 length, UTF-8 | 3 blob, UInt32 length, bytes
///       'E' end      UInt64 count of rows, then the SHA-256 of all bytes before it
///     where a name is UInt16 length, UTF-8.
///
/// It holds rows, not definitions: the schema is that of the migrations, which the table
/// `schema_migrations`, always the first, names with their hashes. Evidence files are the table
/// `backup_evidence` at the end.
enum PortableDump {
    static let magic = Array("HASILA-BACKUP 1\n".utf8)

    /// Writes all tables of the connection's snapshot to a new file.
    static func write(_ connection: any Connection, to file: String, evidence: BackedEvidence?) throws -> EvidenceReport {
        var report = EvidenceReport()
        try PrivateFiles.makeWhole(file) { part in
            let writer = try PortableDumpWriter(part)
            for table in try connection.dumpOrder() { try writer.write(table, of: connection) }
            if let evidence { report = try writer.write(evidence, of: connection) }
            try writer.finish()
            // Read it back before anyone relies on it.
            try PortableDumpReader.check(part)
        }
        return report
    }
}

extension Connection {
    /// All tables, `schema_migrations` first so that a reader knows the schema before any row.
    func dumpOrder() throws -> [String] {
        try [Migrator.table] + tables().filter { $0 != Migrator.table }
    }
}

/// Writes the portable format, keeping little in memory.
final class PortableDumpWriter {
    private let path: String
    private let file: Int32
    private var buffer: [UInt8] = PortableDump.magic
    private var hash = SHA256()
    private var rowCount: UInt64 = 0
    private static let most = 1 << 20

    init(_ path: String) throws {
        self.path = path
        file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw PrivateFiles.error(path) }
    }

    deinit { Glibc.close(file) }

    func write(_ table: String, of connection: any Connection) throws {
        try begin(table, columns: connection.columns(of: table).map(\.name))
        try connection.dump(table, orderBy: []) { try append(row: $0.values) }
    }

    /// Writes the evidence files named in a snapshot as one more table.
    func write(_ evidence: BackedEvidence, of snapshot: any Connection) throws -> EvidenceReport {
        try begin(BackedEvidence.table, columns: ["hash", "bytes"])
        return try evidence.each(of: snapshot) { try append(row: [.text($0), .blob($1)]) }
    }

    private func begin(_ table: String, columns: [String]) throws {
        buffer.append(UInt8(ascii: "T"))
        try append(name: table)
        append(UInt16(columns.count))
        for column in columns { try append(name: column) }
    }

    private func append(row values: [SQLValue]) throws {
        buffer.append(UInt8(ascii: "R"))
        for value in values { try append(value) }
        rowCount += 1
        if buffer.count >= Self.most { try flush() }
    }

    func finish() throws {
        buffer.append(UInt8(ascii: "E"))
        append(rowCount)
        try flush()
        buffer = hash.finish()
        try buffer.withUnsafeBytes { try PrivateFiles.write($0, to: file, path: path) }
    }

    private func append(_ value: SQLValue) throws {
        switch value {
        case .null: buffer.append(0)
        case .integer(let number):
            buffer.append(1)
            append(number)
        case .text(let text):
            buffer.append(2)
            append(UInt32(text.utf8.count))
            buffer.append(contentsOf: text.utf8)
        case .blob(let bytes):
            buffer.append(3)
            append(UInt32(bytes.count))
            buffer.append(contentsOf: bytes)
        }
    }

    private func append(name: String) throws {
        guard let length = UInt16(exactly: name.utf8.count) else { throw StorageError.refused("a name of 64 KB") }
        append(length)
        buffer.append(contentsOf: name.utf8)
    }

    private func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private func flush() throws {
        hash.update(buffer)
        try buffer.withUnsafeBytes { try PrivateFiles.write($0, to: file, path: path) }
        buffer.removeAll(keepingCapacity: true)
    }
}
