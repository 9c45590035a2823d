import Foundation

/// Reads the portable format. Every length is checked against what is left of the file before
/// memory is taken, and the end must fit the hash: a cut or changed file is `corrupt`.
final class PortableDumpReader {
    private let path: String
    private let file: Int32
    private var left: Int
    private var buffer: [UInt8] = []
    private var next = 0
    private var hash = SHA256()
    private var rowCount: UInt64 = 0

    /// What the reader meets, in the order of the file.
    enum Record {
        case table(name: String, columns: [String])
        case row([SQLValue])
    }

    private init(_ path: String) throws {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw PrivateFiles.error(path) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw PrivateFiles.error(path) }
        left = Int(info.st_size)
    }

    deinit { Glibc.close(file) }

    /// Whether the file begins as a portable backup.
    static func recognizes(_ path: String) throws -> Bool {
        let reader = try PortableDumpReader(path)
        guard reader.left >= PortableDump.magic.count else { return false }
        return try reader.take(PortableDump.magic.count).elementsEqual(PortableDump.magic)
    }

    /// Reads the whole file for its hash and form only.
    static func check(_ path: String) throws { try read(path) { _ in } }

    /// Hands over every record. Throws `corrupt` at the end at the latest when the file is
    /// damaged: let nothing of it count before this returns.
    static func read(_ path: String, _ body: (Record) throws -> Void) throws {
        let reader = try PortableDumpReader(path)
        guard try reader.take(PortableDump.magic.count).elementsEqual(PortableDump.magic) else { throw reader.damaged }
        var width: Int?
        while true {
            switch try reader.number(UInt8.self) {
            case UInt8(ascii: "T"):
                let name = try reader.name()
                let columns = try (0..<reader.number(UInt16.self)).map { _ in try reader.name() }
                width = columns.count
                try body(.table(name: name, columns: columns))
            case UInt8(ascii: "R"):
                guard let width else { throw reader.damaged }
                var values: [SQLValue] = []
                for _ in 0..<width { values.append(try reader.value()) }
                reader.rowCount += 1
                try body(.row(values))
            case UInt8(ascii: "E"):
                return try reader.finish()
            default: throw reader.damaged
            }
        }
    }

    private var damaged: StorageError { .corrupt("the backup is damaged or incomplete: \(path)") }

    private func finish() throws {
        guard try number(UInt64.self) == rowCount else { throw damaged }
        hash.update(Array(buffer[..<next]))
        let expected = hash.finish()
        buffer.removeFirst(next)
        next = 0
        guard try take(32).elementsEqual(expected), left == 0, next == buffer.count else { throw damaged }
    }

    private func value() throws -> SQLValue {
        switch try number(UInt8.self) {
        case 0: return .null
        case 1: return .integer(try number(Int64.self))
        case 2: return .text(try text(Int(number(UInt32.self))))
        case 3: return .blob(Array(try take(Int(number(UInt32.self)))))
        default: throw damaged
        }
    }

    private func name() throws -> String { try text(Int(number(UInt16.self))) }

    private func text(_ count: Int) throws -> String {
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw damaged }
        return text
    }

    private func number<N: FixedWidthInteger>(_: N.Type) throws -> N {
        try take(MemoryLayout<N>.size).reduce(N.zero) { $0 << 8 | N(truncatingIfNeeded: $1) }
    }

    private func take(_ count: Int) throws -> ArraySlice<UInt8> {
        if buffer.count - next < count { try fill(count) }
        defer { next += count }
        return buffer[next..<next + count]
    }

    /// Reads on until `count` bytes are there; what was used is hashed and dropped.
    private func fill(_ count: Int) throws {
        guard buffer.count - next + left >= count else { throw damaged }
        hash.update(Array(buffer[..<next]))
        buffer.removeFirst(next)
        next = 0
        let wanted = min(left, max(1 << 20, count - buffer.count))
        let held = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: wanted))
        var done = 0
        while done < wanted {
            let got = buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(file, bytes.baseAddress.map { $0 + held + done }, wanted - done)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw damaged }
            done += got
        }
        left -= wanted
    }
}
