import Acts
import Foundation
import Institution
import Localization
import Storage
import Synchronization

/// Tells the followers of a meeting what changed, as soon as it is committed. What is shown is rendered once for a language and sent to all of
/// its followers: two hundred readers cost one rendering.
final class MeetingWatch: Sendable {
    /// Which meeting, in which language.
    struct Channel: Hashable, Sendable {
        let year: Int
        let language: Language
    }

    /// Beyond this many followers of one server the next is refused with `E4003`.
    static let most = 2_000

    private struct State {
        var followers: [Channel: [Int: AsyncStream<String>.Continuation]] = [:]
        var next = 0
        var count = 0
        var seen: Int64 = -1
        var isWatching = false
    }

    private let state = Mutex(State())
    private let office: Office
    /// Renders the fragment of a channel as the tables stand; nil when the meeting does not exist.
    private let render: @Sendable (Channel) async throws -> (html: String, last: Int64)?

    init(office: Office, render: @escaping @Sendable (Channel) async throws -> (html: String, last: Int64)?) {
        self.office = office
        self.render = render
    }

    /// How many follow now.
    var count: Int { state.withLock { $0.count } }

    /// Follows a channel: messages as they are to be sent, the state of now first. Ends when the reader of the stream is cancelled.
    func follow(_ channel: Channel) async throws -> AsyncStream<String> {
        // A follower who reads slowly misses states in between, never the latest.
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(2))
        let (number, begins) = try state.withLock { state -> (Int, Bool) in
            guard state.count < Self.most else { throw Failure(.tooManyRequests) }
            let begins = !state.isWatching
            state.isWatching = true
            state.next += 1
            state.count += 1
            state.followers[channel, default: [:]][state.next] = continuation
            return (state.next, begins)
        }
        continuation.onTermination = { [weak self] _ in self?.leave(number, channel) }
        if begins { await watch() }
        if let message = try await message(channel) { continuation.yield(message) }
        return stream
    }

    private func leave(_ number: Int, _ channel: Channel) {
        state.withLock { state in
            guard state.followers[channel]?.removeValue(forKey: number) != nil else { return }
            state.count -= 1
            if state.followers[channel]?.isEmpty == true { state.followers[channel] = nil }
        }
    }

    /// One event of the stream: the entry's number, and the fragment as JSON on one line.
    private func message(_ channel: Channel) async throws -> String? {
        guard let (html, last) = try await render(channel) else { return nil }
        struct Change: Encodable {
            let entry: Int64
            let html: String
        }
        let data = String(decoding: try JSONEncoder().encode(Change(entry: last, html: html)), as: UTF8.self)
        return "id: \(last)\nevent: change\ndata: \(data)\n\n"
    }

    /// Begins to follow the ledger, with the first follower: own commits at once, those of other processes by the database's notices and by
    /// looking once a second while anyone follows.
    private func watch() async {
        let size = try? await office.database.read { try LedgerBook.size(in: $0) }
        state.withLock { $0.seen = size ?? 0 }
        await office.registrar.follow { [weak self] committed in
            guard let self else { return }
            let years = Set(committed.compactMap { Self.year(of: $0.act) })
            // The receipt waits for followers of the registrar, not for two hundred readers.
            Task { await self.changed(years, through: (committed.map(\.record.number).max() ?? 0) + 1) }
        }
        let database = office.database
        Task { [weak self] in
            for await _ in database.changes(Registrar.channel) {
                guard let self else { return }
                await self.look()
            }
        }
        Task { [weak self] in
            while true {
                try? await Task.sleep(for: .seconds(1))
                guard let self else { return }
                if self.count > 0 { await self.look() }
            }
        }
    }

    /// Reads what other processes entered since.
    private func look() async {
        let seen = state.withLock { $0.seen }
        guard let entries = try? await office.database.read({ tables -> [Entry] in
            guard try LedgerBook.size(in: tables) > seen else { return [] }
            return try LedgerBook.entries(from: seen, limit: 1_000, in: tables)
        }), let last = entries.last else { return }
        let years = entries.compactMap { entry in
            Self.kinds.contains(entry.record.kind)
                ? Schema.catalogue[entry.record.kind].flatMap { try? $0.decoded(fromBody: entry.body) }.flatMap(Self.year) : nil
        }
        await changed(Set(years), through: last.record.number + 1)
    }

    private func changed(_ years: Set<Int>, through size: Int64) async {
        let channels = state.withLock { state -> [Channel] in
            state.seen = max(state.seen, size)
            return state.followers.keys.filter { years.contains($0.year) }
        }
        for channel in channels {
            guard let message = try? await message(channel) else { continue }
            state.withLock { $0.followers[channel].map { Array($0.values) } ?? [] }.forEach { $0.yield(message) }
        }
    }

    private static let kinds: Set<String> = [
        HoldMeeting.kind, RecordDecision.kind, ConveneMeeting.kind, FreezeDossier.kind, RecordAttendance.kind, RecordIntervention.kind,
        GiveGuidance.kind, OrderPriorities.kind, SetPriority.kind, FollowDecision.kind, SignMinutes.kind,
    ]

    /// The meeting whose minutes an act changes.
    static func year(of act: any Act) -> Int? {
        switch act {
        case let act as HoldMeeting: act.year
        case let act as RecordDecision: act.year
        case let act as ConveneMeeting: act.year
        case let act as FreezeDossier: act.year
        case let act as RecordAttendance: act.year
        case let act as RecordIntervention: act.year
        case let act as GiveGuidance: act.year
        case let act as SignMinutes: act.year
        case let act as FollowDecision: act.meeting
        case let act as OrderPriorities: act.year - 1
        case let act as SetPriority: act.year - 1
        default: nil
        }
    }
}
