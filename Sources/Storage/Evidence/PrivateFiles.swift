import Foundation

/// Files that only the server's user may read, written so that a crash leaves the old state or
/// the new one, never half a file.
enum PrivateFiles {
    /// Whether something is at the path. Throws `permission` when we may not even look.
    static func exists(_ path: String) throws -> Bool {
        var info = stat()
        if stat(path, &info) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw error(path) }
        return false
    }

    /// Makes a folder of mode 0700 and those above it. An existing one keeps its mode.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let parent = (path as NSString).deletingLastPathComponent
        guard errno == ENOENT, !parent.isEmpty, parent != path else { throw error(path) }
        try makeFolder(parent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw error(path) }
        try sync(folder: parent)
    }

    /// Makes an empty file of mode 0600; an existing one is refused.
    static func makeEmpty(_ path: String) throws {
        let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error(path) }
        Glibc.close(file)
    }

    /// Lets `fill` write a file beside `path`, puts it on disk and only then gives it its name.
    /// An existing `path` is refused unless `replacing`; on any error nothing is left.
    static func makeWhole(_ path: String, replacing: Bool = false, _ fill: (String) throws -> Void) throws {
        guard try replacing || !exists(path) else { throw StorageError.refused("the file exists already: \(path)") }
        let part = path + ".part-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try makeEmpty(part)
        do {
            try fill(part)
            try sync(file: part)
            // link refuses an existing name, rename would replace it.
            guard (replacing ? rename(part, path) : link(part, path)) == 0 else { throw error(path) }
        } catch {
            unlink(part)
            throw error
        }
        if !replacing { unlink(part) }
        try sync(folder: (path as NSString).deletingLastPathComponent)
    }

    /// Writes all bytes to an open file.
    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw error(path) }
            done += count
        }
    }

    /// All bytes of a file. Throws `refused` for more than `maximumBytes`.
    static func read(_ path: String, maximumBytes: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw error(path) }
        defer { Glibc.close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw error(path) }
        guard info.st_size <= maximumBytes else { throw StorageError.refused("the file is too big: \(path)") }
        let size = Int(info.st_size)
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, done in
            while done < size {
                let count = Glibc.read(file, buffer.baseAddress.map { $0 + done }, size - done)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw error(path) }
                if count == 0 { return }
                done += count
            }
        }
    }

    /// Waits until a file's bytes are on disk.
    static func sync(file path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw error(path) }
        defer { Glibc.close(file) }
        guard fsync(file) == 0 else { throw error(path) }
    }

    /// Waits until a folder's names are on disk.
    static func sync(folder path: String) throws { try sync(file: path.isEmpty ? "." : path) }

    /// The error for errno after a call that concerned `path`.
    static func error(_ path: String) -> StorageError {
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: .diskFull
        case EROFS: .readOnly
        case EACCES, EPERM: .permission(path)
        case ENOENT: .notFound(path)
        case EEXIST: .refused("the file exists already: \(path)")
        case let code: .failed("\(String(cString: strerror(code))): \(path)")
        }
    }
}
