import Synchronization

/// Remembers translated statements by their text, for all connections of one database.
final class Translations: Sendable {
    private let dialect: SQLDialect
    private let known = Mutex<[SQLKey: SQLDialect.Statement]>([:])
    /// Programs have some hundred statements; a caller that builds texts from values must not fill memory.
    private static let most = 2000

    init(_ engine: Engine) { dialect = SQLDialect(engine: engine) }

    func statement(_ sql: String) throws -> SQLDialect.Statement {
        let key = SQLKey(sql: sql)
        if let statement = known.withLock({ $0[key] }) { return statement }
        let statement = try dialect.translate(sql)
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[key] = statement
        }
        return statement
    }
}
