import Acts
import Foundation
import Ledger
import Storage

/// The few files an institution keeps beside its database: the log's signing key and the guard against forks.
///
/// For a folder they lie in it; for PostgreSQL in a folder of the server's own machine (`HASILA_STATE`, else `./data`), because a
/// key in the database would travel with its backups.
struct OfficeFiles: Sendable {
    let folder: String

    /// `state` is where the files lie whatever the engine; nil means the rule above.
    init(for location: DataLocation, state: String? = nil) {
        if let state {
            folder = state
            return
        }
        switch location {
        case .directory(let folder): self.folder = folder
        case .postgresql: folder = ProcessInfo.processInfo.environment["HASILA_STATE"] ?? "./data"
        }
    }

    private var keyFile: String { folder + "/keys/log.key" }
    var guardFile: String { folder + "/guard" }
    /// The cube's own file, which may always be deleted.
    var cubeFile: String { folder + "/cube.cache" }
    /// The evidence files lie beside them: for a folder of data that is `DataLocation.evidenceFolder`.
    var evidenceFolder: String { folder + "/evidence" }

    /// Makes the key of a new log; refuses to replace one.
    func createKey(origin: String) throws -> SigningKey {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: folder + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard !manager.fileExists(atPath: keyFile) else { throw Failure(.institutionExists, ["place": folder]) }
        let key = try SigningKey.generate(name: origin)
        guard
            manager.createFile(
                atPath: keyFile, contents: Data((key.secretText + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw Failure(.unreadableFile, ["file": keyFile]) }
        return key
    }

    /// Reads the key; refuses one that others on the machine may read.
    func readKey() throws -> SigningKey {
        guard let data = FileManager.default.contents(atPath: keyFile) else {
            throw Failure(.toolMissing, ["name": keyFile])
        }
        let mode = try FileManager.default.attributesOfItem(atPath: keyFile)[.posixPermissions] as? Int ?? 0
        guard mode & 0o077 == 0 else { throw Failure(.malformedValue, ["field": keyFile, "value": "mode \(String(mode, radix: 8))"]) }
        do {
            return try SigningKey(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines))
        } catch {
            throw Failure(.malformedRecord, ["record": keyFile])
        }
    }

    /// The guard, checked against the database; a database older than the last signed checkpoint, or another one, is refused.
    func checkedGuard(key: SigningKey, tables: any Connection) throws -> GuardFile {
        let tree = try LedgerBook.tree(in: tables)
        do {
            let file = try GuardFile(at: guardFile)
            _ = try file.check(log: key.verifier.name, size: tree.size) { try tree.root(at: $0) }
            return file
        } catch let error as LedgerError {
            throw Failure(.forkRefused, ["guard": guardFile, "size": "\(tree.size)"], privateDetail: "\(error)")
        }
    }
}
