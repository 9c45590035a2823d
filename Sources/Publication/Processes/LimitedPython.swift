import Acts
import Foundation
import Subprocess
import SystemPackage

/// Runs a Python script of this installation on something strangers made, in a process of its own that may use little memory and
/// time, start nothing, and see no environment. What goes wrong there ends there.
public struct LimitedPython: Sendable {
    /// The Python of the installation.
    public let python: String
    /// The most memory, in MiB, and processor time, in seconds.
    public let megabytes, seconds: Int
    /// How long it may take altogether.
    public let timeLimit: Duration
    /// Whether it may write files, up to 64 MiB each.
    public let mayWrite: Bool

    /// How a run ended.
    public enum Outcome: Sendable, Equatable {
        /// It ended well and said this.
        case finished(String)
        /// It ended badly: what it said on standard error, for the log.
        case failed(String)
        /// It was ended because its time was over.
        case overtime
    }

    /// Limits for a run. `python` defaults to the installation's.
    public init(
        python: String? = nil, megabytes: Int = 768, seconds: Int = 20, timeLimit: Duration = TimeLimit.usual, mayWrite: Bool = false
    ) {
        self.python = URL(filePath: python ?? DocumentComposer.installedPython()).absoluteURL.path
        self.megabytes = megabytes
        self.seconds = seconds
        self.timeLimit = timeLimit
        self.mayWrite = mayWrite
    }

    /// Runs a script among the resources of this room. Throws E3007 when Python is missing. At most `Turnstile.processes` of them run
    /// at a time; others wait their turn.
    public func run(_ script: String, _ arguments: [String], outputLimit: Int = 1 << 20) async throws -> Outcome {
        guard FileManager.default.isExecutableFile(atPath: python) else { throw Failure(.toolMissing, ["what": python]) }
        await Turnstile.processes.enter()
        do {
            let outcome = try await unlimited(script, arguments, outputLimit)
            await Turnstile.processes.leave()
            return outcome
        } catch {
            await Turnstile.processes.leave()
            throw error
        }
    }

    private func unlimited(_ script: String, _ arguments: [String], _ outputLimit: Int) async throws -> Outcome {
        let resources = PublicationResources.folder
        let all =
            ["-I", "-B", resources.appending(path: "limited.py").path, "\(megabytes)", "\(seconds)", resources.appending(path: script).path]
            + (mayWrite ? ["--may-write"] : []) + arguments
        let (python, limit) = (python, timeLimit)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(python)), arguments: Arguments(all), environment: .custom(["LC_ALL": "C.UTF-8"]),
                    workingDirectory: "/", output: .string(limit: outputLimit), error: .string(limit: 16 * 1024))
                guard result.terminationStatus.isSuccess else { return .failed(result.standardError) }
                return .finished(result.standardOutput)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return .overtime
            }
            defer { group.cancelAll() }  // ends the process when the time is over
            return try await group.next() ?? .overtime
        }
    }
}

/// Lets a few in at a time; the others wait in the order they came.
actor Turnstile {
    /// For processes that look at strangers' files.
    static let processes = Turnstile(places: 4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    func enter() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
