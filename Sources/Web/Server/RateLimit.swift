import Acts
import Synchronization

/// Token buckets by address: a burst is allowed, a steady stream is not. One per server process.
final class RateLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: Int64
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let burst: Double
    private let perSecond: Double
    /// Beyond this many addresses full buckets are forgotten, so that memory stays bounded.
    private let largestTable = 10_000

    /// A limit of `burst` attempts at once and `perSecond` after that.
    init(burst: Int, perSecond: Double) {
        self.burst = Double(burst)
        self.perSecond = perSecond
    }

    /// Takes one token; throws `E4003` when there is none.
    func take(_ address: String, now: Timestamp) throws {
        let isTaken = buckets.withLock { buckets in
            if buckets.count > largestTable { buckets = buckets.filter { refilled($0.value, now).tokens < burst } }
            var bucket = refilled(buckets[address], now)
            guard bucket.tokens >= 1 else { return false }
            bucket.tokens -= 1
            buckets[address] = bucket
            return true
        }
        if !isTaken { throw Failure(.tooManyRequests) }
    }

    private func refilled(_ bucket: Bucket?, _ now: Timestamp) -> Bucket {
        guard let bucket else { return Bucket(tokens: burst, filled: now.milliseconds) }
        let seconds = Double(max(0, now.milliseconds - bucket.filled)) / 1000
        return Bucket(tokens: min(burst, bucket.tokens + seconds * perSecond), filled: now.milliseconds)
    }
}
