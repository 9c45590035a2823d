import Foundation

/// How long a helping process may take.
public enum TimeLimit {
    /// Where nothing else is said: `HASILA_TIME_LIMIT` in seconds, else two minutes. A machine that does much else needs longer.
    public static let usual: Duration = {
        let wished = ProcessInfo.processInfo.environment["HASILA_TIME_LIMIT"].flatMap { Int($0) }
        return .seconds(wished.map { max(1, min($0, 86_400)) } ?? 120)
    }()
}
