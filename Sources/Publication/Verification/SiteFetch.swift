import Acts
import Foundation
import Ledger

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Gets the bytes behind an address, nil where there is nothing; throws where nobody answers or the answer is too long.
public struct SiteFetch: Sendable {
    private let body: @Sendable (URL) async throws -> [UInt8]?

    /// A way to fetch, for tests and other transports.
    public init(_ body: @escaping @Sendable (URL) async throws -> [UInt8]?) { self.body = body }

    /// Fetches one address.
    public func callAsFunction(_ address: URL) async throws -> [UInt8]? { try await body(address) }

    /// The most bytes that one file may have.
    static let longestFile = 64 << 20
    /// The most files that a copy may have.
    static let mostFiles = 200_000

    /// Over http or https, without following redirections: a copy is checked where it was said to be.
    public static let http = SiteFetch { address in
        guard address.scheme == "https" || address.scheme == "http" else {
            throw Failure(.unreadableFile, ["file": address.absoluteString, "record": address.absoluteString])
        }
        let transfer = HTTPTransfer()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        return try await transfer.run(session.dataTask(with: address), address)
    }
}

/// One request: keeps what arrives and breaks off what grows too long.
private final class HTTPTransfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    // The session calls its delegate on one serial queue, and `run` sets the continuation before the task starts.
    private var bytes: [UInt8] = []
    private var status = 0
    private var done: CheckedContinuation<[UInt8]?, any Error>?
    private var address = ""

    func run(_ task: URLSessionDataTask, _ address: URL) async throws -> [UInt8]? {
        self.address = address.absoluteString
        return try await withCheckedThrowingContinuation { continuation in
            done = continuation
            task.resume()
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        status = (response as? HTTPURLResponse)?.statusCode ?? 0
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard bytes.count + data.count <= SiteFetch.longestFile else { return dataTask.cancel() }
        bytes += data
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        defer { done = nil }
        if let error {
            done?.resume(throwing: Failure(.unreadableFile, ["file": address, "record": address], privateDetail: "\(error)"))
        } else {
            done?.resume(returning: status == 200 ? bytes : nil)
        }
    }
}

extension Verifier {
    /// Checks a copy on a web server: fetches the log, the manifest and every file it lists, then checks them as a folder. Files
    /// that lie there besides cannot be seen. An address that ends in `.proof` is checked as one proof.
    public static func verify(address: URL, pinnedKey: VerifierKey? = nil, fetch: SiteFetch = .http) async -> VerificationReport {
        var report = VerificationReport()
        do {
            if address.pathExtension == "proof" { return try await verifyProof(address, pinnedKey, fetch) }
            let files = try await SiteDownload(base: address, fetch: fetch).files(pinnedKey)
            report = verify(SiteReader(files: files), pinnedKey)
            report.left("not_listed")
        } catch let failure as Failure {
            report.refuse(failure.code, failure.arguments["record"] ?? address.absoluteString, detail: failure.privateDetail)
        } catch {
            report.refuse(.unreadableFile, address.absoluteString, detail: "\(error)")
        }
        return report
    }

    private static func verifyProof(_ address: URL, _ pinnedKey: VerifierKey?, _ fetch: SiteFetch) async throws -> VerificationReport {
        var report = VerificationReport()
        let name = address.lastPathComponent
        guard let bytes = try await fetch(address) else { throw Failure(.publishedFileAltered, ["file": name, "record": name]) }
        var key = pinnedKey
        var folder = address.deletingLastPathComponent()
        for _ in 0..<4 where key == nil {
            if let found = try await fetch(folder.appending(path: "log/vkey")), found.last == 0x0A {
                key = try? VerifierKey(String(decoding: found.dropLast(), as: UTF8.self))
            }
            guard folder.path.count > 1 else { break }
            folder = folder.deletingLastPathComponent()
        }
        guard let key else { throw Failure(.badSignature, ["file": name, "record": name], privateDetail: "no key given and no log/vkey above") }
        verify(bytes, name, key: key, isPinned: pinnedKey != nil, &report)
        return report
    }
}

/// The files of a copy that a web server carries, as far as its own lists name them.
private struct SiteDownload {
    let base: URL
    let fetch: SiteFetch

    /// Everything that is there of what must be there; what is missing is left for the verifier to name.
    func files(_ pinnedKey: VerifierKey?) async throws -> [String: [UInt8]] {
        var files = try await take(["log/vkey", "log/checkpoint", "manifest", PublicationProof.file])
        guard !files.isEmpty else { throw Failure(.unreadableFile, ["file": base.absoluteString, "record": base.absoluteString]) }
        var names: [String] = []
        if let bytes = files["manifest"], let manifest = try? Manifest(bytes) { names += manifest.lines.map(\.path) }
        // The size is believed only under the log's signature: a forged one could make us fetch without end.
        let site = SiteReader(files: files)
        if let key = try? PublishedLog.key(site), pinnedKey.map({ $0 == key }) ?? true, let bytes = files["log/checkpoint"],
            let note = try? SignedNote(bytes), let size = try? PublishedLog.checkpoint(note, key).size,
            size / UInt64(TilePath.fullWidth) < UInt64(SiteFetch.mostFiles / 3)
        {
            names += TilePath.inventory(size: size).map { "log/\($0.text)" }
        }
        guard names.count <= SiteFetch.mostFiles else { throw Failure(.publishedFileAltered, ["file": "manifest", "record": "manifest"]) }
        files.merge(try await take(names)) { _, new in new }
        return files
    }

    /// A few at a time: quick enough for a far server, mild enough for a small one.
    private func take(_ names: [String]) async throws -> [String: [UInt8]] {
        try await withThrowingTaskGroup(of: (String, [UInt8]?).self) { group in
            var files: [String: [UInt8]] = [:]
            var waiting = names[...]
            func start() {
                guard let name = waiting.popFirst() else { return }
                group.addTask { (name, try await fetch(base.appending(path: name))) }
            }
            for _ in 0..<8 { start() }
            while let (name, bytes) = try await group.next() {
                if let bytes { files[name] = bytes }
                start()
            }
            return files
        }
    }
}
