import Acts
import Figures
import Storage

/// An objective that something asks for: an open decision, a commitment not kept, difficulties nobody answered.
public struct RoadmapProposal: Sendable, Hashable {
    /// What asks for it.
    public enum Source: Sendable, Hashable {
        /// A decision of the meeting before, by its number.
        case decision(Int)
        /// A commitment of the year before, with the unit that did not keep it and how far it came.
        case commitment(code: String, unit: String, status: CommitmentStatus)
        /// Difficulties that say the same, with the units that state them.
        case difficulty(taxon: String?, units: [String])
    }

    /// A word for it in addresses, such as `decision-3`.
    public let id: String
    /// What asks for it.
    public let source: Source
    /// The objective as far as it follows from the source; its code is the next one free.
    public let objective: AdoptObjective
}

/// Drafts the roadmap of a year from what the year before left open.
public enum RoadmapProposals {
    /// The proposals for a year's roadmap: decisions first, then commitments, then difficulties.
    public static func all(year: Int, in tables: any Connection) throws -> [RoadmapProposal] {
        let objectives = try RoadmapBook.objectives(year: year, in: tables)
        let code = nextCode(objectives)
        let decisions = try OutcomeBook.open(year: year - 1, in: tables)
        let commitments = try commitments(year: year - 1, in: tables)
        let priorities = Set(try PrioritiesBook.priorities(year: year, in: tables).map(\.code))
        func objective(_ text: Trilingual, owner: String, due: String?) -> AdoptObjective {
            let last = "\(year)-12-31"
            let due = due.map { $0 < "\(year)-01-01" || $0 > last ? last : $0 } ?? last
            return AdoptObjective(year: year, code: code, text: text, owner: owner, starts: "\(year)-01-01", due: due)
        }
        var proposals = decisions.map { decision in
            var proposed = objective(decision.text, owner: decision.owner, due: decision.due)
            proposed.decision = .init(year: decision.year, number: decision.number)
            proposed.indicator = decision.indicator
            let priority = decision.commitment.flatMap { commitments[$0]?.terms.priority }
            proposed.priority = priority.flatMap { priorities.contains($0) ? $0 : nil }
            return RoadmapProposal(id: "decision-\(decision.number)", source: .decision(decision.number), objective: proposed)
        }
        let answered = Set(
            try MeetingBook.decisions(year: year - 1, in: tables).compactMap(\.commitment)
                + objectives.compactMap(\.terms.commitment).filter { $0.year == year - 1 }.map(\.code))
        for evaluation in try EvaluationBook.all(year: year - 1, in: tables) {
            for line in evaluation.derivation where [.missed, .partial].contains(line.status) && !answered.contains(line.commitment) {
                guard let commitment = commitments[line.commitment] else { continue }
                var proposed = objective(commitment.text, owner: commitment.unit, due: nil)
                proposed.commitment = .init(year: year - 1, code: commitment.code)
                (proposed.indicator, proposed.target) = (commitment.terms.indicator, commitment.terms.target)
                if let priority = commitment.terms.priority, priorities.contains(priority) { proposed.priority = priority }
                let source = RoadmapProposal.Source.commitment(code: commitment.code, unit: commitment.unit, status: line.status)
                proposals.append(RoadmapProposal(id: "commitment-\(commitment.code)", source: source, objective: proposed))
            }
        }
        for group in try DifficultyBook.groups(year: year - 1, in: tables) where !group.isAnswered {
            guard let first = group.difficulties.first(where: { $0.answer == nil }) else { continue }
            var proposed = objective(first.item.text, owner: first.unit, due: nil)
            proposed.difficulty = group.taxon
            let source = RoadmapProposal.Source.difficulty(taxon: group.taxon, units: group.units)
            proposals.append(
                RoadmapProposal(id: "difficulty-\(first.place.assessment)-\(first.place.item)", source: source, objective: proposed))
        }
        return proposals
    }

    /// The next code of the form `O<number>` that no objective has.
    public static func nextCode(_ objectives: [Objective]) -> String {
        let numbers = objectives.compactMap { $0.terms.code.first == "O" ? Int($0.terms.code.dropFirst()) : nil }
        return "O\((numbers.max() ?? 0) + 1)"
    }

    private static func commitments(year: Int, in tables: any Connection) throws -> [String: Commitment] {
        var found: [String: Commitment] = [:]
        for commitment in try TermsBook.all(year: year, in: tables).flatMap(\.commitments) { found[commitment.code] = commitment }
        return found
    }
}
