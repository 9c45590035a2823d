import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A small file outside the database that remembers the last signed checkpoint, so that data restored from an older
/// copy, or a second process on other data, can never make the log sign a fork.
///
///     let guardFile = try GuardFile(at: path)                     // GuardFile.create(at:first:) once, at `init`
///     try guardFile.check(log: origin, size: size) { try tree.root(at: $0) }  // on start: refuses or is fine
///     // each batch: sign → commit the transaction → advance the guard → only then answer and publish
///     try guardFile.advance(from: last, to: GuardRecord(checkpoint))
///
/// **Durability.** The file is two preallocated pages; each advance overwrites the older one in place (`pwrite`) and
/// waits for `fdatasync`: one disk sync, about 0.1 ms, against about 0.5 ms for write, sync, rename and sync of the
/// directory. A write torn by a crash leaves the other page, which holds the checkpoint before; the torn one was
/// never acknowledged, so nothing was published under it. Creation uses a temporary file, `fsync`, a link that fails
/// if the name is taken, and `fsync` of the directory. The mode is 0600.
///
/// **Several writers.** Each advance locks the file (`flock`), rereads it and compares. Who finds it moved gets
/// `guardMoved`, reads ``current()``, checks it against the data, and may then advance from there.
///
/// **After a failed sync** the kernel may claim success for pages that never reached the disk: the guard refuses all
/// further advances until it is opened again.
public final class GuardFile: Sendable {
    /// How long ``advance(from:to:)`` waits.
    public enum Durability: Sendable {
        /// For `fdatasync`: the record survives loss of power.
        case synced
        /// For the system call only: the record survives the death of the process, not loss of power. After that the
        /// guard may stand some checkpoints too early, which makes it weaker, never wrong.
        case written
    }

    /// Where the file is.
    public let path: String
    private let durability: Durability
    private let file: Mutex<State>

    private struct State: ~Copyable {
        let descriptor: Int32
        var hasFailed = false
        init(descriptor: Int32) { self.descriptor = descriptor }
        deinit { _ = close(descriptor) }
    }

