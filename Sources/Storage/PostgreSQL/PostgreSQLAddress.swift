internal import CPostgreSQL

/// Reads `postgresql://` addresses and makes raw connections.
enum PostgreSQLAddress {
    /// Connects, in UTF-8. Throws `unreachable` with libpq's words, which never hold the password.
    static func connect(_ address: String, database: String? = nil) throws -> OpaquePointer {
        // What comes before dbname the address may override, what comes after it may not.
        var settings: [(String, String)] = [
            ("application_name", "hasila"), ("connect_timeout", "10"), ("keepalives_idle", "30"),
            ("tcp_user_timeout", "30000"), ("dbname", address), ("client_encoding", "UTF8"),
        ]
        if let database { settings.append(("dbname", database)) }
        let handle = withStrings(settings.map(\.0)) { keywords in
            withStrings(settings.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let handle else { throw StorageError.unreachable("no memory for a connection") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = PostgreSQLErrors.message(connection: handle)
            PQfinish(handle)
            throw StorageError.unreachable(message)
        }
        return handle
    }

    /// The name of the database in an address, nil when it gives none. Throws `refused` for a malformed address.
    static func databaseName(_ address: String) throws -> String? {
        guard let options = PQconninfoParse(address, nil) else {
            throw StorageError.refused("not a postgresql:// address")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "dbname" { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }

    /// Makes sure the database exists, or makes it. Called after a connection failed: the server
    /// does not tell a program why, so we look from the database `postgres`.
    /// Throws `notFound` when it may not be made, `original` when that was not the reason.
    static func provide(_ address: String, createIfMissing: Bool, original: StorageError) throws {
        guard let name = try databaseName(address) else { throw original }
        guard let handle = try? connect(address, database: "postgres") else { throw original }
        defer { PQfinish(handle) }
        let found = name.withCString { PQexecParams(
            handle, "SELECT 1 FROM pg_database WHERE datname = $1", 1, nil, [$0], nil, nil, 0) }
        defer { PQclear(found) }
        guard PQresultStatus(found) == PGRES_TUPLES_OK, PQntuples(found) == 0 else { throw original }
        guard createIfMissing else { throw StorageError.notFound("the database \"\(name)\" on the server") }
        let options = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        let made = PQexec(handle, "CREATE DATABASE \(try SQLName.quoted(name)) \(options)")
        defer { PQclear(made) }
        guard let made, PQresultStatus(made) == PGRES_COMMAND_OK else {
            throw made.map { PostgreSQLErrors.error($0, lost: false) } ?? original
        }
    }

    /// Lends texts as C strings, ended by nil.
    private static func withStrings<T>(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> T) -> T {
        let copies = texts.map { text in
            let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
            for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
            bytes[text.utf8.count] = 0
            return bytes
        }
        defer { copies.forEach { $0.deallocate() } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
