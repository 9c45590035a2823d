import Foundation

/// One test of this test program, run in a process of its own that may be killed at any moment.
///
/// The test must be disabled unless an environment variable asks for it, and should write what
/// it has achieved to the file of that name.
public final class ChildTest {
    private let process = Process()

    /// Starts the tests whose name matches `filter` in a child, with these variables added.
    public init(filter: String, environment: [String: String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", filter]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }

    /// Ends it as a power cut would (SIGKILL) and waits until it is gone.
    public func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
