/// The running sums of a block for one breakdown under one tree, or under each period's own: segments of columns that
/// share a version of the tree.
struct Layer: Sendable {
    let segments: [Segment]
}

/// Running sums over (units in pre-order × periods): any subtree and any run of periods is four look-ups.
///
/// Only units that report have a row; `rank` turns a place in the tree into a row. Planes lie period after period, each
/// the running sum of the periods up to it, so that a roll-up of all units over a span reads memory in order.
struct Segment: Sendable {
    /// The block's columns that the segment holds.
    let columns: Range<Int>
    let version: Int
    let layout: Layout
    /// Place by place, the number of rows before it; one more entry at the end.
    let rank: Plane<Int32>
    /// Row by row, its unit.
    let units: [Int32]
    /// Official values and coverage: a declared total is made true by adding the unexplained difference at its own unit.
    let corners: Plane<Corner>
    /// What the units reported, without declared totals; empty where nothing is declared.
    let reportedValues: [Int64]
    /// Reported unit-periods of units that only hang in this tree; empty where there are none.
    let hanging: [Int32]
    /// Declared totals; empty where there are none.
    let declared: [Int32]
    /// For each bit of ``Mark`` that occurs, other than the value itself, how many unit-periods have it.
    let marks: [(bit: UInt32, counts: [Int32])]

    /// The rows of a unit and all below it, or of the unit alone.
    func rows(of unit: Int, alone: Bool) -> Range<Int> {
        let place = Int(layout.place[unit])
        let end = alone ? place + 1 : Int(layout.end[place])
        return Int(rank[place])..<Int(rank[end])
    }

    /// Values and coverage over rows and columns.
    func corner(_ rows: Range<Int>, _ span: Range<Int>) -> Corner {
        let (before, through) = offsets(span)
        return corners[through + rows.upperBound] - corners[through + rows.lowerBound]
            - corners[before + rows.upperBound] + corners[before + rows.lowerBound]
    }

    /// The sum of a plane over rows and columns. Wraps as the plane does: true whenever the sum itself fits.
    func sum(_ plane: [Int64], _ rows: Range<Int>, _ span: Range<Int>) -> Int64 {
        let (before, through) = offsets(span)
        return plane[through + rows.upperBound] &- plane[through + rows.lowerBound]
            &- plane[before + rows.upperBound] &+ plane[before + rows.lowerBound]
    }

    /// The count in a plane over rows and columns; 0 in a plane that was left out because it counts nothing.
    func count(_ plane: [Int32], _ rows: Range<Int>, _ span: Range<Int>) -> Int {
        guard !plane.isEmpty else { return 0 }
        let (before, through) = offsets(span)
        return Int(
            plane[through + rows.upperBound] - plane[through + rows.lowerBound]
                - plane[before + rows.upperBound] + plane[before + rows.lowerBound])
    }

    /// Where in a plane the running sums before and through a run of columns start.
    func offsets(_ span: Range<Int>) -> (before: Int, through: Int) {
        let stride = units.count + 1
        return ((span.lowerBound - columns.lowerBound) * stride, (span.upperBound - columns.lowerBound) * stride)
    }
}

/// Runs of columns that share a version of the tree: one run under a fixed tree, else one for each change among them.
func versionRuns(of columns: [Period], under version: Int?, in tree: TreeHistory) -> [(columns: Range<Int>, version: Int)] {
    if let version { return [(0..<columns.count, version)] }
    var runs: [(columns: Range<Int>, version: Int)] = []
    for (index, column) in columns.enumerated() {
        let version = tree.storage.versionNumber(on: column.last)
        if let last = runs.last, last.version == version {
            runs[runs.count - 1].columns = last.columns.lowerBound..<(index + 1)
        } else {
            runs.append((index..<(index + 1), version))
        }
    }
    return runs
}
