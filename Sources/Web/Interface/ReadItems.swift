import Acts
import Institution
import Ledger

/// A part of a list. `next` is the address of the following part, absent at the end.
struct Listing<Item: Codable & Sendable>: Codable, Sendable {
    /// The items of this part, in the list's order.
    let items: [Item]
    /// How many there are in all.
    let total: Int
    /// The place of the first item, from 0, and the most that were asked for.
    let offset, limit: Int
    /// The address of the following part.
    let next: String?
}

/// Which act stated something.
struct ActReference: Codable, Sendable {
    /// The entry's number in the ledger.
    let number: Int64
    /// The official's code and the code of the post held.
    let official, post: String
    /// When: RFC 3339, UTC.
    let recorded: String

    init(_ by: Authorship) { (number, official, post, recorded) = (by.number, by.official, by.post, by.recorded.text) }
}

/// The institution and its state.
struct InstitutionItem: Codable, Sendable {
    /// Its code.
    let code: String
    /// Its names.
    let names: Trilingual
    /// The sentence every page shows, where there is one: of an example, that it is none of the real institution.
    let notice: Trilingual?
    /// Today by the institution's clock.
    let today: String
    /// How many entries the ledger has.
    let entries: Int64
    /// The log's public key, as C2SP prints it.
    let logKey: String
    /// The years with a cycle, latest first.
    let years: [Int]
}

/// A unit.
struct UnitItem: Codable, Sendable {
    /// Its code and the institution's word for its kind.
    let code, kind: String
    /// Its names on the day asked for.
    let names: Trilingual
    /// First day it exists.
    let opened: String
    /// First day it no longer exists.
    let closed: String?
    /// The unit that took over when it closed.
    let successor: String?
    /// The unit above it on the day asked for; absent for the root.
    let parent: String?
}

/// A unit with its life.
struct UnitDetail: Codable, Sendable {
    /// The unit.
    let unit: UnitItem
    /// The units right below it on the day asked for.
    let children: [String]
    /// What befell it, oldest first.
    let events: [UnitEventItem]
}

/// A dated event in a unit's life.
struct UnitEventItem: Codable, Sendable {
    /// The entry's number.
    let act: Int64
    /// From when it holds.
    let date: String
    /// open, close, rename, move, merge or split.
    let event: String
    /// The unit, and the other one where there is one.
    let unit: String
    let other: String?
    /// The number of the entry that took it back before its day.
    let withdrawn: Int64?
}

/// A year.
struct CycleItem: Codable, Sendable {
    /// The year.
    let year: Int
    /// Its phases as first set, in order.
    let phases: [PhaseDates]
    /// The phases that run today.
    let running: [Phase]
}

/// Something owed and not yet done.
struct DueItem: Codable, Sendable {
    /// What is owed.
    let task: String
    /// In which year.
    let year: Int
    /// The unit it concerns; absent where it concerns the institution.
    let unit: String?
    /// What exactly: a period, a proposal's or a decision's number.
    let subject: String?
    /// First day on which it can be done and last day in time.
    let starts, due: String
    /// to_come, open or overdue.
    let state: String
}

/// A unit's terms of reference.
struct TermsItem: Codable, Sendable {
    struct Signature: Codable, Sendable {
        /// The side that signed.
        let role: Role
        /// The act.
        let by: ActReference
    }
    /// The year and the unit.
    let year: Int
    let unit: String
    /// proposed, partly_signed, signed or replaced.
    let state: String
    /// The act that proposed them.
    let proposal: ActReference
    /// The signatures, in the order given.
    let signatures: [Signature]
    /// The commitments, in the order proposed.
    let commitments: [ProposedCommitment]

    init(_ terms: Terms) {
        (year, unit, state) = (terms.year, terms.unit, terms.state.rawValue)
        proposal = ActReference(terms.proposal)
        signatures = terms.signatures.map { Signature(role: $0.role, by: ActReference($0.by)) }
        commitments = terms.commitments.map(\.terms)
    }
}

