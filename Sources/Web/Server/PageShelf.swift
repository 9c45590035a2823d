import Identity
import Synchronization

/// Keeps the finished HTML of pages read lately. A page follows from the ledger, the day, the address and the session, and from
/// nothing else, so it holds until one of them changes.
final class PageShelf: Sendable {
    /// What a page follows from.
    struct Key: Hashable {
        let path: String
        let query: String
        let session: Secret
        let size: Int64
        let day: String
    }

    /// Some 30 MB at most: pages are 20 to 120 kB.
    private static let largest = 400

    private let held = Mutex<[Key: String]>([:])

    /// The page, if it was made before.
    func html(_ key: Key) -> String? { held.withLock { $0[key] } }

    /// Keeps a page. When the shelf is full it begins anew: older states of the ledger leave with the rest.
    func keep(_ html: String, _ key: Key) {
        held.withLock { held in
            if held.count >= Self.largest { held = [:] }
            held[key] = html
        }
    }
}
