import Acts
import Figures
import Hummingbird
import Identity
import Institution
import Localization
import Storage

/// Makes the page of integrations.
struct IntegrationsQuery {
    let desk: Desk

    /// The page; with what was typed and why it was refused, or with the token just made.
    func page(_ form: Form? = nil, fault: Failure? = nil, made: MadeToken? = nil) throws -> Page {
        let words = desk.words
        let mayRegister = RegisterIntegration.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let all = try IntegrationBook.all(in: desk.tables).filter { mayRegister || $0.post == desk.signatory.post }
        let title = words.text("interface.title")
        let model = IntegrationsModel(
            lead: words.text(mayRegister ? "interface.lead" : "interface.lead_own"), rows: try all.map(row), made: made,
            form: mayRegister ? self.form(made == nil ? form : nil) : nil, fault: fault.map(desk.fault),
            referenceLink: SiteRoute.interface(["openapi.json"]).link())
        return Page(Layout(title, here: title), "integrations", model)
    }

    private func row(_ integration: Integration) throws -> IntegrationRow {
        let words = desk.words
        let state = integration.state(on: "\(desk.today)")
        let tag: Tag =
            switch state {
            case .active: .good(words.text("interface.state.active"))
            case .waiting: .warn(words.text("interface.state.waiting"))
            case .expired: .plain(words.text("interface.state.expired"))
            case .revoked: .bad(words.text("interface.state.revoked"))
            }
        let isOwn = integration.post == desk.signatory.post
        let mayRevoke = desk.signatory.role == .administrator || isOwn && desk.signatory.role != .auditor
        let named = ["name": integration.code]
        let post = try desk.name(ofPost: integration.post)
        return IntegrationRow(
            rowCode: integration.code, rowPost: "\(post) (\(integration.post))", rowScopes: integration.scopes.map(\.text),
            rowExpiresMarkup: words.markup("interface.until", ["date": words.day(integration.expires)]),
            rowMadeMarkup: words.markup(
                "interface.made_by",
                ["name": try desk.name(ofOfficial: integration.official), "date": words.moment(integration.recorded), "number": words.entry(integration.made)]),
            rowState: tag,
            accept: isOwn && state == .waiting && desk.signatory.role != .auditor
                ? RowAction(
                    rowAction: desk.link(InterfaceRoutes.acceptance(integration.code)), hidden: desk.formFields,
                    rowActionLabel: words.text("interface.accept_label", named)) : nil,
            revoke: mayRevoke && (state == .active || state == .waiting)
                ? RowAction(
                    rowAction: desk.link(InterfaceRoutes.revocation(integration.code)), hidden: desk.formFields,
                    rowActionLabel: words.text("interface.revoke_label", named)) : nil)
    }

    private func form(_ typed: Form?) -> IntegrationForm {
        let words = desk.words
        func isChosen(_ scope: String) -> Bool { typed.map { $0["scope.\(scope)"] == "on" } ?? (scope == "read:figures") }
        let post = typed?["post"] ?? desk.signatory.post
        let posts = desk.registers.posts.values.map { (code: $0.code, name: words.pick($0.names)) }.sorted { ($0.name, $0.code) < ($1.name, $1.code) }
        return IntegrationForm(
            formAction: desk.link(InterfaceRoutes.page), hidden: desk.formFields, code: typed?["code"] ?? "",
            postChoices: posts.map { Choice(choiceValue: $0.code, choiceText: "\($0.name) (\($0.code))", isChosen: $0.code == post) },
            expires: typed?["expires"] ?? "\(IntegrationTerm.usual(from: desk.today))",
            readChoices: ReadingArea.allCases.map {
                let scope = "read:\($0.rawValue)"
                return Choice(choiceValue: scope, choiceText: words.text("interface.area.\($0.rawValue)"), isChosen: isChosen(scope))
            },
            actChoices: Schema.catalogue.all.filter { $0.policy != .founder }.map { type in
                let scope = "act:\(type.kind)"
                return Choice(choiceValue: scope, choiceText: type.kind, isChosen: isChosen(scope))
            })
    }

    /// The act that the form asks for, with the token's hash.
    static func act(_ form: Form, hash: String) -> RegisterIntegration {
        let scopes = form.content.filter { $0.key.hasPrefix("scope.") && $0.value == "on" }.map { String($0.key.dropFirst("scope.".count)) }
        return RegisterIntegration(code: form["code"], post: form["post"], scopes: scopes.sorted(), expires: form["expires"], tokenHash: hash)
    }
}

extension Site {
    /// Registers an integration and shows its token, once. The token follows from session and form, so that a second press of the
    /// button shows the same one.
    func registerIntegration(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
        let token = visitor.session.secret.derived("integration \(form["key"])")
        do {
            try await office.registrar.submit(
                IntegrationsQuery.act(form, hash: token.hash), by: visitor.signatory, idempotencyKey: form["key"])
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try IntegrationsQuery(desk: desk).page(form, fault: failure)
                page.status = failure.code.status
                return page
            }
        }
        let made = MadeToken(madeName: form["code"], madeToken: token.text)
        return try await page(request, context) { try IntegrationsQuery(desk: $0).page(made: made) }
    }
}
