import Foundation

/// The folder of shared reference data and test vectors, which stays outside the repository.
public enum Shared {
    /// `HASILA_SHARED`, else `../shared` beside the package; nil when there is none.
    public static let folder: String? = {
        let wished = ProcessInfo.processInfo.environment["HASILA_SHARED"]
        // …/Tests/TestSupport/Shared.swift, with links followed
        let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let package = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = wished ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    /// The path of a shared file. When it is not there, says plainly that the test is skipped and
    /// answers nil: `guard let path = Shared.file("vectors/ledger.json") else { return }`.
    public static func file(_ name: String, test: String = #function) -> String? {
        if let path = folder.map({ "\($0)/\(name)" }), FileManager.default.fileExists(atPath: path) { return path }
        print("SKIPPED: \(test): no shared file \(name) (set HASILA_SHARED to the shared folder)")
        return nil
    }
}
