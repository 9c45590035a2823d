#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system calls of the guard file, each with its error.
enum GuardDisk {
    /// The bytes of a slot; fewer where the file is cut off.
    static func read(_ descriptor: Int32, at slot: Int) throws(LedgerError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: GuardSlot.byteCount)
        var done = 0
        while done < bytes.count {
            let offset = off_t(slot * GuardSlot.byteCount + done)
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, GuardSlot.byteCount - done, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .guardIO(operation: "read", errno: errno) }
            if count == 0 { return Array(bytes.prefix(done)) }
            done += count
        }
        return bytes
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, at slot: Int) throws(LedgerError) {
        var done = 0
        while done < bytes.count {
            let offset = off_t(slot * GuardSlot.byteCount + done)
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .guardIO(operation: "write", errno: errno) }
            done += count
        }
    }

    static func syncData(_ descriptor: Int32) throws(LedgerError) {
        #if canImport(Darwin)
        // Only this reaches the medium there.
        guard fcntl(descriptor, F_FULLFSYNC) != -1 else { throw .guardIO(operation: "sync", errno: errno) }
        #else
        guard fdatasync(descriptor) == 0 else { throw .guardIO(operation: "fdatasync", errno: errno) }
        #endif
    }

    static func syncDirectory(of path: String) throws(LedgerError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .guardIO(operation: "open directory", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .guardIO(operation: "fsync directory", errno: errno) }
    }

    /// Whether the open file is the one at the path.
    static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }
}
