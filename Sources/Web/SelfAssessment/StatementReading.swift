import Acts
import Figures
import Institution
import Publication

/// A statement as pages show it.
struct StatementRow: Sendable {
    let statementText: String
    let statementTags: [Tag]
    /// What supports it: figures with their values, files.
    let supports: [SupportRow]
    /// Of a difficulty: who could remove it, and how it was answered.
    let removerMarkup: String?
    let answerMarkup: String?
}

/// A figure or a file that supports a statement.
struct SupportRow: Sendable {
    /// The figure's page or the file itself; nil where the reader may not open it.
    let supportHref: String?
    let supportName: String
    let supportMarkup: String
    let supportTags: [Tag]
}

/// Makes the rows of statements.
struct StatementReading {
    let desk: Desk
    let year: Int
    let unit: String
    /// The unit's files by hash, and whether the reader may open them.
    let files: [String: EvidenceFile]
    let mayRead: Bool
    let taxons: [String: Taxon]

    private var words: Words { desk.words }

    init(desk: Desk, year: Int, unit: String, files: [EvidenceFile], mayRead: Bool, taxons: [Taxon]) {
        self.desk = desk
        self.year = year
        self.unit = unit
        self.files = files.reduce(into: [:]) { $0[$1.hash] = $1 }
        self.mayRead = mayRead
        self.taxons = taxons.reduce(into: [:]) { $0[$1.code] = $1 }
    }

    func row(_ item: SubmitSelfAssessment.Item, answer: DifficultyAnswer?) throws -> StatementRow {
        let supports = try item.cites.map { try figure($0, item.periods?[$0]) } + (item.evidence ?? []).map(file)
        return StatementRow(
            statementText: words.pick(item.text), statementTags: tags(item, answer), supports: supports,
            removerMarkup: item.remover.map { remover($0) }, answerMarkup: answer.map { self.answer($0) })
    }

    /// What sort of statement, its kind and weight, and whether anything supports it.
    func tags(_ item: SubmitSelfAssessment.Item, _ answer: DifficultyAnswer?) -> [Tag] {
        let word = words.text("assessment.kind_\(item.kind.rawValue)")
        var tags: [Tag] = switch item.kind {
        case .achievement: [.good(word)]
        case .challenge: [.now(word)]
        case .constraint: [.warn(word)]
        case .wayForward: [.plain(word)]
        }
        if let taxon = item.taxon { tags.append(.plain(name(ofTaxon: taxon))) }
        if let severity = item.severity { tags.append(self.severity(severity)) }
        if item.isUnsupported { tags.append(.bad(words.text("assessment.unsupported"))) }
        if item.isDifficulty { tags.append(answer == nil ? .warn(words.text("assessment.unanswered")) : .good(words.text("assessment.answered"))) }
        return tags
    }

    func severity(_ severity: SubmitSelfAssessment.Item.Severity) -> Tag {
        let word = words.text("assessment.severity_\(severity.rawValue)")
        return switch severity {
        case .minor: .plain(word)
        case .serious: .warn(word)
        case .blocking: .bad(word)
        }
    }

    func name(ofTaxon code: String) -> String { taxons[code].map { words.pick($0.names) } ?? code }

    func remover(_ remover: SubmitSelfAssessment.Item.Remover) -> String {
        let name = remover.unit.map(desk.name(ofUnit:)) ?? remover.outside ?? ""
        return words.markup("assessment.removable_by", ["name": name])
    }

    func answer(_ answer: DifficultyAnswer) -> String {
        let year = "\(year)"
        let arguments: [String: String]
        switch answer.manner {
        case .decision: arguments = ["number": "\(year)-\(answer.decision.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? "")"]
        case .objective: arguments = ["number": "\(answer.objective?.year ?? self.year)/\(answer.objective?.code ?? "")"]
        case .escalation: arguments = ["to": answer.to.map(words.pick) ?? "", "reason": answer.reason.map(words.pick) ?? ""]
        case .refusal: arguments = ["reason": answer.reason.map(words.pick) ?? ""]
        }
        let text = words.markup("assessment.answer_\(answer.manner.rawValue)", arguments)
        let when = words.markup(
            "assessment.answered_on", ["date": words.moment(answer.by.recorded), "number": words.entry(answer.by.number)])
        let target = answer.manner == .decision ? desk.link(.stage(year: year, .meeting)) + "#d-\(answer.decision ?? 0)"
            : answer.manner == .objective ? desk.link(.stage(year: year, .roadmap)) + "#o-\(answer.objective?.code ?? "")" : nil
        let body = target.map { "<a href=\"\(Markup.escape($0))\">\(text)</a>" } ?? text
        return "\(body) <span class=\"q\">\(when)</span>"
    }

    /// A cited figure with its value: the unit's own where it reports it, else the institution's. One without a value proves nothing,
    /// and says so.
    private func figure(_ code: String, _ period: String?) throws -> SupportRow {
        guard let indicator = desk.registers.indicator(code), let span = try? Period(period ?? "\(year)") else {
            return SupportRow(supportHref: nil, supportName: code, supportMarkup: "", supportTags: [])
        }
        let reading = FigureReading(desk: desk)
        let own = try reading.answer(indicator, unit, span)
        let answer = own.value == nil ? try reading.answer(indicator, desk.root, span) : own
        let holder = own.value == nil ? desk.root : unit
        let when = period == nil ? "" : " " + RunningText.markup("(" + words.period(span) + ")")
        return SupportRow(
            supportHref: desk.link(.figure(indicator: code, unit: holder, period: period ?? "\(year)")),
            supportName: desk.name(of: indicator),
            supportMarkup: answer.value == nil ? when : "<b>\(reading.valueMarkup(answer, indicator))</b>" + when,
            supportTags: answer.value == nil ? [.bad(words.text("assessment.no_value"))] : [])
    }

    /// A cited file: the file itself behind its name, its entry behind the head of its hash. Whoever may not open it learns no more
    /// than that there is one.
    func file(_ hash: String) -> SupportRow {
        guard let file = files[hash] else {
            return SupportRow(
                supportHref: nil, supportName: String(hash.prefix(12)), supportMarkup: "",
                supportTags: [.bad(words.text("assessment.file_unknown"))])
        }
        let tags: [Tag] = file.isExpired(on: "\(desk.today)") ? [.warn(words.text("assessment.expired"))] : []
        guard mayRead else {
            return SupportRow(supportHref: nil, supportName: words.text("assessment.file"), supportMarkup: "", supportTags: tags)
        }
        let entry = desk.link(SelfAssessmentRoutes.evidence("\(year)", unit)) + "#f-\(file.by.number)"
        return SupportRow(
            supportHref: desk.link(SelfAssessmentRoutes.file("\(year)", unit, "\(file.by.number)")),
            supportName: file.caption ?? file.name,
            supportMarkup: "<span class=\"xs q\">\(FileChoice.detail(file, words, entry: entry))</span>", supportTags: tags)
    }

    /// A size in kibibytes or mebibytes.
    static func size(_ bytes: Int64, _ words: Words) -> String {
        bytes < 1 << 20
            ? words.text("assessment.kilobytes", ["size": words.number(Int((bytes + 1_023) / 1_024))])
            : words.text("assessment.megabytes", ["size": words.number(Int((bytes + (1 << 19)) >> 20))])
    }
}
