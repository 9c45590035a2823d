import Foundation

/// A connection that sends one request at a time and reads the answer as it comes, without waiting for it.
final class HTTPLink {
    let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var taken = 0
    private var head: (end: Int, length: Int)?

    init?(port: Int) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        descriptor = socket
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

    /// Sends a whole request; false when the server is gone.
    func send(_ request: [UInt8]) -> Bool {
        (taken, head) = (0, nil)
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                Foundation.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    enum Answer {
        case unfinished, gone
        case whole(status: Int, body: ArraySlice<UInt8>)
    }

    /// Takes what has come.
    func receive() -> Answer {
        while true {
            if taken == buffer.count { buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count)) }
            let (start, room) = (taken, buffer.count - taken)
            let count = buffer.withUnsafeMutableBytes { bytes in
                recv(descriptor, bytes.baseAddress.map { $0 + start }, room, Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { return .unfinished }
            guard count > 0 else { return .gone }
            taken += count
            if head == nil { head = Self.head(buffer, taken) }
            if let head, taken >= head.end + head.length {
                let status = (Int(buffer[9]) - 48) * 100 + (Int(buffer[10]) - 48) * 10 + Int(buffer[11]) - 48
                return .whole(status: status, body: buffer[head.end..<(head.end + head.length)])
            }
        }
    }

    /// Where the head of an answer ends, and how long its body is.
    private static func head(_ bytes: [UInt8], _ count: Int) -> (end: Int, length: Int)? {
        let name = Array("content-length:".utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            var (line, length) = (0, 0)
            for at in 0..<count where bytes[at] == 10 {
                if at - line <= 1 { return (at + 1, length) }
                if at - line > name.count, name.indices.allSatisfy({ bytes[line + $0] | 0x20 == name[$0] | 0x20 }) {
                    length = bytes[(line + name.count)..<at].reduce(0) { (48...57).contains($1) ? $0 * 10 + Int($1 - 48) : $0 }
                }
                line = at + 1
            }
            return nil
        }
    }
}

/// Many connections on few threads, each with one request on its way: the load of many officials at once.
///
/// Without a rate each connection sends its next request when the last one is answered; with one, requests are due at fixed times, and
/// times count from when a request was due.
struct HTTPFleet: Sendable {
    var port: Int
    var connections: Int
    var threads = 2
    /// Requests a second over all connections; nil: as fast as answers come.
    var rate: Double?
    var seconds: Double

    struct Outcome: Sendable {
        /// Milliseconds, in no order.
        var times: [Float] = []
        /// Answers that were not 2xx, and requests that got none.
        var refused = 0, lost = 0
        /// How long it took.
        var seconds = 0.0

        var perSecond: Double { Double(times.count) / max(0.001, seconds) }

        func quantile(_ share: Double) -> Double {
            let sorted = times.sorted()
            return sorted.isEmpty ? 0 : Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
        }
    }

    /// What a connection sends next, and what it learns from the answers. Touched by one thread.
    protocol Crew: AnyObject {
        /// The next request, or nil when there is nothing more to send.
        func next() -> [UInt8]?
        /// The answer to the last one.
        func answered(_ status: Int, _ body: ArraySlice<UInt8>)
    }

    /// Runs until the time is over, nothing is left to send or the server is gone.
    func run(_ crews: [any Crew]) async -> Outcome {
        nonisolated(unsafe) let crews = crews
        let start = ContinuousClock.now
        var sum = await withTaskGroup(of: Outcome.self) { group in
            for thread in 0..<threads {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            let own = stride(from: thread, to: crews.count, by: threads).map { (number: $0, crew: crews[$0]) }
                            continuation.resume(returning: drive(own, start))
                        }
                    }
                }
            }
            return await group.reduce(into: Outcome()) { sum, one in
                sum.times += one.times
                sum.refused += one.refused
                sum.lost += one.lost
            }
        }
        sum.seconds = (ContinuousClock.now - start).seconds
        return sum
    }

    private final class Seat {
        let link: HTTPLink, crew: any Crew
        var due: ContinuousClock.Instant
        var isWaiting = false
        var isGone = false

        init(_ link: HTTPLink, _ crew: any Crew, _ due: ContinuousClock.Instant) {
            (self.link, self.crew, self.due) = (link, crew, due)
        }
    }

    private func drive(_ crews: [(number: Int, crew: any Crew)], _ start: ContinuousClock.Instant) -> Outcome {
        var outcome = Outcome()
        let end = start + .milliseconds(Int(seconds * 1_000))
        let step: Duration = rate.map { .seconds(1) * Double(connections) / $0 } ?? .zero
        var seats: [Seat] = []
        for (number, crew) in crews {
            guard let link = HTTPLink(port: port) else {
                outcome.lost += 1
                continue
            }
            seats.append(Seat(link, crew, start + step * Double(number) / Double(max(1, connections))))
        }
        while !seats.isEmpty {
            let now = ContinuousClock.now
            seats.removeAll { !$0.isWaiting && ($0.due <= now || rate == nil) && !launch($0, now, end, &outcome) }
            guard !seats.isEmpty else { break }
            var polled = seats.map { pollfd(fd: $0.link.descriptor, events: Int16($0.isWaiting ? POLLIN : 0), revents: 0) }
            let idle = seats.filter { !$0.isWaiting }.map(\.due).min().map { max(0, ($0 - .now).milliseconds) }
            // `poll` knows whole milliseconds only: the rest of the wait is slept through in small pieces.
            let wait = min(1_000, idle ?? 1_000)
            if wait < 1 { usleep(UInt32(min(100, wait * 1_000))) }
            _ = poll(&polled, nfds_t(polled.count), Int32(wait))
            for (index, seat) in seats.enumerated() where polled[index].revents != 0 && seat.isWaiting {
                take(seat, step, &outcome)
            }
            seats.removeAll(where: \.isGone)
            // A server that answers nothing any more must not hold the measurement.
            if ContinuousClock.now > end + .seconds(20) {
                outcome.lost += seats.count
                break
            }
        }
        return outcome
    }

    /// Sends a seat's next request; false when it has none, or none may be sent any more.
    private func launch(
        _ seat: Seat, _ now: ContinuousClock.Instant, _ end: ContinuousClock.Instant, _ outcome: inout Outcome
    ) -> Bool {
        guard now < end, let request = seat.crew.next() else { return false }
        if rate == nil { seat.due = .now }
        guard seat.link.send(request) else {
            outcome.lost += 1
            return false
        }
        seat.isWaiting = true
        return true
    }

    private func take(_ seat: Seat, _ step: Duration, _ outcome: inout Outcome) {
        switch seat.link.receive() {
        case .unfinished: return
        case .gone:
            outcome.lost += 1
            seat.isGone = true
        case .whole(let status, let body):
            outcome.times.append(Float((ContinuousClock.now - seat.due).milliseconds))
            if !(200..<300).contains(status) { outcome.refused += 1 }
            seat.crew.answered(status, body)
            seat.isWaiting = false
            seat.due += step
        }
    }
}