/// A unit's self-assessment.
struct AssessmentItem: Codable, Sendable {
    /// The year and the unit.
    let year: Int
    let unit: String
    /// The act that submitted it.
    let by: ActReference
    /// The statements, in the order given.
    let items: [SubmitSelfAssessment.Item]

    init(_ assessment: SelfAssessment) {
        (year, unit, by, items) = (assessment.year, assessment.unit, ActReference(assessment.by), assessment.items)
    }
}

/// A unit's rating with what it rests on.
struct EvaluationItem: Codable, Sendable {
    /// The year and the unit.
    let year: Int
    let unit: String
    /// The act that rated.
    let by: ActReference
    /// Number of the terms' proposal it was made under.
    let proposal: Int64?
    /// The grade on the institution's scale.
    let rating: Rating
    /// The score out of 100, two decimals.
    let score: String
    /// How the score came about.
    let derivation: [DerivationLine]
    /// What the evaluator found.
    let findings: [Finding]

    init(_ evaluation: Evaluation) {
        (year, unit, by) = (evaluation.year, evaluation.unit, ActReference(evaluation.by))
        (proposal, rating, score) = (evaluation.proposal, evaluation.rating, "\(evaluation.score)")
        (derivation, findings) = (evaluation.derivation, evaluation.findings)
    }
}

/// The annual meeting of a year.
struct MeetingItem: Codable, Sendable {
    /// The year whose results it heard.
    let year: Int
    /// The day it was held, and where.
    let held: String
    let place: Trilingual
    /// The act that recorded it.
    let by: ActReference
}

/// A decision of the meeting.
struct DecisionItem: Codable, Sendable {
    /// The year of the meeting and the number within it.
    let year, number: Int
    /// What was decided.
    let text: Trilingual
    /// The unit that carries it out, and by which day.
    let owner, due: String
    /// The commitment and the indicator it rests on.
    let commitment, indicator: String?
    /// The act that recorded it.
    let by: ActReference

    init(_ decision: Decision) {
        (year, number, text) = (decision.year, decision.number, decision.text)
        (owner, due, commitment, indicator) = (decision.owner, decision.due, decision.commitment, decision.indicator)
        by = ActReference(decision.by)
    }
}

/// A priority of a year.
struct PriorityItem: Codable, Sendable {
    /// The year it guides, its code and its rank, from 1.
    let year: Int
    let code: String
    let rank: Int
    /// The priority.
    let text: Trilingual
    /// Where it was announced.
    let source: String?
    /// The act that set this wording.
    let by: ActReference

    init(_ priority: Priority) {
        (year, code, rank) = (priority.year, priority.code, priority.rank)
        (text, source, by) = (priority.text, priority.source, ActReference(priority.by))
    }
}

/// An objective of a roadmap.
struct ObjectiveItem: Codable, Sendable {
    /// The objective as adopted.
    let objective: AdoptObjective
    /// to_come, current or done: where today stands in its dates.
    let state: String
    /// The act that adopted it.
    let by: ActReference
}

/// The ledger.
struct LedgerItem: Codable, Sendable {
    /// How many entries it has.
    let size: Int64
    /// The signed checkpoint: a C2SP note.
    let checkpoint: String
    /// The log's public key.
    let key: String
}

/// The public envelope of an entry. It carries no name, no figure and no text.
struct EntryItem: Codable, Sendable {
    /// The entry's number.
    let number: Int64
    /// When it was stamped: RFC 3339, UTC.
    let time: String
    /// The kind of act.
    let kind: String
    /// The commitment to the fields of the body, hexadecimal.
    let digest: String
    /// The hash of the leaf, hexadecimal.
    let leafHash: String

    init(_ entry: Entry) {
        (number, time, kind) = (entry.record.number, entry.record.time.text, entry.record.kind)
        (digest, leafHash) = (entry.digest.hex, entry.leaf.hex)
    }
}

/// An entry with its path to the signed root.
struct EntryProof: Codable, Sendable {
    /// The envelope.
    let entry: EntryItem
    /// The size of the tree the path leads to, and the signed note of its root.
    let size: UInt64
    let checkpoint: String
    /// The hashes on the way from the leaf to the root, hexadecimal.
    let path: [String]
}