    /// Opens the guard file. A missing one is an error: whoever deletes it must not thereby restart the log.
    /// - Throws: `guardMissing`, `guardDamaged`, `guardIO`.
    public init(at path: String, durability: Durability = .synced) throws(LedgerError) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .guardMissing(path: path) : .guardIO(operation: "open", errno: errno)
        }
        self.path = path
        self.durability = durability
        file = Mutex(State(descriptor: descriptor))
        _ = try current()
    }

    /// Makes the guard file of a new log (or, by an administrator's express will, of a log whose guard was lost).
    /// - Throws: `guardExists`, `guardIO`.
    public static func create(
        at path: String, first: GuardRecord, durability: Durability = .synced
    ) throws(LedgerError) -> GuardFile {
        let temporary = "\(path).\(getpid()).new"
        // Left by a process of the same id that died here; nobody else writes under this name.
        unlink(temporary)
        let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .guardIO(operation: "create", errno: errno) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        // Both slots are whole from the start, so that a slot that is not whole always means damage.
        for sequence in 0...1 {
            try GuardDisk.write(
                GuardSlot(sequence: UInt64(sequence), record: first).bytes, to: descriptor, at: sequence)
        }
        guard fchmod(descriptor, 0o600) == 0 else { throw .guardIO(operation: "chmod", errno: errno) }
        guard fsync(descriptor) == 0 else { throw .guardIO(operation: "fsync", errno: errno) }
        // link, unlike rename, does not replace a guard that is already there.
        guard link(temporary, path) == 0 else {
            throw errno == EEXIST ? .guardExists(path: path) : .guardIO(operation: "link", errno: errno)
        }
        try GuardDisk.syncDirectory(of: path)
        return try GuardFile(at: path, durability: durability)
    }

    /// The last checkpoint that was guarded.
    /// - Throws: `guardDamaged`, `guardMissing` if the file was taken away meanwhile, `guardIO`.
    public func current() throws(LedgerError) -> GuardRecord {
        try locked { state throws(LedgerError) in try self.newest(state.descriptor).record }
    }

    /// Whether one of the two records is not whole: a write was cut off, or the disk or somebody changed it. The
    /// guard works on with the other; the next advance mends it. Worth a line in the log.
    public func isHalfDamaged() throws(LedgerError) -> Bool {
        try locked { state throws(LedgerError) in
            for slot in 0...1 {
                let bytes = try GuardDisk.read(state.descriptor, at: slot)
                if (try? GuardSlot(bytes)) == nil { return true }
            }
            return false
        }
    }

    /// Moves the guard from the checkpoint the caller knows to the next one; durable on return.
    ///
    /// The same checkpoint again is fine and writes nothing.
    /// - Throws: `guardMoved` if the guard stands elsewhere; `guardNotAdvanced` if `next` is smaller, of another log,
    ///   or has another root at the same size; `guardIO`.
    public func advance(from known: GuardRecord, to next: GuardRecord) throws(LedgerError) {
        try locked { state throws(LedgerError) in
            guard !state.hasFailed else { throw .guardIO(operation: "advance after a failed sync", errno: EIO) }
            let newest = try self.newest(state.descriptor)
            guard newest.record == known else { throw .guardMoved(expected: known, found: newest.record) }
            guard next != known else { return }
            guard next.isSameLog(as: known), next.size > known.size else {
                throw .guardNotAdvanced(from: known, to: next)
            }
            let slot = GuardSlot(sequence: newest.sequence + 1, record: next)
            do throws(LedgerError) {
                try GuardDisk.write(slot.bytes, to: state.descriptor, at: Int(slot.sequence % 2))
                if self.durability == .synced { try GuardDisk.syncData(state.descriptor) }
            } catch {
                state.hasFailed = true
                throw error
            }
        }
    }

    /// How the data stand to the guard, where all is well.
    public enum Standing: Hashable, Sendable {
        /// The data end with the guarded checkpoint.
        case exact
        /// The data hold entries that were committed but not yet guarded (a crash in between); they continue what was
        /// signed. The caller advances the guard before publishing.
        case dataAhead(guarded: GuardRecord)
    }

    /// To be called on start, and after `guardMoved`: whether the data continue what was last signed.
    /// - Parameters:
    ///   - origin: the log's origin; a guard of another log is refused.
    ///   - size: the number of entries in the data.
    ///   - rootAt: the root of the data at a size, worked out from stored tiles or entries.
    /// - Throws: `dataBehindGuard` or `fork`, on which the server must not start; `originMismatch`; what `rootAt` throws.
    public func check(
        log origin: String, size: UInt64, rootAt: (UInt64) throws -> LogHash
    ) throws -> Standing {
        let guarded = try current()
        guard guarded.origin.utf8.elementsEqual(origin.utf8) else {
            throw LedgerError.originMismatch(expected: origin, found: guarded.origin)
        }
        guard size >= guarded.size else { throw LedgerError.dataBehindGuard(guarded: guarded, dataSize: size) }
        let root = try rootAt(guarded.size)
        guard root == guarded.root else { throw LedgerError.fork(guarded: guarded, dataRoot: root) }
        return size == guarded.size ? .exact : .dataAhead(guarded: guarded)
    }

    /// The slot that counts: the whole one with the higher sequence.
    private func newest(_ descriptor: Int32) throws(LedgerError) -> GuardSlot {
        var found: GuardSlot?
        for place in 0...1 {
            let bytes = try GuardDisk.read(descriptor, at: place)
            guard let slot = try? GuardSlot(bytes), Int(slot.sequence % 2) == place else { continue }
            if slot.sequence >= found?.sequence ?? 0 { found = slot }
        }
        guard let found else { throw .guardDamaged(path: path) }
        return found
    }

    /// Runs with the lock against other threads (the mutex) and other processes (flock).
    private func locked<T: Sendable>(
        _ body: (inout State) throws(LedgerError) -> T
    ) throws(LedgerError) -> T {
        try file.withLock { state throws(LedgerError) in
            while flock(state.descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw .guardIO(operation: "flock", errno: errno) }
            }
            defer { _ = flock(state.descriptor, LOCK_UN) }
            // A file that was replaced or deleted while open would be guarded in vain.
            guard GuardDisk.isStill(state.descriptor, at: path) else { throw .guardMissing(path: path) }
            return try body(&state)
        }
    }
}
