import Synchronization

/// Hands notices to the streams that listen in this process.
final class NoticeBoard: Sendable {
    private struct State {
        var listeners: [Int: (channel: String, stream: AsyncStream<String>.Continuation)] = [:]
        var next = 0
        var closed = false
    }

    private let state = Mutex(State())

    /// A stream of the payloads on a channel; begins with the empty text, see `Database.changes`.
    /// An impossible channel gives a stream that ends at once.
    func listen(_ channel: String) -> AsyncStream<String> {
        // A listener that never reads must not fill memory; whoever lags needs only the newest.
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(10_000))
        let number: Int? = state.withLock { state in
            guard !state.closed, (try? SQLName.checkChannel(channel)) != nil else { return nil }
            state.next += 1
            state.listeners[state.next] = (channel, continuation)
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        continuation.yield("")
        return stream
    }

    /// The channels someone listens to.
    var channels: Set<String> { state.withLock { Set($0.listeners.values.map(\.channel)) } }

    func post(_ payload: String, on channel: String) {
        for stream in streams(on: channel) { stream.yield(payload) }
    }

    /// Tells everyone that something may have been missed.
    func postGap() {
        for channel in channels { post("", on: channel) }
    }

    func close() {
        let streams = state.withLock { state in
            state.closed = true
            defer { state.listeners = [:] }
            return state.listeners.values.map(\.stream)
        }
        // Outside the lock: finishing calls onTermination, which takes it.
        for stream in streams { stream.finish() }
    }

    private func streams(on channel: String) -> [AsyncStream<String>.Continuation] {
        state.withLock { $0.listeners.values.filter { $0.channel == channel }.map(\.stream) }
    }
}
