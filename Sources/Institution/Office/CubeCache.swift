import Acts
import Dispatch
import Figures
import Foundation
import Ledger

/// The cube's own file: its figures as they stood after so many entries of the ledger. It only saves time: a file that is missing,
/// damaged, of another ledger or of another program is passed over, and the cube is made from the ledger's bodies.
///
/// It holds figures, so it lies beside the database, readable by the server alone. Every part stands under its own SHA-256, and all
/// of these under one more.
struct CubeCache: Sendable {
    /// Where the file lies.
    let path: String
    /// Cubes with fewer places are made anew faster than they are looked for.
    var least = 200_000

    /// What the file says of itself.
    struct Head: Sendable {
        /// How many entries of the ledger it knows.
        var size: Int64
        /// The leaf of the last of them: another ledger has another one.
        var leaf: LogHash
        fileprivate var parts: [(length: Int, hash: LogHash)] = []
        fileprivate var length = 0
    }

    /// A new number whenever the meaning of a byte changes.
    private static let magic = Array("HSLCUBE1".utf8)

    /// Writes the cube beside the file and then puts it in its place.
    func write(_ cube: Cube, size: Int64, leaf: LogHash) throws {
        guard cube.places >= least else { return }
        let parts = cube.imageParts()
        let hashes = Self.hashes(of: parts.count) { index, body in parts[index].withUnsafeBytes { body($0) } }
        var head = Self.magic
        Self.put(UInt64(size), to: &head)
        head += leaf.bytes
        Self.put(UInt64(parts.count), to: &head)
        for (part, hash) in zip(parts, hashes) {
            Self.put(UInt64(part.count), to: &head)
            head += hash.bytes
        }
        head += LogHash.sha256(head).bytes
        let part = path + ".\(ProcessInfo.processInfo.processIdentifier).part"
        defer { try? FileManager.default.removeItem(atPath: part) }
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw Failure(.unreadableFile, ["file": part])
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
        try file.write(contentsOf: Data(head))
        for bytes in parts { try file.write(contentsOf: Data(bytes)) }
        try file.close()
        // A file that holds another size than it should is found by its hashes: no fsync is needed before it takes its place.
        guard rename(part, path) == 0 else { throw Failure(.unreadableFile, ["file": path]) }
    }

    /// The file's bytes and what they say of themselves, checked; nil where there is no such file, or not a whole one.
    func read() -> (head: Head, bytes: Data)? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return nil }
        return data.withUnsafeBytes { bytes -> Head? in
            guard let head = Self.head(bytes), bytes.count - head.length == head.parts.reduce(0, { $0 + $1.length }) else { return nil }
            var starts = [head.length]
            for part in head.parts { starts.append(starts[starts.count - 1] + part.length) }
            nonisolated(unsafe) let source = bytes
            let places = starts
            let hashes = Self.hashes(of: head.parts.count) { index, body in
                body(UnsafeRawBufferPointer(rebasing: source[places[index]..<places[index + 1]]))
            }
            return hashes == head.parts.map { $0.hash } ? head : nil
        }.map { ($0, data) }
    }

    /// Puts the figures of a file read before into a cube without any.
    static func take(_ head: Head, _ bytes: Data, into cube: inout Cube) throws {
        try bytes.withUnsafeBytes { bytes in
            try cube.takeImage(UnsafeRawBufferPointer(rebasing: bytes[head.length...]))
        }
    }

    /// Removes the file.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    private static func head(_ bytes: UnsafeRawBufferPointer) -> Head? {
        let fixed = magic.count + 8 + 32 + 8
        guard bytes.count >= fixed, bytes.prefix(magic.count).elementsEqual(magic),
            let leaf = LogHash(bytes: bytes[16..<48]), let size = Int64(exactly: number(bytes, 8)),
            let count = Int(exactly: number(bytes, 48)), count <= (bytes.count - fixed) / 40
        else { return nil }
        var head = Head(size: size, leaf: leaf, length: fixed + count * 40 + 32)
        guard bytes.count >= head.length else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: bytes[..<(head.length - 32)])
        guard LogHash(bytes: bytes[(head.length - 32)..<head.length]) == LogHash.sha256(body) else { return nil }
        var rest = bytes.count - head.length
        for part in 0..<count {
            let at = fixed + part * 40
            guard let length = Int(exactly: number(bytes, at)), length <= rest, let hash = LogHash(bytes: bytes[(at + 8)..<(at + 40)])
            else { return nil }
            rest -= length
            head.parts.append((length, hash))
        }
        return head
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    private static func put(_ number: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// The hashes of some parts, worked out on all cores.
    private static func hashes(
        of count: Int, _ part: @escaping @Sendable (Int, (UnsafeRawBufferPointer) -> Void) -> Void
    ) -> [LogHash] {
        [LogHash](unsafeUninitializedCapacity: count) { hashes, filled in
            nonisolated(unsafe) let start = hashes.baseAddress
            DispatchQueue.concurrentPerform(iterations: count) { index in
                part(index) { bytes in (start.map { $0 + index })?.initialize(to: LogHash.sha256(bytes)) }
            }
            filled = count
        }
    }
}
