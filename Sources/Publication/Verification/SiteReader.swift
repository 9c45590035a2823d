import Acts
import Foundation

/// The files of a published copy by their addresses. Nothing but plain files and folders may lie in it.
struct SiteReader {
    /// The plain files, in order.
    let paths: [String]
    /// What is neither file nor folder: links, sockets and the like.
    let strange: [String]
    private let known: Set<String>
    private let read: (String) -> [UInt8]?

    /// Walks the folder. Throws E1101 when it cannot be read.
    init(_ root: URL) throws {
        let manager = FileManager.default
        // A copy may itself be reached by a link; inside it none is followed.
        let root = root.resolvingSymlinksInPath()
        guard let names = try? manager.subpathsOfDirectory(atPath: root.path) else {
            throw Failure(.unreadableFile, ["file": root.path, "record": root.path])
        }
        var paths: [String] = []
        var strange: [String] = []
        for name in names {
            switch try? manager.attributesOfItem(atPath: root.appending(path: name).path)[.type] as? FileAttributeType {
            case .typeDirectory?: continue
            case .typeRegular?: paths.append(name)
            default: strange.append(name)
            }
        }
        self.paths = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.strange = strange.sorted()
        known = Set(paths)
        read = { path in manager.contents(atPath: root.appending(path: path).path).map { [UInt8]($0) } }
    }

    /// Files that lie in memory.
    init(files: [String: [UInt8]]) {
        paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        strange = []
        known = Set(paths)
        read = { files[$0] }
    }

    /// The bytes of a file. Throws E2005 when it is missing.
    func bytes(_ path: String) throws -> [UInt8] {
        guard known.contains(path), let bytes = read(path) else { throw Failure(.publishedFileAltered, ["file": path, "record": path]) }
        return bytes
    }
}
