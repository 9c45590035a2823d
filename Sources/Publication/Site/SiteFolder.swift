import Acts
import Foundation

/// The folder that a site is written to: replaced as a whole or not at all.
struct SiteFolder {
    private let folder: URL

    init(_ folder: URL) { self.folder = folder.standardizedFileURL }

    /// Refuses a folder that holds anything but an earlier site: publishing must never delete someone's files. Throws E1101.
    func check() throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw refusal("file") }
        let names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
        guard names.isEmpty || (names.contains("manifest") && names.contains("publication.proof")) else { throw refusal("not empty") }
    }

    /// Writes all files beside the folder and then puts the new one in the place of the old one.
    func replace(with site: [String: [UInt8]]) throws {
        let files = FileManager.default
        let parent = folder.deletingLastPathComponent()
        let fresh = parent.appending(path: ".\(folder.lastPathComponent).new-\(UUID().uuidString)")
        let stale = parent.appending(path: ".\(folder.lastPathComponent).old-\(UUID().uuidString)")
        do {
            for (path, bytes) in site {
                let file = fresh.appending(path: path)
                try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            if Self.exchange(fresh.path, folder.path) {
                try files.removeItem(at: fresh)
                return
            }
            let isThere = files.fileExists(atPath: folder.path)
            if isThere { try files.moveItem(at: folder, to: stale) }
            try files.moveItem(at: fresh, to: folder)
            if isThere { try files.removeItem(at: stale) }
        } catch {
            try? files.removeItem(at: fresh)
            if !files.fileExists(atPath: folder.path), files.fileExists(atPath: stale.path) { try? files.moveItem(at: stale, to: folder) }
            throw (error as? Failure) ?? Failure(.unreadableFile, ["file": folder.path], privateDetail: "\(error)")
        }
    }

    /// Exchanges two folders in one step, so that a reader finds the old site or the new one and never none. False where one of them
    /// is not there or the file system cannot do it.
    private static func exchange(_ one: String, _ other: String) -> Bool {
        #if os(Linux)
            // The C library has had it since 2018, but its header shows it to GNU programs only.
            typealias Exchange = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            let renameExchange: UInt32 = 2
            return unsafeBitCast(symbol, to: Exchange.self)(AT_FDCWD, one, AT_FDCWD, other, renameExchange) == 0
        #else
            return false
        #endif
    }

    private func refusal(_ reason: String) -> Failure { Failure(.unreadableFile, ["file": folder.path, "reason": reason]) }
}
