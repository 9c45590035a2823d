import Foundation

/// Threads that serve jobs from one queue, each with a connection of its own: libpq blocks, and
/// a cooperative thread must not.
///
/// Unchecked: `condition` guards all that changes; a seat is used by its thread alone.
final class PostgreSQLWorkers: @unchecked Sendable {
    typealias Job = @Sendable (PostgreSQLSeat) -> Void

    private let condition = NSCondition()
    private let address: String
    private let most: Int
    private var jobs: [Job] = []
    private var next = 0
    private var threads = 0
    private var idle = 0
    private var closed = false
    private var whenStopped: [@Sendable () -> Void] = []

    /// At most `most` threads, started when there is work for them.
    init(_ address: String, most: Int) {
        self.address = address
        self.most = most
    }

    /// Queues a job; false after `close`.
    func submit(_ job: @escaping Job) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !closed else { return false }
        jobs.append(job)
        if idle < jobs.count - next, threads < most {
            threads += 1
            let thread = Thread { self.serve() }
            thread.name = "hasila postgresql"
            thread.start()
        } else {
            condition.signal()
        }
        return true
    }

    /// Finishes the queued jobs and ends the threads.
    func close() async {
        await withCheckedContinuation { continuation in
            condition.lock()
            closed = true
            if threads == 0 {
                continuation.resume()
            } else {
                whenStopped.append { continuation.resume() }
                condition.broadcast()
            }
            condition.unlock()
        }
    }

    private func serve() {
        let seat = PostgreSQLSeat(address)
        while let job = take() { job(seat) }
        seat.leave()
        condition.lock()
        threads -= 1
        let stopped = threads == 0 ? whenStopped : []
        condition.unlock()
        for tell in stopped { tell() }
    }

    private func take() -> Job? {
        condition.lock()
        defer { condition.unlock() }
        while next == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            next = 0
            if closed { return nil }
            idle += 1
            condition.wait()
            idle -= 1
        }
        next += 1
        return jobs[next - 1]
    }
}

/// A worker's place for its connection: connects at first use and again after a loss.
final class PostgreSQLSeat {
    private let address: String
    private var link: PostgreSQLLink?

    init(_ address: String) { self.address = address }

    /// A connection with the transaction begun and the last command's answer. A connection that
    /// died while it was idle is replaced: nothing was lost yet.
    func begin(_ commands: (PostgreSQLLink) throws -> PostgreSQLAnswer) throws -> (PostgreSQLLink, PostgreSQLAnswer) {
        if let link, !link.isLost {
            do { return (link, try commands(link)) } catch StorageError.connectionLost {
                self.link = nil
            }
        }
        let link = try PostgreSQLLink(address)
        self.link = link
        return (link, try commands(link))
    }

    /// Ends a transaction that did not commit; gives the connection up when it cannot.
    func abandon() {
        guard let link else { return }
        link.dropQueued()
        if link.isLost {
            self.link = nil
        } else if link.isInTransaction, (try? link.run("ROLLBACK")) == nil {
            self.link = nil
        }
    }

    /// A fresh connection in place of the present one. Throws `unreachable`.
    func renew() throws -> PostgreSQLLink {
        link = nil
        let fresh = try PostgreSQLLink(address)
        link = fresh
        return fresh
    }

    func leave() { link = nil }
}
