import Acts
import Figures
import Storage
import Synchronization

/// Holds the cube in force. Readers take an immutable snapshot; each committed transaction puts a new one in its place before its
/// receipts are given, so that whoever submitted a figure sees it in the next read.
public final class CubeKeeper: Sendable {
    private struct Held {
        var cube: Cube
        var rules: [IndicatorRule]
        /// How many entries of the ledger the cube knows; -1 when it must be made anew.
        var size: Int64
    }

    private let held: Mutex<Held>
    private let database: any Database

    /// Loads the cube from the database.
    init(database: any Database) async throws {
        self.database = database
        held = Mutex(try await database.read { try Self.load(in: $0) })
    }

    /// The cube in force.
    public var snapshot: Cube { held.withLock { $0.cube } }

    /// Brings in what a transaction committed. The acts are durable whatever happens here: a cube that cannot follow is made anew.
    func take(_ committed: [CommittedAct]) async {
        do {
            try await follow(committed)
        } catch {
            held.withLock { $0.size = -1 }
        }
    }

    /// Whether the ledger holds entries that the cube does not know: another process wrote them.
    func isBehind() async throws -> Bool {
        let size = try await database.read { try LedgerBook.size(in: $0) }
        return held.withLock { $0.size != size }
    }

    /// Makes the cube anew from the database.
    func reload() async throws {
        let fresh = try await database.read { try Self.load(in: $0) }
        held.withLock { if fresh.size >= $0.size { $0 = fresh } }
    }

    private func follow(_ committed: [CommittedAct]) async throws {
        guard let first = committed.first, let last = committed.last else { return }
        let known = held.withLock { $0 }
        // Another server's entries lie in between, or a definition changed: the cube is made anew.
        let figuresOnly = committed.allSatisfy { type(of: $0.act).kind == SubmitReturn.kind || !type(of: $0.act).changesFigures }
        guard figuresOnly, first.record.number == known.size else {
            let fresh = try await database.read { try Self.load(in: $0) }
            held.withLock { if fresh.size >= $0.size { $0 = fresh } }
            return
        }
        let returns = committed.compactMap { $0.act as? SubmitReturn }
        var cube = known.cube
        if !returns.isEmpty { cube = try await applying(returns, to: known) }
        let next = Held(cube: cube, rules: known.rules, size: last.record.number + 1)
        held.withLock { if next.size > $0.size { $0 = next } }
    }

    /// Of a unit-period reported before, what is in force is read anew: an older `as_of` may not replace a newer figure, and a share that
    /// became a declared total leaves its old place. A first return, the ordinary case of an import, is taken as it is.
    private func applying(_ returns: [SubmitReturn], to known: Held) async throws -> Cube {
        let rules = known.rules
        let groups = Dictionary(grouping: returns) { [$0.unit, $0.period] }
        let (loaded, stale) = try await database.read { tables in
            var loader = ColumnLoader(rules: rules)
            var stale: Set<ObservationKey> = []
            for (key, acts) in groups {
                let row = try tables.first("SELECT COUNT(*) AS n FROM returns WHERE unit = ? AND period = ?", key.map(SQLValue.text))
                if acts.count == 1, try row?.integer("n") == 1 {
                    for value in acts[0].values { try loader.add(value, unit: key[0], period: key[1]) }
                    continue
                }
                let revisions = try ReturnBook.all(unit: key[0], period: key[1], in: tables)
                let current = ReturnBook.inForce(revisions, asOf: nil)
                for revision in current { try loader.add(revision.value, unit: key[0], period: key[1]) }
                stale.formUnion(try revisions.map { try Self.place(of: $0.value, key) })
                stale.subtract(try current.map { try Self.place(of: $0.value, key) })
            }
            return (loader.columns, stale)
        }
        var next = known.cube
        try next.apply(loaded)
        try next.remove(Array(stale))
        return next
    }

    private static func place(of value: ReturnedValue, _ key: [String]) throws -> ObservationKey {
        try ObservationKey(
            indicator: value.indicator, unit: key[0], period: Period(key[1]),
            breakdown: value.breakdown.map { try Breakdown($0) } ?? .total, isTotal: value.scope == .total)
    }

    private static func load(in tables: any Connection) throws -> Held {
        try Held(
            cube: CubeLoader.cube(in: tables), rules: CubeLoader.rules(in: tables), size: LedgerBook.size(in: tables))
    }
}

extension Act {
    /// Whether the cube depends on acts of this kind. Texts, terms and evaluations leave it as it is.
    static var changesFigures: Bool {
        [
            OpenUnit.kind, MoveUnit.kind, CloseUnit.kind, MergeUnit.kind, SplitUnit.kind, WithdrawUnitEvent.kind,
            DefineIndicator.kind, AssignReporting.kind, SubmitReturn.kind,
        ].contains(kind)
    }
}
