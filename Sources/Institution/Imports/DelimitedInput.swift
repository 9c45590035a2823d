#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes still to be read, a window at a time: a file read in chunks, or bytes already in memory.
///
/// The window holds the row being read and whatever came with it; it never grows past the longest line allowed
/// plus one chunk, whatever the size of the file.
struct DelimitedInput: ~Copyable {
    /// How much is asked of the system at a time.
    static let chunk = 1 << 20

    /// The window. Bytes before `start` are spent.
    private(set) var bytes: [UInt8]
    var start = 0
    /// True when nothing comes after the window.
    private(set) var atEnd: Bool
    /// Bytes taken from the source so far, for progress.
    private(set) var taken: Int
    private let descriptor: Int32

    /// Opens a file for reading, following it in order; it need not be seekable.
    init(path: String) throws(DelimitedError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DelimitedError(.cannotOpen(errno)) }
        self.descriptor = descriptor
        bytes = []
        bytes.reserveCapacity(2 * Self.chunk)
        atEnd = false
        taken = 0
    }

    init(bytes: [UInt8]) {
        descriptor = -1
        self.bytes = bytes
        atEnd = true
        taken = bytes.count
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Drops the spent bytes and reads one more chunk behind the rest. Sets `atEnd` when there was none.
    mutating func refill() throws(DelimitedError) {
        guard !atEnd else { return }
        bytes.removeFirst(start)
        start = 0
        let kept = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.chunk))
        var count: Int
        repeat {
            count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + kept }, Self.chunk)
            }
        } while count < 0 && errno == EINTR
        let reason = errno
        bytes.removeLast(Self.chunk - max(0, count))
        guard count >= 0 else { throw DelimitedError(.cannotRead(reason)) }
        taken += count
        if count == 0 { atEnd = true }
    }

    /// Lets `body` change bytes of the window in place.
    mutating func edit(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeMutableBufferPointer { body($0) }
    }
}
