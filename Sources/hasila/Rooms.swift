import Identity
import Institution
import Storage

/// What the rooms beside the institution bring to its database. Their tables are not projections of acts: secrets never are.
enum Rooms {
    /// Numbered from 100, so that the institution's own migrations can grow.
    static let migrations = [Migration(number: 100, name: "sign-in", sql: IdentityTables.sql)]
}
