import Synchronization

/// The units of an institution over time: a tree for every day.
///
/// Units keep the number of their place in the list they were given in; a later history that only appends units keeps
/// all numbers. Copies are cheap.
///
///     let today = tree.version(on: day)
///     today.subtree(of: "region-3")
public struct TreeHistory: Sendable {
    let storage: Storage

    /// The history without any unit.
    public static let empty = TreeHistory(storage: Storage())

    private init(storage: Storage) {
        self.storage = storage
    }

    /// Checks the units' histories and joins them: one root, known parents and successors, and on no day a cycle.
    /// - Throws: ``TreeError``.
    public init(_ units: [UnitHistory]) throws(TreeError) {
        storage = try Storage(units)
        for day in storage.representativeDays { _ = try Layout(storage, on: day) }
    }

    /// The units' codes, in the order given: a unit's number is its place here.
    public var codes: [String] { storage.codes }

    /// The units as given.
    public var units: [UnitHistory] { storage.units }

    /// The number of a unit, or nil where no unit has the code.
    public func index(of code: String) -> Int? { storage.numbers[code].map(Int.init) }

    /// The days on which something changes (a unit opens, closes or moves), in order.
    public var changes: [Day] { storage.changes }

    /// The tree as it stands on a day. Kept until the next change, so asking again costs nothing.
    public func version(on day: Day) -> TreeVersion {
        version(numbered: storage.versionNumber(on: day))
    }

    func version(numbered number: Int) -> TreeVersion {
        if let known = storage.versions.withLock({ $0[number] }) { return TreeVersion(storage: storage, layout: known) }
        // The initializer has laid out every version once, so that none can fail here.
        guard let made = try? Layout(storage, on: storage.representativeDays[number]) else {
            preconditionFailure("a checked tree has a cycle")
        }
        storage.versions.withLock { $0[number] = made }
        return TreeVersion(storage: storage, layout: made)
    }
}

extension TreeHistory {
    /// The joined histories, and the versions laid out so far.
    final class Storage: Sendable {
        let units: [UnitHistory]
        let codes: [String]
        let numbers: [String: Int32]
        /// Unit by unit, the days and numbers of its parents in order.
        let placements: [[(from: Day, parent: Int32)]]
        let successors: [Int32]
        let changes: [Day]
        let root: Int32
        /// Unit by unit, the intervals (last day excluded) in which an open unit stands directly under it.
        let openChildren: [[(from: Day, until: Day)]]
        let versions = Mutex<[Int: Layout]>([:])

        init() {
            (units, codes, numbers, placements) = ([], [], [:], [])
            (successors, changes, root, openChildren) = ([], [], -1, [])
        }

        init(_ units: [UnitHistory]) throws(TreeError) {
            var numbers: [String: Int32] = [:]
            numbers.reserveCapacity(units.count)
            for (number, unit) in units.enumerated() {
                guard numbers.updateValue(Int32(number), forKey: unit.code) == nil else { throw .duplicateUnit(unit.code) }
            }
            var placements: [[(from: Day, parent: Int32)]] = []
            var successors: [Int32] = []
            var roots: [String] = []
            var changes: Set<Day> = []
            for unit in units {
                if let opened = unit.opened, let closed = unit.closed, closed <= opened {
                    throw .closesBeforeItOpens(unit.code)
                }
                var own: [(from: Day, parent: Int32)] = []
                for placement in unit.placements {
                    guard let parent = numbers[placement.parent] else {
                        throw .unknownParent(unit: unit.code, parent: placement.parent)
                    }
                    if let before = own.last, placement.from <= before.from { throw .placementsOutOfOrder(unit.code) }
                    own.append((placement.from, parent))
                }
                placements.append(own)
                if own.isEmpty { roots.append(unit.code) }
                if let code = unit.successor {
                    guard let heir = numbers[code] else { throw .unknownSuccessor(unit: unit.code, successor: code) }
                    successors.append(heir)
                } else {
                    successors.append(-1)
                }
                changes.formUnion([unit.opened, unit.closed].compactMap(\.self))
                changes.formUnion(own.dropFirst().map(\.from))
            }
            guard roots.count <= 1 else { throw .severalRoots(roots) }
            guard units.isEmpty || roots.count == 1 else { throw .noRoot }
            self.units = units
            self.numbers = numbers
            self.placements = placements
            self.successors = successors
            self.changes = changes.sorted()
            codes = units.map(\.code)
            root = roots.first.flatMap { numbers[$0] } ?? -1
            openChildren = Storage.openChildren(units, placements)
        }

        /// Version 0 holds before the first change, version `k` from change `k` on.
        func versionNumber(on day: Day) -> Int {
            var (low, high) = (0, changes.count)
            while low < high {
                let middle = (low + high) / 2
                if changes[middle] <= day { low = middle + 1 } else { high = middle }
            }
            return low
        }

        /// One day of each version.
        var representativeDays: [Day] { [changes.first?.previous ?? Day(number: 0)] + changes }

        /// Where a unit stands on a day, also when it is not open: not yet open, where it first stood; closed, in its
        /// successor or where it last stood. -1 for the root.
        func parent(of unit: Int, on day: Day) -> Int32 {
            let places = placements[unit]
            guard let first = places.first else { return -1 }
            var reading = day
            if let closed = units[unit].closed, closed <= day {
                if successors[unit] >= 0 { return successors[unit] }
                reading = closed.previous
            } else if let opened = units[unit].opened, day < opened {
                reading = opened
            }
            var found = first.parent
            for place in places where place.from <= reading { found = place.parent }
            return found
        }

        /// True when the unit is open at some time in the period and no open unit stood under it on the last such day.
        func isOpenLeaf(_ unit: Int, in period: Period) -> Bool {
            guard units[unit].isOpen(in: period) else { return false }
            var day = period.last
            if let closed = units[unit].closed, closed <= day { day = closed.previous }
            return !openChildren[unit].contains { $0.from <= day && day < $0.until }
        }

        private static func openChildren(
            _ units: [UnitHistory], _ placements: [[(from: Day, parent: Int32)]]
        ) -> [[(from: Day, until: Day)]] {
            var found = [[(from: Day, until: Day)]](repeating: [], count: units.count)
            for (unit, places) in zip(units, placements) {
                for (index, place) in places.enumerated() {
                    let start = index == 0 ? Day(number: .min) : place.from
                    let end = index + 1 < places.count ? places[index + 1].from : Day(number: .max)
                    let from = max(start, unit.opened ?? Day(number: .min))
                    let until = min(end, unit.closed ?? Day(number: .max))
                    if from < until { found[Int(place.parent)].append((from, until)) }
                }
            }
            return found
        }
    }
}
