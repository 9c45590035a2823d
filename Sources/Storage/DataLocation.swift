/// Where an institution's data lies.
public enum DataLocation: Sendable, Hashable {
    /// A folder with the SQLite file `hasila.sqlite` and the evidence files.
    case directory(String)
    /// A `postgresql://` address.
    case postgresql(String)

    /// Reads the value of `--data`: a `postgresql://` or `postgres://` address, else a folder.
    /// Throws `StorageError.refused` for empty text, NUL and addresses of other kinds.
    public init(_ text: String) throws {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw StorageError.refused("the place of the data is empty or contains NUL")
        }
        if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .postgresql(text)
        } else if text.contains("://") {
            throw StorageError.refused("the place of the data is a folder or a postgresql:// address")
        } else {
            self = .directory(text)
        }
    }

    /// The engine that serves this place.
    public var engine: Engine {
        switch self {
        case .directory: .sqlite
        case .postgresql: .postgresql
        }
    }

    /// The SQLite file of a folder; nil for PostgreSQL.
    public var sqliteFile: String? {
        guard case .directory(let folder) = self else { return nil }
        return folder + "/hasila.sqlite"
    }

    /// The folder of the evidence files beside the database; nil for PostgreSQL, where it is given separately.
    public var evidenceFolder: String? {
        guard case .directory(let folder) = self else { return nil }
        return folder + "/evidence"
    }
}
