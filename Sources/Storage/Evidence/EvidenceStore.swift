import Foundation

/// Evidence files, each under the SHA-256 of its bytes: `<folder>/ab/cdef…`. The same bytes are
/// kept once; a file never changes, so a wrong byte is always found when it is read.
public struct EvidenceStore: Sendable {
    /// The folder that holds the files.
    public let folder: String
    /// The size of the largest file taken, in bytes.
    public let maximumBytes: Int

    /// Uses `folder` (made with mode 0700 at the first `put`). `DataLocation.evidenceFolder`
    /// names it for SQLite; for PostgreSQL the operator does.
    public init(folder: String, maximumBytes: Int = 64 << 20) {
        self.folder = folder
        self.maximumBytes = maximumBytes
    }

    /// Keeps the bytes (file mode 0600), on disk when it returns, and answers their hash: 64
    /// lower-case hexadecimal digits. Throws `refused` above the limit, `diskFull`, `permission`.
    @discardableResult
    public func put(_ bytes: [UInt8]) throws -> String {
        guard bytes.count <= maximumBytes else {
            throw StorageError.refused("a file of \(bytes.count) bytes, more than \(maximumBytes)")
        }
        let hash = SHA256.hex(bytes)
        let path = try path(of: hash)
        if let kept = try? get(hash), kept == bytes { return hash }
        try PrivateFiles.makeFolder((path as NSString).deletingLastPathComponent)
        try PrivateFiles.makeWhole(path, replacing: true) { part in
            let file = open(part, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { throw PrivateFiles.error(part) }
            defer { Glibc.close(file) }
            try bytes.withUnsafeBytes { try PrivateFiles.write($0, to: file, path: part) }
        }
        return hash
    }

    /// The bytes under a hash, verified. Throws `notFound`, `corrupt` when they no longer have
    /// that hash, and `refused` for text that is not a hash.
    public func get(_ hash: String) throws -> [UInt8] {
        let path = try path(of: hash)
        let bytes: [UInt8]
        do { bytes = try PrivateFiles.read(path, maximumBytes: maximumBytes) } catch StorageError.notFound {
            throw StorageError.notFound("evidence \(hash)")
        }
        guard SHA256.hex(bytes) == hash else { throw StorageError.corrupt("evidence \(hash) does not have its hash") }
        return bytes
    }

    /// Whether a file of this hash is kept; its bytes are not read.
    public func has(_ hash: String) throws -> Bool { try PrivateFiles.exists(path(of: hash)) }

    /// The hashes of all files kept, in order.
    public func hashes() throws -> [String] {
        guard try PrivateFiles.exists(folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().flatMap { prefix in
            guard prefix.utf8.count == 2 else { return [String]() }
            return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(prefix)").sorted()
                .map { prefix + $0 }.filter(Self.isHash)
        }
    }

    func path(of hash: String) throws -> String {
        // Also what keeps a hash from naming another folder.
        guard Self.isHash(hash) else { throw StorageError.refused("not a SHA-256 in lower-case hexadecimal") }
        return "\(folder)/\(hash.prefix(2))/\(hash.dropFirst(2))"
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
