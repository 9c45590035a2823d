import Foundation
import TestSupport

/// `verify.py` as a person runs it.
enum OutsideVerifier {
    struct Answer: Sendable {
        let status: Int32
        let text: String
    }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The project's own Python where `make setup` has made one.
    static let python: String = {
        let own = repository.appending(path: ".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : "/usr/bin/python3"
    }()

    static let script = repository.appending(path: "Sources/Publication/Resources/verify.py").path

    /// Runs it to its end; `script` nil takes the repository's own, not the copy's.
    static func run(_ arguments: [String], script: String? = nil, in folder: String? = nil) async throws -> Answer {
        try await start([script ?? Self.script] + arguments, in: folder)
    }

    private static func start(_ arguments: [String], in folder: String?) async throws -> Answer {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        return try await withCheckedThrowingContinuation { done in
            do {
                try process.run()
            } catch {
                return done.resume(throwing: error)
            }
            // The output is a few lines: it fits into the pipe.
            DispatchQueue.global().async {
                let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                done.resume(returning: Answer(status: process.terminationStatus, text: text))
            }
        }
    }
}
