import Acts
import Figures
import Storage

/// What stands between a proposal of terms and its last signature: the vetting, and the answers of the units it waits for.
extension DutyRegister {
    /// A proposal that asks for something: the current one, within the phase of terms, or an amendment, from the day it was made.
    struct Asking {
        let unit: String
        let by: Authorship
        let isAmendment: Bool
        let signatures: [Role: Authorship]

        var number: Int64 { by.number }
        var day: String { "\(by.recorded.day)" }
        /// Whether the Director General has signed: then nothing else is asked any more.
        var isSigned: Bool { signatures[.directorGeneral] != nil }
    }

    static func asking(_ terms: StandingTerms) -> [Asking] {
        let current = Asking(unit: terms.unit, by: terms.current, isAmendment: terms.isAmended, signatures: terms.signatures)
        return [current]
            + (terms.amendment.map { [Asking(unit: terms.unit, by: $0.proposal, isAmendment: true, signatures: $0.signatures)] } ?? [])
    }

    /// A duty that a proposal brings with it: until the end of the phase of terms, of an amendment that of reporting, and not due before
    /// the ISO day on which it came to be.
    func duty(
        _ task: Due.Task, asked by: Asking, of unit: String, side: Role, since day: String, done: Authorship?, isDone: Bool = false
    ) -> Duty? {
        duty(
            task, by.isAmendment ? .reporting : .terms, unit: unit, subject: "\(by.number)", side: side, from: by.isAmendment ? day : nil,
            notBefore: day, done: done, isDone: isDone)
    }

    /// Every current proposal and every open amendment is to be vetted before the Director General signs it. Sent back is vetted too:
    /// what is asked next is another proposal.
    func vettings(_ terms: [StandingTerms]) throws -> [Duty] {
        guard !terms.isEmpty else { return [] }
        let own = ofUnit("p.unit")
        var first: [Int64: Authorship] = [:]
        try tables.forEach(
            """
            SELECT v.proposal AS proposal, v.made AS made, v.official AS official, v.post AS post, v.recorded AS recorded
            FROM terms_vettings v JOIN terms_proposals p ON p.made = v.proposal
            WHERE p.year = ? AND v.recorded <= ?\(own.sql) ORDER BY v.made DESC
            """, yearAndCutoff + own.arguments
        ) { first[try $0.integer("proposal")] = try Authorship($0) }
        return terms.flatMap(Self.asking).compactMap {
            duty(
                .vetTerms, asked: $0, of: $0.unit, side: .evaluator, since: $0.day, done: first[$0.number], isDone: $0.isSigned)
        }
    }

    /// A unit whose commitment another unit's proposal waits for is to accept or decline. One duty a proposal and unit, done with the
    /// last of its answers; what a unit comes to hold only later is asked from then on.
    func answers(_ terms: [StandingTerms]) throws -> [Duty] {
        let holders = terms.reduce(into: [Int64: StandingTerms]()) { $0[$1.current.number] = $1 }
        let pairs = try dependencies(holders)
        guard !pairs.isEmpty else { return [] }
        let askers = try only == nil ? terms : self.terms(of: Set(pairs.map(\.asker)).sorted())
        let asking = askers.flatMap(Self.asking).reduce(into: [Int64: Asking]()) { $0[$1.number] = $1 }
        var groups: [String: (asking: Asking, holder: StandingTerms, pairs: [String])] = [:]
        for pair in pairs {
            guard let asked = asking[pair.proposal], let holder = holders[pair.holder], holder.unit != asked.unit else { continue }
            groups["\(holder.unit)/\(asked.number)", default: (asked, holder, [])].pairs.append(pair.key)
        }
        guard !groups.isEmpty else { return [] }
        let given = try givenAnswers()
        return groups.values.sorted { ($0.holder.unit, $0.asking.number) < ($1.holder.unit, $1.asking.number) }.compactMap { group in
            let answers = group.pairs.map { given["\(group.holder.unit)/\($0)"] }
            let done = answers.contains { $0 == nil } ? nil : answers.compactMap { $0 }.max { $0.number < $1.number }
            return duty(
                .answerDependency, asked: group.asking, of: group.holder.unit, side: .unitHead,
                since: max(group.asking.day, "\(group.holder.current.recorded.day)"), done: done, isDone: group.asking.isSigned)
        }
    }

    /// A commitment of a proposal that waits for one held by another.
    private struct Dependency {
        let proposal: Int64
        let asker: String
        /// The number of the proposal that holds the other commitment.
        let holder: Int64
        /// `proposal/code/other`.
        let key: String
    }

    /// Who waits for whose commitments. CROSS JOIN keeps SQLite to the order written: of one unit only through the codes it holds, else
    /// through the proposals of the year.
    static func dependencySQL(ofOne: Bool) -> String {
        let order = ofOne
            ? "terms_commitments c CROSS JOIN terms_dependencies d CROSS JOIN terms_proposals p"
            : "terms_proposals p CROSS JOIN terms_dependencies d CROSS JOIN terms_commitments c"
        return """
            SELECT d.proposal AS proposal, p.unit AS asker, d.code AS code, d.depends_on AS other, c.proposal AS holder FROM \(order)
            WHERE p.year = ? AND p.recorded <= ? AND p.made = d.proposal AND c.code = d.depends_on\(ofOne ? " AND c.proposal = ?" : "")
            ORDER BY d.proposal, d.code, d.ordinal
            """
    }

    /// Which proposals wait for commitments of these.
    private func dependencies(_ holders: [Int64: StandingTerms]) throws -> [Dependency] {
        guard !holders.isEmpty else { return [] }
        let one = only == nil ? nil : holders.keys.first
        var found: [Dependency] = []
        try tables.forEach(
            Self.dependencySQL(ofOne: one != nil), yearAndCutoff + (one.map { [SQLValue.integer($0)] } ?? [])
        ) { row in
            let (proposal, holder) = (try row.integer("proposal"), try row.integer("holder"))
            guard holders[holder] != nil else { return }
            found.append(
                Dependency(
                    proposal: proposal, asker: try row.text("asker"), holder: holder,
                    key: "\(proposal)/\(try row.text("code"))/\(try row.text("other"))"))
        }
        return found
    }

    /// The first answer to each dependency, under `unit/proposal/code/other`.
    private func givenAnswers() throws -> [String: Authorship] {
        let own = ofUnit("a.unit")
        var first: [String: Authorship] = [:]
        try tables.forEach(
            """
            SELECT a.proposal AS proposal, a.code AS code, a.depends_on AS other, a.unit AS unit, a.made AS made, a.official AS official,
                a.post AS post, a.recorded AS recorded
            FROM terms_agreements a JOIN terms_proposals p ON p.made = a.proposal
            WHERE p.year = ? AND a.recorded <= ?\(own.sql) ORDER BY a.made DESC
            """, yearAndCutoff + own.arguments
        ) { row in
            let key = "\(try row.text("unit"))/\(try row.integer("proposal"))/\(try row.text("code"))/\(try row.text("other"))"
            first[key] = try Authorship(row)
        }
        return first
    }
}
