import Foundation

/// A folder that is removed when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
    /// Its path, without a slash at the end.
    public let path: String

    /// Makes a new empty folder of mode 0700 under `parent`, the system's place for temporary files by default.
    public init(in parent: String? = nil) throws {
        let place = parent ?? NSTemporaryDirectory()
        let base = place.hasSuffix("/") ? String(place.dropLast()) : place
        path = "\(base)/hasila-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        guard mkdir(path, 0o700) == 0 else { throw TestSupportFailure("no temporary folder at \(path)") }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something inside.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// Something the tests need is not there; the text says what.
public struct TestSupportFailure: Error, CustomStringConvertible {
    /// What is missing.
    public let description: String

    /// Says what is missing.
    public init(_ description: String) { self.description = description }
}
