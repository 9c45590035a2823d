import Acts
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage
import Localization
import Logging
import Publication

/// The doors: the front, the sign-in link, the session's beginning and end.
extension Site {
    /// `/`: on to the home page in the reader's language.
    func front(_ request: Request, _ context: WebContext) -> Response {
        .redirect(to: SiteRoute.home.link(context.language), type: .normal)
    }

    /// The address the command prints: on to the sign-in page. A GET changes nothing, so a mail scanner cannot use the link up.
    func signInLink(_ request: Request, _ context: WebContext) throws -> Response {
        let token = try Form.parse(request.uri.query ?? "")["token"] ?? ""
        return .redirect(to: SiteRoute.signIn.link(context.language, ["token": token]), type: .normal)
    }

    /// The sign-in page.
    func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try Form.parse(request.uri.query ?? "")
        guard let text = query["token"], !text.isEmpty else {
            guard context.visitor == nil else { return .redirect(to: SiteRoute.home.link(context.language), type: .normal) }
            return try await signInPage(request, context, panel: nil, refused: false)
        }
        try signInLimit.take(context.address, now: office.clock())
        guard let secret = Secret(text), let panel = try await linkPanel(secret, context.language) else {
            return try await signInPage(request, context, panel: nil, refused: true)
        }
        return try await signInPage(request, context, panel: panel, refused: false)
    }

    private func linkPanel(_ secret: Secret, _ language: Language) async throws -> LinkPanel? {
        let (now, words) = (office.clock(), Words(language))
        return try await office.database.read { tables in
            guard let holder = try SignInLinks.holder(of: secret, now: now, in: tables) else { return nil }
            let name = try OfficialBook.name(of: holder.official, in: tables).map(words.pick) ?? holder.official
            let post = try OfficialBook.post(holder.post, in: tables).map { words.pick($0.names) } ?? holder.post
            return LinkPanel(holderName: name, holderPost: post, action: SiteRoute.signIn.link(language), token: secret.text)
        }
    }

    private func signInPage(
        _ request: Request, _ context: WebContext, panel: LinkPanel?, refused: Bool
    ) async throws -> Response {
        let (language, words) = (context.language, Words(context.language))
        let profile = try await profile(language)
        let query = try Form.parse(request.uri.query ?? "")
        let fault = refused ? Fault(faultMarkup: RunningText.markup("\(words.text("errors.E4002")) E4002")) : nil
        let model = SignInModel(
            lang: language.rawValue, direction: language.direction, icon: icon, styles: styles, institution: profile.name,
            notice: profile.notice,
            languages: FrameQuery.languages(path: SiteRoute.signIn.link(language), query: query, current: language),
            reportLink: configuration.publicSite == nil ? nil : PublishedSite.link(""), fault: fault, linkHolder: panel)
        return PageRenderer.response(
            try renderer.bare("signin", model, language), language, status: refused ? .forbidden : .ok)
    }

    /// Uses the link up and opens the session. The link's own secret stands in for a form token: there is no session yet.
    func openSession(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = office.clock()
        try signInLimit.take(context.address, now: now)
        let form = try await Form(reading: request, limit: 4_096)
        guard let secret = Secret(form["token"]) else { throw Failure(.badLink) }
        let day = office.today
        let (session, holder, posts) = try await office.database.write { tables in
            let opened = try SignInLinks.consume(secret, now: now, in: tables)
            // A link for a post that ended meanwhile opens nothing.
            _ = try OfficialBook.signatory(official: opened.1.official, post: opened.1.post, on: day, in: tables)
            return (opened.0, opened.1, try OfficialBook.signatories(of: opened.1.official, on: day, in: tables).count)
        }
        context.logger.notice("session opened for \(holder.official) as \(holder.post)")
        // Who may act through several posts says first through which.
        let place = posts > 1 ? AccountabilityRoutes.acting : .home
        var response = Response.redirect(to: place.link(context.language), type: .normal)
        response.setCookie(sessionCookie(session.text, maxAge: Int(Sessions.lifetime / 1000)))
        return response
    }

    /// Ends the session, in the table and in the browser.
    func endSession(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        try await office.database.write { try Sessions.end(visitor.session.secret, in: $0) }
        var response = Response.redirect(to: SiteRoute.signIn.link(context.language), type: .normal)
        response.setCookie(sessionCookie("", maxAge: 0))
        return response
    }

    func sessionCookie(_ value: String, maxAge: Int) -> Cookie {
        Cookie(
            name: configuration.sessionCookie, value: value, maxAge: maxAge, path: "/", secure: configuration.secure,
            httpOnly: true, sameSite: .lax)
    }
}

/// Finds the session of a request and the post its official holds today.
struct SessionReader: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if !request.isOfInterface, let cookie = request.cookies[site.configuration.sessionCookie], let secret = Secret(cookie.value) {
            context.visitor = try await visitor(secret)
        }
        return try await next(request, context)
    }

    private func visitor(_ secret: Secret) async throws -> Visitor? {
        let (now, day) = (site.office.clock(), site.office.today)
        let found = try await site.office.database.read { tables -> Visitor? in
            guard let session = try Sessions.find(secret, now: now, in: tables) else { return nil }
            // An appointment that ended ends the session at once, without an error page.
            guard let signatory = try? OfficialBook.signatory(official: session.official, post: session.post, on: day, in: tables) else {
                return nil
            }
            return Visitor(session: session, signatory: signatory)
        }
        if let found, Sessions.shouldTouch(found.session, now: now) {
            try await site.office.database.write { try Sessions.touch(found.session, now: now, in: $0) }
        }
        return found
    }
}
