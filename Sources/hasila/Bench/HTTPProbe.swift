import Foundation

/// A client that asks for one page again and again on a kept connection. Times count from when the request was due, not from when it
/// was sent, so that a slow answer is not hidden by the waiting of the next one.
final class HTTPProbe {
    private let descriptor: Int32
    private let request: [UInt8]
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    /// A connection; `path` and `cookie` are those of ``ask()``.
    init?(port: Int, path: String = "/", cookie: String = "") {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        descriptor = socket
        request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n".utf8)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Asks once; the status of the answer, whose body is read to its end.
    func ask() -> Int? { ask(request) }

    /// Sends a whole request; the status of the answer, whose body is read to its end.
    func ask(_ request: [UInt8]) -> Int? {
        guard request.withUnsafeBytes({ send(descriptor, $0.baseAddress, $0.count, 0) }) == request.count else { return nil }
        var taken = 0
        var head: (end: Int, length: Int)?
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { recv(descriptor, $0 + taken, bytes.count - taken, 0) } ?? -1
            }
            guard count > 0 else { return nil }
            taken += count
            if head == nil { head = Self.head(buffer[..<taken]) }
            if let head, taken >= head.end + head.length { break }
        }
        return Int(String(decoding: buffer[9..<12], as: UTF8.self))
    }

    private static func head(_ bytes: ArraySlice<UInt8>) -> (end: Int, length: Int)? {
        let text = String(decoding: bytes.prefix(8_192), as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
        guard let line = lines.first(where: { $0.hasPrefix("content-length:") }) else { return nil }
        let length = Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) ?? 0
        return (text[..<end.upperBound].utf8.count, length)
    }
}
