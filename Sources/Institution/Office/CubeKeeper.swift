import Acts
import Figures
import Ledger
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
        /// Grows with every entry that is not a figure, as far as this process knows.
        var epoch: Int64 = 0
    }

    private let held: Mutex<Held>
    /// How many entries the file knows; -1 where there is none of this ledger.
    private let kept: Mutex<Int64>
    private let database: any Database
    private let cache: CubeCache?

    /// Loads the cube: from its file and what was entered since, or from the database.
    init(database: any Database, cache: CubeCache? = nil) async throws {
        self.database = database
        self.cache = cache
        var known: (held: Held, size: Int64)?
        // Whatever is wrong with the file: without it nothing is lost but time.
        if let cache { known = try await database.read { try? Self.cached(cache, in: $0) } }
        let found = if let known { known.held } else { try await database.read { try Self.load(in: $0) } }
        isFromFile = known != nil
        kept = Mutex(known?.size ?? -1)
        held = Mutex(found)
    }

    /// The cube in force.
    public var snapshot: Cube { held.withLock { $0.cube } }

    /// A number that changes when anything but figures was entered, so that what follows from definitions, posts and integrations may be
    /// kept while it stays. Entries of other processes change it once this one has noticed them.
    public var epoch: Int64 { held.withLock { $0.epoch } }

    /// Whether the cube was read from its file, when the office was opened.
    public let isFromFile: Bool

    /// Brings in what a transaction committed. The acts are durable whatever happens here: a cube that cannot follow is made anew.
    func take(_ committed: [CommittedAct]) async {
        if committed.contains(where: { !($0.act is SubmitReturn) }) { held.withLock { $0.epoch += 1 } }
        do {
            try await follow(committed)
        } catch {
            held.withLock { $0.size = -1 }
        }
    }

    /// Brings in what was entered since: a whole file of acts, or what another process entered.
    func takeMany() async {
        let known = held.withLock { $0 }
        do {
            let grown = try await database.read { try Self.grown(known, in: $0) }
            replace(with: grown)
        } catch {
            held.withLock { $0.size = -1 }
        }
    }

    /// The cube with what was entered since; made anew where more than figures was.
    private static func grown(_ known: Held, in tables: any Connection) throws -> Held {
        guard known.size > 0, try hasOnlyFigures(from: known.size, orDefinitions: false, in: tables) else { return try load(in: tables) }
        var next = known
        try CubeLoader.add(from: known.size, to: &next.cube, known.rules, in: tables)
        next.size = try LedgerBook.size(in: tables)
        return next
    }

    /// Whether nothing was entered from a number on that changes figures, but returns (and definitions, where they are taken from the
    /// tables anyway).
    private static func hasOnlyFigures(from size: Int64, orDefinitions: Bool, in tables: any Connection) throws -> Bool {
        let kinds = try tables.query("SELECT DISTINCT kind FROM entries WHERE number >= ?", [.integer(size)])
        return try kinds.map { try $0.text("kind") }.allSatisfy { kind in
            guard let type = Schema.catalogue[kind] else { return false }
            return kind == SubmitReturn.kind || !type.changesFigures || (orDefinitions && type.definesFigures)
        }
    }

    /// The ledger's size where it holds entries that the cube does not know: another process wrote them, or this one just now.
    func sizeAhead() async throws -> Int64? {
        let size = try await database.read { try LedgerBook.size(in: $0) }
        return knows(size) ? nil : size
    }

    /// Whether the cube knows the ledger up to this size.
    func knows(_ size: Int64) -> Bool { held.withLock { $0.size >= size } }

    /// Makes the cube anew from the database.
    func reload() async throws {
        let fresh = try await database.read { try Self.load(in: $0) }
        replace(with: fresh)
    }

    /// Writes the cube's file, unless it knows the ledger as it is already.
    func keep() async throws {
        guard let cache else { return }
        let (cube, size) = held.withLock { ($0.cube, $0.size) }
        guard size > 0, kept.withLock({ $0 }) != size else { return }
        guard let entry = try await database.read({ try LedgerBook.entry(size - 1, in: $0) }) else { return }
        try cache.write(cube, size: size, leaf: entry.leaf)
        kept.withLock { $0 = size }
    }

    /// Forgets the file and writes it again from the ledger's bodies.
    func renew() async throws {
        cache?.remove()
        kept.withLock { $0 = -1 }
        try await reload()
        try await keep()
    }

    private func replace(with fresh: Held) {
        held.withLock { held in
            guard fresh.size >= held.size else { return }
            let epoch = held.epoch + 1
            held = fresh
            held.epoch = epoch
        }
    }

    private func follow(_ committed: [CommittedAct]) async throws {
        guard let first = committed.first, let last = committed.last else { return }
        let known = held.withLock { $0 }
        // Another server's entries lie in between, or a definition changed: the cube is made anew.
        let figuresOnly = committed.allSatisfy { $0.act is any FigureAct || !type(of: $0.act).changesFigures }
        guard figuresOnly else { return try await reload() }
        guard first.record.number == known.size else { return await takeMany() }
        let returns = committed.compactMap { $0.act as? any FigureAct }.filter { !$0.values.isEmpty }
        var cube = known.cube
        if !returns.isEmpty { cube = try await applying(returns, to: known) }
        held.withLock { held in
            guard last.record.number + 1 > held.size else { return }
            (held.cube, held.size) = (cube, last.record.number + 1)
        }
    }

    /// A figure entered now is the one known last, so it simply replaces what was there. Only one that says itself when it was known, or
    /// that declares a total where there may be a share (or the reverse), needs all revisions of its unit and period to be read.
    private func applying(_ returns: [any FigureAct], to known: Held) async throws -> Cube {
        var declared: [String: Bool] = [:]
        func hasTotals(_ indicator: String) -> Bool {
            if let known = declared[indicator] { return known }
            let has = known.cube.hasDeclaredTotals(indicator)
            declared[indicator] = has
            return has
        }
        let isPlain = returns.allSatisfy { one in
            one.values.allSatisfy { $0.asOf == nil && $0.scope != .total && !hasTotals($0.indicator) }
        }
        guard isPlain else { return try await reading(returns, to: known) }
        var loader = ColumnLoader(rules: known.rules)
        for one in returns {
            for value in one.values { try loader.add(value, unit: one.unit, period: one.period) }
        }
        var next = known.cube
        try next.apply(loader.columns)
        return next
    }

    /// Of a unit-period reported before, what is in force is read anew: an older `as_of` may not replace a newer figure, and a share that
    /// became a declared total leaves its old place. A first return, the ordinary case of an import, is taken as it is.
    private func reading(_ returns: [any FigureAct], to known: Held) async throws -> Cube {
        let rules = known.rules
        let groups = Dictionary(grouping: returns) { [$0.unit, $0.period] }
        let (loaded, stale) = try await database.read { tables in
            var loader = ColumnLoader(rules: rules)
            var stale: Set<ObservationKey> = []
            for (key, acts) in groups {
                let row = try tables.first("SELECT COUNT(*) AS n FROM returns WHERE unit = ? AND period = ?", key.map(SQLValue.text))
                if acts.count == 1, try row?.integer("n") == 1 {
                    for value in acts[0].values { try loader.add(value, unit: key[0], period: key[1]) }
                } else {
                    try stale.formUnion(loader.addInForce(unit: key[0], period: key[1], in: tables))
                }
            }
            return (loader.columns, stale)
        }
        var next = known.cube
        try next.apply(loaded)
        try next.remove(Array(stale))
        return next
    }

    private static func load(in tables: any Connection) throws -> Held {
        try Held(
            cube: CubeLoader.cube(in: tables), rules: CubeLoader.rules(in: tables), size: LedgerBook.size(in: tables))
    }

    /// The cube of the file, with what was entered since; nil where the file is not of this ledger, or where figures changed since in
    /// another way than by returns. Answers with the size that the file knows, too.
    private static func cached(_ cache: CubeCache, in tables: any Connection) throws -> (held: Held, size: Int64)? {
        guard let (head, bytes) = cache.read(), head.size > 0 else { return nil }
        let size = try LedgerBook.size(in: tables)
        guard head.size <= size, try LedgerBook.entry(head.size - 1, in: tables)?.leaf == head.leaf else { return nil }
        guard try hasOnlyFigures(from: head.size, orDefinitions: true, in: tables) else { return nil }
        let rules = try CubeLoader.rules(in: tables)
        var cube = try CubeLoader.empty(rules, in: tables)
        try CubeCache.take(head, bytes, into: &cube)
        try CubeLoader.add(from: head.size, to: &cube, rules, in: tables)
        return (held: Held(cube: cube, rules: rules, size: size), size: head.size)
    }
}

extension Act {
    /// Whether the cube depends on acts of this kind. Texts, terms and evaluations leave it as it is.
    static var changesFigures: Bool { definesFigures || kind == SubmitReturn.kind }

    /// Whether it changes the tree, the rules or who reports: what a cube from its file takes from the tables.
    static var definesFigures: Bool {
        [
            OpenUnit.kind, MoveUnit.kind, CloseUnit.kind, MergeUnit.kind, SplitUnit.kind, WithdrawUnitEvent.kind,
            DefineIndicator.kind, AssignReporting.kind,
        ].contains(kind)
    }
}
