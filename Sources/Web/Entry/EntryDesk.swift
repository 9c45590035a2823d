import Acts
import Figures
import Institution
import Localization
import Storage

/// A form of a unit for a period, for somebody who may fill it in.
struct EntryDesk {
    let desk: Desk
    let unit: Institution.Unit
    let period: Period
    let form: EntryForm

    /// Throws `notFound` for an unknown unit, form or period, for a unit that does not fill the form, and where the reader may
    /// not report for the unit: whose forms exist is not theirs to know. Throws `futurePeriod`, and `unitNotOpen` for a closed
    /// unit.
    init(_ desk: Desk, unit code: String, form: String, period text: String) throws {
        func missing(_ what: String) -> Failure { Failure(.notFound, privateDetail: "entry \(code)/\(form)/\(text): \(what)") }
        self.desk = desk
        unit = try desk.unit(code)
        guard SubmitReturn.allows(desk.signatory, unit: code) else { throw missing("not by \(desk.signatory.post)") }
        guard let period = try? Period(text), "\(period)" == text else { throw missing("period") }
        guard let found = try FormBook.inForce(form, period, in: desk.tables), found.definition.frequency == period.frequency,
            found.isFilled(by: code, kind: unit.kind)
        else { throw missing("form") }
        guard period.first <= desk.today else { throw Failure(.futurePeriod, ["period": text]) }
        guard unit.opened <= "\(period.last)", unit.closed.map({ "\(period.first)" < $0 }) ?? true else {
            throw Failure(.unitNotOpen, ["unit": code, "date": text])
        }
        (self.period, self.form) = (period, found)
    }

    /// The name of the draft in the book of drafts.
    var subject: String { "\(unit.code)/\(form.code)/\(period)" }
    static let kind = "return"
    /// How many earlier values stand beside a cell.
    static let depth = 12

    var year: Int { period.reckoningDay.year }

    func link(_ route: (String, String, String) -> SiteRoute, _ other: Period? = nil) -> String {
        desk.link(route(unit.code, form.code, "\(other ?? period)"))
    }

    func indicator(_ code: String) -> Indicator? { desk.registers.indicator(code) }
    func decimals(_ code: String) -> Int { indicator(code)?.decimals ?? 0 }

    /// Everything the page, the autosave and the submission read: the figures in force, those before, and the draft.
    struct State {
        let inForce: [String: Revision]
        let earlier: [(period: Period, figures: [String: Revision])]
        let common: Draft?
        let own: Draft?
        let draft: EntryDraft
        let reading: EntryReading
        /// What closes the period for the unit today; nil while it is open.
        let lock: PeriodLock?
    }

    /// The state with the draft kept, or with another one. Of a locked period the figures in force are shown, whatever was
    /// drafted.
    func state(_ other: EntryDraft? = nil) throws -> State {
        let inForce = try FormBook.figures(unit: unit.code, period: "\(period)", in: desk.tables)
        let earlier = try FormBook.earlier(than: period, unit: unit.code, count: Self.depth, in: desk.tables)
        let common = try DraftBook.current(Self.kind, subject, in: desk.tables)
        let own = try DraftBook.kept(Self.kind, subject, by: desk.signatory.official, in: desk.tables)
        let lock = try lock()
        let kept = lock == nil ? own ?? common : nil
        let draft = try other ?? kept.map { try EntryDraft(text: $0.content) } ?? EntryDraft(inForce, of: form)
        var read = reading(draft, inForce, earlier)
        try judge(&read)
        return State(inForce: inForce, earlier: earlier, common: common, own: own, draft: draft, reading: read, lock: lock)
    }

    /// What rules and checks say of the figures that change.
    private func judge(_ reading: inout EntryReading) throws {
        let changed = reading.changes.compactMap(\.value)
        guard !changed.isEmpty else { return }
        let verdicts = try RuleBook.verdicts(of: changed, unit: unit.code, period: period, in: desk.tables)
        guard verdicts.contains(where: { !$0.holds }) else { return }
        let returns = ReturnWords(desk: desk)
        let rules = try returns.rules()
        reading.heed(
            verdicts,
            failure: { verdict in
                let words = verdict.rule.flatMap { rules[$0] }?.words ?? Trilingual(ar: "–", fr: "–", en: "–")
                return Failure(
                    .ruleBroken,
                    [
                        "rule": verdict.code, "words.ar": words.ar, "words.fr": words.fr, "words.en": words.en,
                        "given": verdict.value ?? "–", "computed": verdict.low ?? "–",
                    ])
            }, finding: { returns.finding($0, rules) })
    }

    /// Whether the period is locked for the unit today: by which entry.
    func lock() throws -> PeriodLock? {
        try LockBook.lock(unit: unit.code, span: period, on: "\(desk.today)", in: desk.tables)
    }

    /// Throws `periodLocked` while the period is closed for the unit.
    func requireOpen() throws {
        guard let lock = try lock() else { return }
        throw Failure(.periodLocked, ["unit": unit.code, "period": "\(period)", "number": "\(lock.by.number)"])
    }

    private func reading(
        _ draft: EntryDraft, _ inForce: [String: Revision], _ earlier: [(period: Period, figures: [String: Revision])]
    ) -> EntryReading {
        EntryReading(
            draft, form: form, period: period, inForce: inForce, earlier: earlier, indicators: indicator, language: desk.language)
    }

    /// A cell's place in the page: `c0-1-2`, of section, row and column.
    static func id(_ cell: FormCell) -> String { "c\(cell.section)-\(cell.line)-\(cell.column)" }

    /// A number as the language writes it in a field.
    func written(_ plain: String) -> String { Numerals.format(plain, desk.language) }

    /// The cell in words: indicator, then the column where there are several.
    func name(_ cell: FormCell) -> String {
        let name = indicator(cell.indicator).map(desk.name(of:)) ?? cell.indicator
        let columns = form.definition.sections[cell.section].columns
        guard columns.indices.contains(cell.column) else { return name }
        return desk.words.text("entry.cell_name", ["row": name, "column": desk.words.pick(columns[cell.column].title)])
    }
}
