import Acts
import Figures
import Storage

/// The rules of one submission's statements. Everything they compare with is read once, whatever the number of statements; what
/// is the same for all units is remembered for the whole transaction, so that many units submitting together read it once.
struct StatementRules {
    private let submission: SubmitSelfAssessment
    private let own: Set<String>
    private let indicators: Set<String>
    private let taxons: [String: Bool]
    private let units: Set<String>
    /// The last day of validity of the unit's files by their hash; nil inside for files without one.
    private let evidence: [String: String?]
    private let day: String

    init(_ submission: SubmitSelfAssessment, in context: ActContext) throws {
        let tables = context.tables
        self.submission = submission
        day = "\(context.record.time.day)"
        own = Set(try TermsBook.commitments(year: submission.year, unit: submission.unit, in: tables).map(\.code))
        indicators = try context.memory.remembered("self assessment: indicators") {
            Set(try tables.query("SELECT code FROM indicators").map { try $0.text("code") })
        }
        units = try context.memory.remembered("self assessment: units") {
            Set(try tables.query("SELECT code FROM units").map { try $0.text("code") })
        }
        taxons = try context.memory.remembered("self assessment: taxons") {
            try TaxonBook.all(in: tables).reduce(into: [:]) { $0[$1.code] = $1.isRetired }
        }
        let needed = submission.items.contains { $0.evidence?.isEmpty == false }
        evidence = needed
            ? try EvidenceBook.files(year: submission.year, unit: submission.unit, in: tables).reduce(into: [:]) {
                $0[$1.hash] = .some($1.expires)
            } : [:]
    }

    /// Throws what does not hold of one statement; `place` counts from 1.
    func check(_ item: SubmitSelfAssessment.Item, at place: Int) throws {
        try item.text.check(field: "items.\(place).text")
        if let commitment = item.commitment, !own.contains(commitment) {
            throw Failure(.unknownCommitment, ["year": "\(submission.year)", "code": commitment])
        }
        try figures(item)
        try files(item)
        if item.isDifficulty {
            try difficulty(item, place)
        } else if item.taxon != nil || item.severity != nil || item.remover != nil {
            throw Failure(.malformedValue, ["field": "items.\(place).taxon", "value": item.taxon ?? item.severity?.rawValue ?? "–"])
        }
    }

    private func figures(_ item: SubmitSelfAssessment.Item) throws {
        for indicator in item.cites where !indicators.contains(indicator) {
            throw Failure(.unknownIndicator, ["indicator": indicator])
        }
        if let indicator = Required.repeated(item.cites) { throw Failure(.numberTaken, ["value": indicator]) }
        for (indicator, period) in item.periods ?? [:] {
            guard item.cites.contains(indicator) else { throw Failure(.unknownIndicator, ["indicator": indicator]) }
            guard let read = try? Period(period) else { throw Failure(.malformedPeriod, ["period": String(period.prefix(40))]) }
            guard "\(read.first)" <= day else { throw Failure(.futurePeriod, ["period": period]) }
        }
    }

    private func files(_ item: SubmitSelfAssessment.Item) throws {
        for hash in item.evidence ?? [] {
            guard let expires = evidence[hash] else {
                throw Failure(.unknownEvidence, ["hash": String(hash.prefix(16)), "unit": submission.unit, "year": "\(submission.year)"])
            }
            if let expires, expires < day { throw Failure(.evidenceExpired, ["hash": String(hash.prefix(16)), "date": expires]) }
        }
        if let hash = Required.repeated(item.evidence ?? []) { throw Failure(.numberTaken, ["value": String(hash.prefix(16))]) }
    }

    /// Once the institution has a taxonomy, a difficulty has its place in it; a constraint says besides how hard it weighs and who
    /// could remove it, since it is outside the unit's own hands.
    private func difficulty(_ item: SubmitSelfAssessment.Item, _ place: Int) throws {
        if let taxon = item.taxon {
            guard let isRetired = taxons[taxon] else { throw Failure(.unknownTaxon, ["taxon": taxon]) }
            guard !isRetired else { throw Failure(.taxonRetired, ["taxon": taxon]) }
        }
        if let remover = item.remover {
            guard (remover.unit == nil) != (remover.outside == nil) else {
                throw Failure(.constraintIncomplete, ["place": "\(place)", "field": "remover"])
            }
            if let unit = remover.unit, !units.contains(unit) { throw Failure(.unknownUnit, ["unit": unit]) }
            if let outside = remover.outside {
                let blank = outside.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
                guard !blank, outside.count <= 400, !outside.utf8.contains(0) else {
                    throw Failure(.missingText, ["field": "items.\(place).remover"])
                }
            }
        }
        guard taxons.contains(where: { !$0.value }) else { return }
        let missing = item.taxon == nil ? "taxon"
            : item.kind == .constraint && item.severity == nil ? "severity"
            : item.kind == .constraint && item.remover == nil ? "remover" : nil
        if let missing { throw Failure(.constraintIncomplete, ["place": "\(place)", "field": missing]) }
    }
}
