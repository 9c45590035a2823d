import Acts
import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The style sheets and marks, read once at start. Their addresses carry a piece of their hash, so a browser may keep them for a year.
public struct StaticFiles: Sendable {
    private struct File {
        let bytes: ByteBuffer
        let mark: String
        let type: String
    }

    private let files: [String: File]

    /// Reads the files of some directories (not of their subdirectories). Throws `E3007` when one is missing.
    public init(directories: [URL]) throws {
        var files: [String: File] = [:]
        for directory in directories { files.merge(try Self.files(in: directory)) { first, _ in first } }
        self.files = files
    }

    private static func files(in directory: URL) throws -> [String: File] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        } catch {
            throw Failure(.toolMissing, ["what": directory.lastPathComponent], privateDetail: "\(error)")
        }
        var files: [String: File] = [:]
        for name in names {
            guard let type = types[(name as NSString).pathExtension] else { continue }
            let data = try Data(contentsOf: directory.appendingPathComponent(name))
            let mark = SHA256.hash(data: data).prefix(6).map { String(format: "%02x", $0) }.joined()
            files[name] = File(bytes: ByteBuffer(bytes: data), mark: mark, type: type)
        }
        return files
    }

    /// The address of a file, or of one that answers 404 when there is none of that name.
    public func link(_ name: String) -> String {
        SiteRoute.asset(mark: files[name]?.mark ?? "none", name: name).link()
    }

    /// Answers with a file, or with 304 when the browser has it. Throws `E1004` for an unknown one.
    func respond(to request: Request, name: String, mark: String?) throws -> Response {
        guard let file = files[name], mark == nil || mark == file.mark else { throw Failure(.notFound) }
        let tag = "\"\(file.mark)\""
        var headers: HTTPFields = [
            .eTag: tag,
            .cacheControl: mark == nil ? "no-cache" : "public, max-age=31536000, immutable",
        ]
        if request.headers[.ifNoneMatch]?.contains(tag) == true { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = file.type
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.bytes))
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "woff2": "font/woff2", "png": "image/png",
        "js": "text/javascript; charset=utf-8", "txt": "text/plain; charset=utf-8",
    ]
}
