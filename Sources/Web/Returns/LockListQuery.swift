import Acts
import Figures
import Institution
import Localization
import Publication

/// The locks of a year's periods, with the forms that close and open one.
struct LockListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let actions: [Link]
    let countMarkup: String
    let rows: [LockRow]
    let lockForm: LockForm?
    let openForm: LockForm?
    let whoMay: String?
    let cycleLink: String
}

/// A lock or an opening.
struct LockRow: Sendable {
    let lockTitle: String
    let lockTags: [Tag]
    let lockReason: String
    let lockLang: String
    let lockDetailMarkup: String
}

/// The form of a lock or an opening.
struct LockForm: Sendable {
    let lockAction: String
    let hidden: FormFields
    let fault: Fault?
    let period: String
    let unitChoices: [Choice]
    let until: String
    let reason: String
}

/// Fills the page of locks.
struct LockListQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    /// The acts the forms ask for.
    static func lock(_ form: Form, _ desk: Desk) -> LockPeriod {
        LockPeriod(
            period: form["period"], unit: form["unit"].isEmpty ? nil : form["unit"],
            reason: Written(form["reason"], desk.language.rawValue))
    }

    static func opening(_ form: Form, _ desk: Desk) -> UnlockPeriod {
        UnlockPeriod(
            period: form["period"], unit: form["unit"].isEmpty ? nil : form["unit"],
            until: form["until"].isEmpty ? nil : form["until"],
            reason: Written(form["reason"], desk.language.rawValue))
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil, isLock: Bool = true) throws -> Page {
        let title = words.text("returns.locks_title", ["year": "\(year)"])
        let all = try LockBook.all(in: desk.tables)
        let own = all.filter { $0.span.overlaps(Period(year: year)) }
        let (mayLock, mayOpen) = (LockPeriod.allows(desk.signatory, unit: nil), UnlockPeriod.allows(desk.signatory, unit: nil))
        let model = LockListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.locks_lead"),
            actions: ReturnListQuery.actions(desk, year, here: "locks"),
            countMarkup: words.markup("returns.locks_count", count: own.count),
            rows: try own.reversed().map { try row($0, all) },
            lockForm: mayLock ? fields(isLock ? form : nil, isLock ? failure : nil, ReturnsRoutes.locks(year: "\(year)")) : nil,
            openForm: mayOpen ? fields(isLock ? nil : form, isLock ? nil : failure, ReturnsRoutes.opening(year: "\(year)")) : nil,
            whoMay: mayLock || mayOpen ? nil : words.text("returns.locks_who"),
            cycleLink: desk.link(.stage(year: "\(year)", .figures)))
        return Page(
            Layout(
                title, year: year, stage: .figures, crumbs: ReturnListQuery.crumbs(desk, year),
                here: words.text("returns.locks")),
            "locks", model)
    }

    private func row(_ lock: PeriodLock, _ all: [PeriodLock]) throws -> LockRow {
        let shown = ReturnWords(desk: desk)
        let place = lock.unit.map(desk.name(ofUnit:)) ?? words.text("returns.whole_institution")
        // Whether it still decides: something later, or its last day, may have taken its place.
        let branch = lock.unit.map { [$0] + ((try? desk.cube.tree.version(on: lock.span.last).ancestors(of: $0)) ?? []) } ?? []
        let decides = LockBook.deciding(span: lock.span, branch: branch, on: "\(desk.today)", among: all) == lock
        var tags: [Tag] = [lock.locks ? .bad(words.text("returns.lock_closes")) : .good(words.text("returns.lock_opens"))]
        if let until = lock.until { tags.append(.plain(words.text("returns.until", ["date": words.day(until)]))) }
        tags.append(decides ? .now(words.text("returns.lock_in_force")) : .plain(words.text("returns.lock_over")))
        return LockRow(
            lockTitle: "\(words.period(lock.span)) · \(place)", lockTags: tags, lockReason: lock.reason.text,
            lockLang: lock.reason.language, lockDetailMarkup: try shown.done(lock.by))
    }

    private func fields(_ form: Form?, _ failure: Failure?, _ route: SiteRoute) -> LockForm {
        let chosen = form?["unit"] ?? ""
        let units = desk.registers.units.values.filter { $0.isOpen(on: "\(year)-12-31") }
            .map { ($0.code, desk.name(ofUnit: $0.code)) }
            .sorted { $0.1 < $1.1 }
        return LockForm(
            lockAction: desk.link(route), hidden: desk.formFields, fault: failure.map(desk.fault),
            period: form?["period"] ?? "\(year)",
            unitChoices: ([("", words.text("returns.whole_institution"))] + units).map {
                Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen)
            }, until: form?["until"] ?? "", reason: form?["reason"] ?? "")
    }
}
