import Foundation
import Synchronization

/// A PostgreSQL server of its own for the tests: Debian's programs, a folder under /tmp, a unix
/// socket only, no password.
///
/// It cannot outlive the test process: a shell watches a pipe whose other end only this process
/// holds; however the process ends, the pipe closes, and the shell stops the server and removes
/// its folder.
public final class TemporaryCluster: Sendable {
    /// The folder of data and socket.
    public let folder: String
    private let watchdog: Watchdog
    private static let counter = Mutex(0)

    /// The one cluster of this process, started at first use, without fsync: its tests are about
    /// behaviour, and a killed client loses nothing by it.
    public static func shared() throws -> TemporaryCluster { try sharedStart.get() }
    private static let sharedStart = Result { try TemporaryCluster(durable: false) }

    /// The folder of PostgreSQL's programs, the newest from 15 on; nil when none is installed.
    public static let programs: String? = {
        let base = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).compactMap(Int.init)
        return versions.filter { $0 >= 15 }.sorted(by: >).map { "\(base)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    /// Starts a cluster and waits until it answers. With `durable`, commits wait for the disk as in production.
    public init(durable: Bool) throws {
        guard let programs = Self.programs else { throw TestSupportFailure("PostgreSQL 15 or newer is not installed") }
        folder = "/tmp/hasila-pg-\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
        guard mkdir(folder, 0o700) == 0 else { throw TestSupportFailure("cannot make \(folder)") }
        // The server refuses to run as root.
        let asPostgres = getuid() == 0 ? "setpriv --reuid postgres --regid postgres --clear-groups --inh-caps=-all" : ""
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(folder)", "max_connections=600",
            "fsync=\(durable ? "on" : "off")", "full_page_writes=\(durable ? "on" : "off")", "lc_messages=C",
        ].map { "-c '\($0)'" }.joined(separator: " ")
        // Signals from a terminal must not end the shell before it has cleaned up.
        let script = """
            trap '' INT TERM HUP
            cd '\(folder)' || exit 1
            [ "$(id -u)" = 0 ] && chown postgres '\(folder)'
            \(asPostgres) '\(programs)/initdb' -D data -U hasila -A trust -E UTF8 --locale=C.UTF-8 \
            \(durable ? "" : "--no-sync") >log 2>&1 || { cat log >&2; cd /; rm -rf '\(folder)'; exit 1; }
            \(asPostgres) '\(programs)/postgres' -D data \(settings) </dev/null >>log 2>&1 &
            server=$!
            read _
            kill -INT $server; wait $server
            cd /; rm -rf '\(folder)'
            """
        watchdog = try Watchdog(script)
        try waitUntilReady(programs)
    }

    /// The address of a new database, which `Databases.open` makes when `createIfMissing` is set.
    public func freshAddress() -> String {
        let number = Self.counter.withLock { count in
            count += 1
            return count
        }
        return address("test_\(number)")
    }

    /// The address of the database of that name.
    public func address(_ name: String) -> String { "postgresql://hasila@/\(name)?host=\(folder)" }

    /// Stops the server, waits for its end, and removes its folder. Done by itself at process end.
    public func stop() { watchdog.stop() }

    private func waitUntilReady(_ programs: String) throws {
        for _ in 0..<600 {
            let probe = Process()
            probe.executableURL = URL(fileURLWithPath: programs + "/pg_isready")
            probe.arguments = ["-q", "-h", folder]
            try probe.run()
            probe.waitUntilExit()
            if probe.terminationStatus == 0 { return }
            guard watchdog.isRunning else { break }
            usleep(50_000)
        }
        throw TestSupportFailure("the temporary PostgreSQL did not start")
    }
}

/// A shell that lives as long as this process keeps its pipe open.
private final class Watchdog: @unchecked Sendable {
    private let process = Process()
    private let pipe = Pipe()

    init(_ script: String) throws {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.standardInput = pipe
        // A child of the tests must not keep the pipe open after they have ended.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func stop() {
        try? pipe.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
