import Acts
import Figures
import Ledger
import Storage

/// One figure in force that an evaluation rests on.
public struct BasisFigure: Sendable, Hashable {
    /// Who reported it, for which period.
    public let unit, period: String
    /// The figure as returned.
    public let value: ReturnedValue
    /// Entry that gave it, and its place in the return.
    public let act: Int64
    public let position: Int

    /// What identifies it, without its value: unit, indicator, period, breakdown.
    public var key: String { "\(unit) \(value.indicator) \(period) \(value.breakdown ?? "-")" }
}

/// Finds the figures in force that the evaluation of a unit's year rests on: those of the indicators its commitments are measured by
/// (a ratio's numerator and denominator too), for the periods of the year, as reported by the unit itself; an indicator the unit does
/// not report is looked for among the units below it, then with the institution's root. Terms without indicators rest on
/// everything the unit reported. Keeps what it read: one basis for one reading of the tables.
public final class FigureBasis {
    private let year: Int
    private let tables: any Connection
    private let span: Period
    private var reported: [String: [BasisFigure]] = [:]
    private var family: [String: [String]] = [:]
    private var rootCode: String??

    /// A basis for the evaluations of a year.
    public init(year: Int, in tables: any Connection) {
        (self.year, self.tables) = (year, tables)
        span = Period(year: year)
    }

    /// The figures, by unit, indicator, period and breakdown.
    public func figures(of unit: String, commitments: [Commitment]) throws -> [BasisFigure] {
        let measured = Set(try commitments.compactMap(\.terms.indicator).flatMap(members))
        let own = try figures(reportedBy: unit)
        guard !measured.isEmpty else { return own.sorted(by: Self.order) }
        var found = own.filter { measured.contains($0.value.indicator) }
        var open = measured.subtracting(found.map(\.value.indicator))
        if !open.isEmpty {
            let below = try descendants(of: unit).flatMap { try figures(reportedBy: $0) }.filter { open.contains($0.value.indicator) }
            found += below
            open.subtract(below.map(\.value.indicator))
        }
        if !open.isEmpty, let root = try root(), root != unit {
            found += try figures(reportedBy: root).filter { open.contains($0.value.indicator) }
        }
        return found.sorted(by: Self.order)
    }

    /// What the figures come to: 64 hexadecimal digits that change when any of them is added, revised or withdrawn.
    public static func digest(_ figures: [BasisFigure]) throws -> String {
        var bytes: [UInt8] = []
        for figure in figures {
            bytes += Array(figure.key.utf8) + [0x20]
            figure.value.write(to: &bytes)
            bytes.append(0x0A)
        }
        return MerkleHash.leaf(bytes).hex
    }

    private static func order(_ a: BasisFigure, _ b: BasisFigure) -> Bool { a.key < b.key }

    /// Every figure a unit reported for the year, in force.
    private func figures(reportedBy unit: String) throws -> [BasisFigure] {
        if let known = reported[unit] { return known }
        let periods = try ReturnBook.periods(unit: unit, in: tables).filter { (try? Period($0))?.overlaps(span) ?? false }
        let found = try periods.flatMap { period in
            try ReturnBook.current(unit: unit, period: period, asOf: nil, in: tables).map {
                BasisFigure(unit: unit, period: period, value: $0.value, act: $0.act, position: $0.position)
            }
        }
        reported[unit] = found
        return found
    }

    /// An indicator with those it is computed from.
    private func members(of indicator: String) throws -> [String] {
        if let known = family[indicator] { return known }
        let found = try IndicatorBook.indicator(indicator, in: tables)
        let members = [indicator, found?.numerator, found?.denominator].compactMap { $0 }
        family[indicator] = members
        return members
    }

    private func root() throws -> String? {
        if let rootCode { return rootCode }
        let found = try UnitBook.root(in: tables)
        rootCode = .some(found)
        return found
    }

    private func descendants(of unit: String) throws -> [String] {
        var found: [String] = []
        var open = try UnitBook.hasChildren(unit, in: tables) ? [unit] : []
        while let next = open.popLast() {
            let children = try UnitBook.children(of: next, on: "\(year)-12-31", in: tables)
            found += children
            open += children
            guard found.count < 100_000 else { throw Failure(.cyclicUnits, ["unit": unit]) }
        }
        return found
    }
}
