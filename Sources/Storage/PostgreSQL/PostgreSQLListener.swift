internal import CPostgreSQL
import Foundation

/// Listens for notices on a connection and a thread of its own, which start with the first listener.
///
/// Unchecked: `lock` guards all that changes; the connection belongs to the thread.
final class PostgreSQLListener: @unchecked Sendable {
    private let address: String
    private let board = NoticeBoard()
    private let lock = NSLock()
    private var running = false
    private var closed = false
    /// A pipe that wakes the thread from waiting for the server.
    private var wake: (read: Int32, write: Int32) = (-1, -1)

    init(_ address: String) { self.address = address }

    deinit {
        if wake.read >= 0 {
            Glibc.close(wake.read)
            Glibc.close(wake.write)
        }
    }

    func listen(_ channel: String) -> AsyncStream<String> {
        let stream = board.listen(channel)
        lock.lock()
        defer { lock.unlock() }
        guard !closed else { return stream }
        if !running {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return stream }
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
            }
            wake = (ends[0], ends[1])
            running = true
            let thread = Thread { self.serve() }
            thread.name = "hasila listen"
            thread.start()
        }
        nudge()
        return stream
    }

    func close() {
        lock.lock()
        closed = true
        nudge()
        lock.unlock()
        board.close()
    }

    private func nudge() {
        guard running else { return }
        var byte: UInt8 = 1
        // A full pipe has woken the thread already.
        _ = Glibc.write(wake.write, &byte, 1)
    }

    private var isClosed: Bool { lock.withLock { closed } }

    private func serve() {
        var pause: Int32 = 100
        while !isClosed {
            if let handle = try? PostgreSQLAddress.connect(address) {
                pause = 100
                PQsetNoticeProcessor(handle, { _, _ in }, nil)
                follow(handle)
                PQfinish(handle)
            }
            if isClosed { return }
            // Woken early by close; else the server gets a growing rest, at most 5 s.
            var event = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
            if poll(&event, 1, pause) > 0 { drain() }
            pause = min(pause * 2, 5000)
        }
    }

    /// Serves one connection until it is lost or we are closed.
    private func follow(_ handle: OpaquePointer) {
        var heard: Set<String> = []
        while !isClosed {
            for channel in board.channels.subtracting(heard) {
                let result = PQexec(handle, "LISTEN \(channel)")
                let listening = PQresultStatus(result) == PGRES_COMMAND_OK
                PQclear(result)
                guard listening else { return }
                heard.insert(channel)
                // From here on nothing is missed; what came before must be read.
                board.post("", on: channel)
            }
            while let notice = PQnotifies(handle) {
                board.post(String(cString: notice.pointee.extra), on: String(cString: notice.pointee.relname))
                PQfreemem(notice)
            }
            var events = [
                pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&events, 2, -1) >= 0 || errno == EINTR else { return }
            if events[1].revents != 0 { drain() }
            guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { return }
        }
    }

    private func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while Glibc.read(wake.read, &bytes, bytes.count) > 0 {}
    }
}
