import Figures
import Institution

/// Reads the cells. Under the trees of their days the units below are read as the parts of the total, so that what stood
/// elsewhere is not counted here.
final class PivotReader {
    private struct Key: Hashable {
        let indicator: String
        let period: Period
        let breakdown: Breakdown
    }

    private let members: PivotMembers
    private var parts: [Key: [String: Answer]] = [:]
    let reading: FigureReading

    init(members: PivotMembers) {
        self.members = members
        reading = FigureReading(desk: members.request.desk, tree: members.tree)
    }

    /// The answer; nil where the unit did not stand below the one asked.
    func answer(_ unit: PivotUnit, _ indicator: Indicator, _ period: Period, _ breakdown: Breakdown) throws -> Answer? {
        let desk = members.request.desk
        let question = Question(
            indicator: indicator.code, unit: unit.code, span: period, tree: members.tree, breakdown: breakdown)
        guard members.reach == "below", !unit.isWhole else { return try desk.answer(question) }
        let key = Key(indicator: indicator.code, period: period, breakdown: breakdown)
        if parts[key] == nil {
            var whole = question
            whole.unit = members.unit
            var lines: [String: Answer] = [:]
            for part in (try? desk.cube.parts(of: whole)) ?? [] { lines[part.unit + (part.isOwn ? ":own" : "")] = part.answer }
            parts[key] = lines
        }
        return parts[key]?[unit.code + (unit.isOwn ? ":own" : "")]
    }
}
