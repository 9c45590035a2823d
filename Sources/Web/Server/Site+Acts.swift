import Acts
import Hummingbird
import Identity
import Institution
import Localization
import Storage

extension Desk {
    /// Where a reader is to be sent: the language and the parameters of the address asked for.
    struct Address: Sendable {
        let language: Language
        let parameters: Parameters
    }
}

extension Site {
    /// One reading of the tables as a desk, for whatever is not an ordinary page.
    func read<Value: Sendable>(
        _ request: Request, _ context: WebContext, _ body: @escaping @Sendable (Desk) throws -> Value
    ) async throws -> Value {
        let visitor = try Self.official(context)
        let (cube, shelf, revisions, dutyShelf, day) = (office.cube, shelf, revisions, dutyShelf, office.clock().day)
        let (words, query) = (Words(context.language), try Form.parse(request.uri.query ?? ""))
        return try await office.database.read { tables in
            try body(
                Desk(
                    tables: tables, registers: try shelf.registers(day: "\(day)", in: tables), cube: cube, words: words, today: day,
                    visitor: visitor, query: query, revisions: revisions, dutyShelf: dutyShelf))
        }
    }

    /// Does the act that a form asks for and sends the reader on (303). A refusal that the reader can mend shows the page again with
    /// what was typed. The form's hidden field `key` makes a second press of the button the same act.
    func act(
        _ request: Request, _ context: WebContext, make: @escaping @Sendable (Form, Desk) throws -> any Act,
        then: @Sendable (Receipt) -> String, again: @escaping @Sendable (Desk, Form, Failure) throws -> Page
    ) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let act = try await read(request, context) { try make(form, $0) }
            let receipt = try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            return .redirect(to: then(receipt), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try again(desk, form, failure)
                page.status = failure.code.status
                return page
            }
        }
    }
}

extension FailureCode {
    /// Whether the reader can mend what they typed: then the form is shown again.
    var isMendable: Bool { status == .unprocessableContent || status == .notFound || status == .conflict || self == .ownWork }
}

extension Desk {
    /// The hidden fields every form needs: the session's token, and a fresh key that makes a repeated press the same act.
    var formFields: FormFields { FormFields(formToken: visitor.session.secret.formToken, idempotencyKey: Secret.random().text) }

    /// The sentence of a refusal with its number, isolated for both directions.
    func fault(_ failure: Failure) -> Fault {
        Fault(faultMarkup: words.markup("errors.\(failure.code.label)", failure.arguments) + " <span class=\"n\">\(failure.code.label)</span>")
    }
}

/// The hidden fields of a form; in a template `{{#hidden}}{{> formfields}}{{/hidden}}`.
struct FormFields: Sendable {
    let formToken: String
    let idempotencyKey: String
}
