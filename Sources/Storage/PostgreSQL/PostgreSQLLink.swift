internal import CPostgreSQL

/// One connection to the server in pipeline mode. Everything on it blocks, so it lives on the
/// thread of one worker and nowhere else.
final class PostgreSQLLink {
    private let handle: OpaquePointer
    private var prepared: [SQLKey: [PreparedStatement]] = [:]
    private var preparedCount = 0
    private var names = 0
    /// Commands to send ahead of the next statement, so that they cost no round trip of their own.
    private var queued: [String] = []
    private static let mostPrepared = 1000

    /// Connects. Throws `unreachable`.
    init(_ address: String) throws {
        handle = try PostgreSQLAddress.connect(address)
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQenterPipelineMode(handle) == 1 else {
            PQfinish(handle)
            throw StorageError.unreachable("libpq has no pipeline mode")
        }
        do {
            for setting in Self.settings { send(setting) }
            _ = try finish()
        } catch {
            PQfinish(handle)
            throw error
        }
    }

    deinit { PQfinish(handle) }

    // A server set to synchronous_commit=off would acknowledge what a power cut takes back.
    private static let settings = [
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
        "SET lock_timeout = '60s'", "SET standard_conforming_strings = on", "SET timezone = 'UTC'",
    ]

    /// Whether the connection is gone for good.
    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }
    /// Whether a transaction is open, failed or not.
    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Sends a command together with whatever comes next.
    func queue(_ command: String) { queued.append(command) }

    /// Takes back the last queued command if it is this one.
    func unqueue(_ command: String) -> Bool {
        guard queued.last == command else { return false }
        queued.removeLast()
        return true
    }

    /// Forgets queued commands; the transaction they belong to is over.
    func dropQueued() { queued = [] }

    /// Runs commands without arguments in one round trip and returns the last answer.
    @discardableResult
    func run(_ commands: String...) throws -> PostgreSQLAnswer {
        sendQueued()
        for command in commands { send(command) }
        return try finish()
    }

    /// Runs one translated statement with its arguments.
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> PostgreSQLAnswer {
        if let statement = known(sql, arguments) {
            sendQueued()
            try send(statement, arguments)
            return try finish()
        }
        guard !arguments.contains(.null) else {
            let statement = try prepare(sql, arguments)
            try send(statement, arguments)
            return try finish()
        }
        // All types are known: preparing and running fit into one round trip.
        sendQueued()
        let statement = sendPrepare(sql, arguments)
        try send(statement, arguments)
        let answer = try finish()
        remember(statement, sql)
        return answer
    }

    /// Runs one translated statement for many rows, a batch a round trip.
    func run(_ statement: SQLDialect.Statement, rows: [[SQLValue]]) throws {
        var next = rows.startIndex
        if let bulk = statement.bulk, bulk.width > 0 {
            // A few hundred parameters a statement; the price of a statement hardly shows any more.
            let group = max(1, min(64, 1024 / bulk.width))
            if rows.count >= group * 2 {
                let groups = rows.count / group
                let text = bulk.text(rows: group)
                try runBatches(text, (0..<groups).lazy.map { rows[($0 * group)..<(($0 + 1) * group)].flatMap { $0 } })
                next = groups * group
            }
        }
        try runBatches(statement.text, rows[next...])
    }

    private func runBatches(_ sql: String, _ batches: some Sequence<[SQLValue]>) throws {
        var waiting = 0
        sendQueued()
        for arguments in batches {
            var statement = known(sql, arguments)
            if statement == nil {
                _ = try drain()
                waiting = 0
                statement = try prepare(sql, arguments)
            }
            guard let statement else { return }
            try send(statement, arguments)
            waiting += 1
            // The server's answers must fit the socket while we are still sending: a bounded batch.
            if waiting == 512 {
                _ = try drain()
                waiting = 0
            }
        }
        _ = try drain()
    }

    /// Opens a cursor and fetches its first rows in one round trip.
    func openCursor(_ name: String, _ sql: String, _ arguments: [SQLValue], first: Int) throws -> PostgreSQLAnswer {
        sendQueued()
        try PostgreSQLValues.withParameters(arguments) { values, lengths, formats in
            let types = arguments.map(PostgreSQLValues.type)
            check(PQsendQueryParams(
                handle, "DECLARE \(name) NO SCROLL CURSOR FOR \(sql)", Int32(arguments.count), types, values, lengths,
                formats, 1))
        }
        send("FETCH \(first) FROM \(name)")
        return try finish()
    }

    /// Forgets all prepared statements: after a change of the schema their answers may no longer fit.
    func forgetPrepared() {
        guard preparedCount > 0 else { return }
        prepared = [:]
        preparedCount = 0
        queued.append("DEALLOCATE ALL")
    }

    // MARK: - Prepared statements

    private func known(_ sql: String, _ arguments: [SQLValue]) -> PreparedStatement? {
        prepared[SQLKey(sql: sql)]?.first { $0.takes(arguments) }
    }

    /// Prepares and asks the server which types it found for the arguments that are null.
    private func prepare(_ sql: String, _ arguments: [SQLValue]) throws -> PreparedStatement {
        sendQueued()
        let statement = sendPrepare(sql, arguments)
        check(PQsendDescribePrepared(handle, statement.name))
        let answer = try finish()
        for index in arguments.indices { statement.types[index] = answer.parameterType(index) }
        remember(statement, sql)
        return statement
    }

    private func sendPrepare(_ sql: String, _ arguments: [SQLValue]) -> PreparedStatement {
        if preparedCount >= Self.mostPrepared {
            forgetPrepared()
            sendQueued()
        }
        names += 1
        let statement = PreparedStatement(name: "h\(names)", types: arguments.map(PostgreSQLValues.type))
        check(PQsendPrepare(handle, statement.name, sql, Int32(arguments.count), statement.types))
        return statement
    }

    private func remember(_ statement: PreparedStatement, _ sql: String) {
        prepared[SQLKey(sql: sql), default: []].append(statement)
        preparedCount += 1
    }

    // MARK: - Sending and receiving

    private func sendQueued() {
        for command in queued { send(command) }
        queued = []
    }

    private func send(_ command: String) {
        check(PQsendQueryParams(handle, command, 0, nil, nil, nil, nil, 1))
    }

    private func send(_ statement: PreparedStatement, _ arguments: [SQLValue]) throws {
        try PostgreSQLValues.withParameters(arguments) { values, lengths, formats in
            check(PQsendQueryPrepared(handle, statement.name, Int32(arguments.count), values, lengths, formats, 1))
        }
    }

    // A failed send shows as a lost connection when the answers are collected; until then
    // there is nothing better to do than to go on.
    private func check(_ sent: Int32) { if sent == 0 { sendFailed = true } }
    private var sendFailed = false

    /// Waits for the answers to everything sent. Throws the first error; else the last answer.
    private func finish() throws -> PostgreSQLAnswer {
        guard let last = try drain() else { throw lost() }
        return last
    }

    /// As `finish`, where perhaps nothing was sent.
    private func drain() throws -> PostgreSQLAnswer? {
        var stale = false
        defer {
            sendFailed = false
            if stale { forgetPrepared() }
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        var failure: StorageError?
        var last: PostgreSQLAnswer?
        while true {
            guard let result = PQgetResult(handle) else {
                // nil also stands between the answers of two commands
                if isLost { throw failure ?? lost() }
                continue
            }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                if let failure { throw failure }
                guard !sendFailed else { throw lost() }
                return last
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                last = PostgreSQLAnswer(result)
            case PGRES_PIPELINE_ABORTED:
                PQclear(result)
            default:
                failure = failure ?? PostgreSQLErrors.error(result, lost: isLost)
                // Another server changed a table under our prepared statements.
                if PostgreSQLErrors.isStalePlan(result) { stale = true }
                PQclear(result)
            }
        }
    }

    private func lost() -> StorageError { .connectionLost(PostgreSQLErrors.message(connection: handle)) }
}

/// A statement the server keeps for this connection, with the types its parameters were declared with.
private final class PreparedStatement {
    let name: String
    var types: [Oid]

    init(name: String, types: [Oid]) {
        self.name = name
        self.types = types
    }

    func takes(_ arguments: [SQLValue]) -> Bool {
        guard arguments.count == types.count else { return false }
        for index in arguments.indices where !PostgreSQLValues.fits(arguments[index], types[index]) { return false }
        return true
    }
}
