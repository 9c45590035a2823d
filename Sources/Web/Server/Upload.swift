import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Storage

/// A form with one file, read as it arrives: the file goes to disk piece by piece, fields stay in memory.
struct Upload {
    /// The fields, as of a form without a file.
    let form: Form
    /// The file's name as its owner gave it, without a folder; empty when none was chosen.
    let name: String
    /// The media type the browser declared.
    let declared: String?
    /// The file; nil when none was chosen.
    let file: IncomingEvidence?

    /// Reads `multipart/form-data` of the visitor's own session. The form's token must come before the file, so that a stranger's bytes
    /// are never taken. Throws `badForm`, and `evidenceTooLarge` beyond `most` bytes of file.
    static func ofSession(_ request: Request, _ context: WebContext, store: EvidenceStore, most: Int) async throws -> Upload {
        guard let visitor = context.visitor, let kind = request.headers[.contentType], let boundary = boundary(of: kind) else {
            throw Failure(.badForm)
        }
        let secret = visitor.session.secret
        let parts = MultipartReader(boundary: boundary)
        var fields: [String: String] = [:]
        var (name, declared, file): (String, String?, IncomingEvidence?) = ("", nil, nil)
        func take(_ event: MultipartReader.Event) throws {
            switch event {
            case .field(let key, let value):
                guard fields.count < 200, !value.utf8.contains(0) else { throw Failure(.badForm) }
                if fields[key] == nil { fields[key] = value }
            case .file(let fileName, let type):
                guard file == nil, secret.accepts(formToken: fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
                name = String(fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "")
                declared = type
                // Browsers send an empty part for a file field that was left alone.
                if !name.isEmpty { file = try store.receive(most: most) }
            case .bytes(let piece):
                guard let file else { return }
                guard file.bytes + piece.count <= most else {
                    throw Failure(.evidenceTooLarge, ["file": name, "bytes": "> \(most)", "most": "\(most)"])
                }
                try file.write(piece)
            }
        }
        do {
            for try await buffer in request.body {
                try buffer.withUnsafeReadableBytes { try parts.feed($0, take) }
            }
        } catch let error as StorageError {
            throw error.failure
        }
        guard parts.isFinished, secret.accepts(formToken: fields[Form.tokenField] ?? "") else { throw Failure(.badForm) }
        return Upload(form: Form(content: fields), name: name, declared: declared, file: file)
    }

    /// The boundary of a `multipart/form-data` header; nil for anything else.
    static func boundary(of type: String) -> [UInt8]? {
        guard type.lowercased().hasPrefix("multipart/form-data"), let start = type.range(of: "boundary=") else { return nil }
        let rest = type[start.upperBound...]
        let text = rest.hasPrefix("\"") ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != ";" && $0 != " " }
        return (1...70).contains(text.utf8.count) ? Array(text.utf8) : nil
    }
}

/// Takes `multipart/form-data` apart as it arrives (RFC 7578). Keeps at most one piece, one header and one field in memory.
final class MultipartReader {
    /// What was found.
    enum Event {
        case field(String, String)
        case file(name: String, type: String?)
        case bytes(UnsafeRawBufferPointer)
    }

    private enum State { case preamble, header, field(String), file, end }

    private static let largestHeader = 8_192
    private static let largestField = 1 << 18
    private let delimiter: [UInt8]
    private var pending: [UInt8] = [0x0D, 0x0A]
    private var state = State.preamble
    /// Whether the closing boundary was seen.
    private(set) var isFinished = false

    /// A reader for parts between a boundary.
    init(boundary: [UInt8]) { delimiter = Array("\r\n--".utf8) + boundary }

    /// Takes the next bytes. Throws `badForm` for what is no such form, and whatever `take` throws.
    func feed(_ bytes: UnsafeRawBufferPointer, _ take: (Event) throws -> Void) throws {
        if isFinished { return }
        pending.append(contentsOf: bytes)
        while try step(take) {}
    }

    /// Does one step; false when more bytes are needed.
    private func step(_ take: (Event) throws -> Void) throws -> Bool {
        switch state {
        case .end: return false
        case .header:
            if pending.starts(with: [0x2D, 0x2D]) {
                (state, isFinished) = (.end, true)
                return false
            }
            guard let end = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
                guard pending.count <= Self.largestHeader else { throw Failure(.badForm) }
                return false
            }
            guard end <= Self.largestHeader else { throw Failure(.badForm) }
            try open(String(decoding: pending[..<end], as: UTF8.self), take)
            pending.removeFirst(end + 4)
            return true
        case .preamble:
            guard let start = find(delimiter) else {
                guard pending.count <= Self.largestHeader else { throw Failure(.badForm) }
                return false
            }
            pending.removeFirst(start + delimiter.count)
            state = .header
            return true
        case .field(let name):
            guard let end = find(delimiter) else {
                guard pending.count <= Self.largestField else { throw Failure(.badForm) }
                return false
            }
            guard let text = String(validating: pending[..<end], as: UTF8.self) else { throw Failure(.badForm) }
            try take(.field(name, text))
            pending.removeFirst(end + delimiter.count)
            state = .header
            return true
        case .file:
            let end = find(delimiter)
            // The beginning of a boundary may stand at the end of what has arrived.
            let sure = end ?? max(0, pending.count - delimiter.count + 1)
            try pending.withUnsafeBytes { try take(.bytes(UnsafeRawBufferPointer(rebasing: $0[..<sure]))) }
            pending.removeFirst(end.map { $0 + delimiter.count } ?? sure)
            if end != nil { state = .header }
            return end != nil
        }
    }

    private func open(_ header: String, _ take: (Event) throws -> Void) throws {
        var (name, file, type): (String?, String?, String?) = (nil, nil, nil)
        for line in header.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            switch line[..<colon].lowercased() {
            case "content-disposition":
                name = Self.parameter("name", value)
                file = Self.parameter("filename", value)
            case "content-type": type = value
            default: break
            }
        }
        guard let name, name.utf8.count <= 200 else { throw Failure(.badForm) }
        if let file {
            state = .file
            try take(.file(name: file, type: type))
        } else {
            state = .field(name)
        }
    }

    /// A quoted parameter as browsers write it: a quote inside is %22, line ends are %0D%0A.
    private static func parameter(_ name: String, _ value: String) -> String? {
        guard let start = value.range(of: "; \(name)=\"") ?? value.range(of: ";\(name)=\"") else { return nil }
        let text = value[start.upperBound...].prefix { $0 != "\"" }
        return String(text).replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "")
    }

    /// Where a needle begins, if anywhere: its first byte is looked for at the speed of memory, then the rest compared.
    private func find(_ needle: [UInt8]) -> Int? {
        pending.withUnsafeBytes { hay in
            guard let base = hay.baseAddress, hay.count >= needle.count else { return nil }
            var start = 0
            while start <= hay.count - needle.count,
                let found = memchr(base + start, Int32(needle[0]), hay.count - needle.count - start + 1)
            {
                if memcmp(found, needle, needle.count) == 0 { return base.distance(to: UnsafeRawPointer(found)) }
                start = base.distance(to: UnsafeRawPointer(found)) + 1
            }
            return nil
        }
    }
}
