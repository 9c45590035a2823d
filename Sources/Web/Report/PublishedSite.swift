import Acts
import Foundation
import HTTPTypes
import Hummingbird

/// The published site on disk, shown to signed-in officials as the public will see it. Files are read as they are asked for;
/// the public itself is served by any web server, never by this one.
struct PublishedSite: Sendable {
    /// The directory, or nil when nothing is published.
    let directory: String?

    /// The address of a file of the site.
    static func link(_ path: String) -> String {
        SiteRoute.published.link() + "/" + path.split(separator: "/", omittingEmptySubsequences: false).map { SiteRoute.encoded(String($0)) }.joined(separator: "/")
    }

    /// Whether the site has a file.
    func has(_ path: String) -> Bool { file(path) != nil }

    /// Answers with a file; a directory answers with its `index.html`. Throws `notFound` for anything outside or missing.
    func respond(to path: String) throws -> Response {
        let wanted = path.isEmpty || path.hasSuffix("/") ? path + "index.html" : path
        guard let file = file(wanted), let data = FileManager.default.contents(atPath: file) else {
            throw Failure(.notFound, privateDetail: "published \(path.prefix(200))")
        }
        let type = Self.types[(file as NSString).pathExtension] ?? "application/octet-stream"
        let headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache"]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    /// The file of a path, or nil when it would leave the directory or does not exist.
    private func file(_ path: String) -> String? {
        guard let directory else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) && !$0.contains("\\") }) else { return nil }
        let root = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        let full = URL(fileURLWithPath: directory + "/" + path).resolvingSymlinksInPath().path
        var isDirectory: ObjCBool = false
        guard full.hasPrefix(root + "/"), FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory.boolValue else {
            return nil
        }
        return full
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8",
        "woff2": "font/woff2", "py": "text/plain; charset=utf-8", "xml": "application/xml",
    ]
}
