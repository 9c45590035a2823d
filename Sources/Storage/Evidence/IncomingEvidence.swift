import Foundation

/// A file that is just arriving: its bytes go to disk piece by piece and are hashed on the way, so that a large file never lies in
/// memory. Keep it with `EvidenceStore.keep`, else it is removed. Used by one task at a time.
public final class IncomingEvidence {
    /// Where the bytes lie until they are kept.
    public let path: String
    /// How many have arrived.
    public private(set) var bytes = 0
    private let most: Int
    private var file: Int32
    private var hash = SHA256()

    init(path: String, most: Int) throws {
        self.path = path
        self.most = most
        try PrivateFiles.makeEmpty(path)
        file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw PrivateFiles.error(path) }
    }

    deinit {
        if file >= 0 { close(file) }
        unlink(path)
    }

    /// Takes the next bytes. Throws `refused` beyond the limit, `diskFull`.
    public func write(_ piece: UnsafeRawBufferPointer) throws {
        guard piece.count <= most - bytes else { throw StorageError.refused("a file of more than \(most) bytes") }
        try PrivateFiles.write(piece, to: file, path: path)
        hash.update(piece)
        bytes += piece.count
    }

    /// Ends the file; answers the hash of its bytes, 64 lower-case hexadecimal digits. Nothing can be written afterwards.
    public func finish() throws -> String {
        close(file)
        file = -1
        try PrivateFiles.sync(file: path)
        return hash.finishHex()
    }
}

extension EvidenceStore {
    /// Begins to receive a file of at most `most` bytes.
    public func receive(most: Int) throws -> IncomingEvidence {
        let place = folder + "/incoming"
        try PrivateFiles.makeFolder(place)
        return try IncomingEvidence(
            path: "\(place)/\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))", most: min(most, maximumBytes))
    }

    /// Keeps a finished file under its hash; the same bytes are kept once. On disk when it returns.
    public func keep(_ incoming: IncomingEvidence, hash: String) throws {
        let target = try path(of: hash)
        if try has(hash), (try? get(hash)) != nil { return }
        let parent = (target as NSString).deletingLastPathComponent
        try PrivateFiles.makeFolder(parent)
        guard rename(incoming.path, target) == 0 else { throw PrivateFiles.error(target) }
        try PrivateFiles.sync(folder: parent)
    }
}
