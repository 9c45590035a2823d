import Acts
import Figures
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage
import Localization
import Publication

/// What the form holds: as sent, or as first shown.
struct ReturnDraft: Sendable {
    var indicator = ""
    var period = ""
    var value = ""
    var precision = ""
    var note = ""
    var receipt: Receipt?
    var failure: Failure?

    /// The fields of a submitted form.
    init(_ form: Form) {
        (indicator, period, value) = (form["indicator"], form["period"], form["value"])
        (precision, note) = (form["precision"], form["note"])
    }

    /// The form as first shown for a query.
    init(_ query: [String: String], year: Int) {
        indicator = query["indicator"] ?? ""
        period = query["period"] ?? "\(year)"
    }

    /// The act the form asks for. The value stays as typed: `SubmitReturn` judges it.
    func act(unit: String) throws -> SubmitReturn {
        guard let precision = Precision(rawValue: precision) else {
            throw Failure(.unknownWord, ["column": "precision", "value": String(precision.prefix(40))])
        }
        let figure = ReturnedValue(
            indicator: indicator, value: value, precision: precision == .exact ? nil : precision, note: note.isEmpty ? nil : note)
        return SubmitReturn(unit: unit, period: period, values: [figure])
    }
}

/// Fills the form of returns.
struct ReturnsQuery {
    let desk: Desk
    let unit: Institution.Unit

    /// Throws `notFound` for an unknown unit and for one the reader may not report for: whose forms exist is not theirs to know.
    init(desk: Desk, unit code: String) throws {
        self.desk = desk
        unit = try desk.unit(code)
        guard SubmitReturn.policy.allows(desk.signatory, unit: code, ledgerIsEmpty: false) else {
            throw Failure(.notFound, privateDetail: "returns of \(code) by \(desk.signatory.post)")
        }
    }

    /// The page, with what was typed when it was refused.
    func page(_ draft: ReturnDraft?) throws -> Page {
        let words = desk.words
        let draft = draft ?? ReturnDraft(desk.query, year: desk.registers.currentYear ?? desk.today.year)
        let name = desk.name(ofUnit: unit.code)
        let title = words.text("unit.return_title", ["unit": name])
        let sentence = draft.failure.map { words.text("errors.\($0.code.label)", $0.arguments) + " " + $0.code.label }
        let model = ReturnsModel(
            titleMarkup: RunningText.markup(title), action: desk.link(.returns(unit: unit.code)),
            formToken: desk.visitor.session.secret.formToken, idempotencyKey: Secret.random().text,
            receipt: draft.receipt.map { receipt in
                ReceiptPanel(
                    receiptMarkup: words.markup(
                        "unit.return_receipt", ["number": words.entry(receipt.number), "hash": String(receipt.leafHash.prefix(16))]))
            }, due: try FormDueQuery(desk: desk, unit: unit).list(), fault: sentence.map { Fault(faultMarkup: RunningText.markup($0)) },
            indicatorChoices: desk.registers.indicators.filter { !$0.isRatio }.map {
                Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: $0.code == draft.indicator)
            }, period: draft.period, value: draft.receipt == nil ? draft.value : "",
            precisionChoices: Precision.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("words.precision.\($0.rawValue)"),
                    isChosen: $0.rawValue == draft.precision)
            }, note: draft.receipt == nil ? draft.note : "")
        var page = Page(
            Layout(title, stage: .figures, crumbs: [Link(href: desk.link(.unit(unit.code)), text: name)], here: words.text("unit.return_form")),
            "returns", model)
        if let failure = draft.failure { page.status = failure.code.status }
        return page
    }
}

/// What officials do: enter a figure.
extension Site {
    /// Submits one figure. A refusal shows the form again with what was typed and why.
    func submitReturn(_ request: Request, _ context: WebContext, unit: String) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        var draft = ReturnDraft(form)
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            draft.receipt = try await office.registrar.submit(
                draft.act(unit: unit), by: visitor.signatory, idempotencyKey: form["key"])
        } catch let failure as Failure where failure.code.status == .unprocessableContent || failure.code.status == .notFound {
            draft.failure = failure
        }
        let answered = draft
        return try await page(request, context) { try ReturnsQuery(desk: $0, unit: unit).page(answered) }
    }
}
