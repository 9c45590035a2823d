import Acts
import Figures
import Storage

/// Rows of `terms`: the commitments of a unit and year become one proposal. What can be told of a row by itself is told at its line.
struct TermsRows: RowReader {
    private let indicators: Set<String>
    private let units: Set<String>
    private var proposals: [(year: Int, unit: String, line: Int, commitments: [ProposedCommitment])] = []
    private var places: [[String]: Int] = [:]
    private var codes: [[String]: Int] = [:]

    init(indicators: Set<String>, units: Set<String>) {
        self.indicators = indicators
        self.units = units
    }

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        let (year, unit, code) = (try row.integer("year"), try row.needed("unit"), try row.needed("code"))
        guard units.contains(unit) else { throw RowRefusal("unit", Failure(.unknownUnit, ["unit": String(unit.prefix(64))])) }
        guard codes.updateValue(row.line, forKey: ["\(year)", code]) == nil else {
            throw RowRefusal("code", Failure(.numberTaken, ["value": String(code.prefix(64))]))
        }
        let indicator = row.optional("indicator")
        if let indicator, !indicators.contains(indicator) {
            throw RowRefusal("indicator", Failure(.unknownIndicator, ["indicator": String(indicator.prefix(64))]))
        }
        for column in ["baseline", "target", "target_max"] {
            guard let text = row.optional(column) else { continue }
            do { _ = try Required.decimal(text) } catch { throw RowRefusal(column, error as? Failure ?? Failure(.notANumber, ["value": text])) }
        }
        if let due = row.optional("due") {
            do { _ = try Codes.day(due, field: "due") } catch { throw RowRefusal("due", error as? Failure ?? Failure(.malformedDay)) }
        }
        let weight = try row.integer("weight")
        guard (1...100).contains(weight) else {
            throw RowRefusal("weight", Failure(.weightsIncomplete, ["year": "\(year)", "unit": unit, "sum": "\(weight)"]))
        }
        var commitment = ProposedCommitment(
            code: code, priority: row.optional("priority"), text: try row.trilingual("text_"), indicator: indicator,
            baseline: row.optional("baseline"), targetType: try row.word("target_type", TargetType.self), target: row.optional("target"),
            targetMax: row.optional("target_max"), weight: weight, due: row.optional("due"),
            dependsOn: row.optional("depends_on").map { $0.split(separator: " ").map(String.init) },
            levels: row.optional("levels").map { $0.split(separator: " ").map(String.init) }, owner: row.optional("owner"),
            carries: row.optional("carries"))
        if row.optional("evidence_ar") ?? row.optional("evidence_fr") ?? row.optional("evidence_en") != nil {
            commitment.evidence = try row.trilingual("evidence_")
        }
        let index = places[["\(year)", unit]] ?? proposals.count
        if index == proposals.count {
            places[["\(year)", unit]] = index
            proposals.append((year, unit, row.line, []))
        }
        proposals[index].commitments.append(commitment)
    }

    /// Every unit whose weights do not add up is named before anything is tried, not only the first.
    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        // Where a row of the file was refused, the sum says nothing.
        for proposal in report.refused.isEmpty ? proposals : [] {
            let sum = proposal.commitments.reduce(0) { $0 + $1.weight }
            if sum != 100 {
                report.refused.append(
                    RefusedRow(
                        line: proposal.line, column: "weight",
                        failure: Failure(.weightsIncomplete, ["year": "\(proposal.year)", "unit": proposal.unit, "sum": "\(sum)"])))
            }
        }
        for proposal in proposals {
            draft.add(
                ProposeTerms(year: proposal.year, unit: proposal.unit, commitments: proposal.commitments), line: proposal.line)
        }
    }
}
