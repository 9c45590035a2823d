import Acts
import Hummingbird
import Identity
import Institution
import Logging
import Storage

/// As whom an official acts: through their own posts, or through those delegated to them.
struct ActingModel: Sendable {
    let action: String
    let formToken: String
    let posts: [ActingPost]
}

/// One post to act through.
struct ActingPost: Sendable {
    let postCode: String
    let postTitle: String
    let postDetailMarkup: String
    let postTags: [Tag]
    let isCurrentPost: Bool
}

/// Fills the choice of a post.
struct ActingQuery {
    let desk: Desk

    func page() throws -> Page {
        let words = desk.words
        let day = "\(desk.today)"
        let title = words.text("accountability.acting_title")
        let posts = try OfficialBook.signatories(of: desk.signatory.official, on: day, in: desk.tables).map { signatory in
            ActingPost(
                postCode: signatory.post, postTitle: try desk.title(ofPost: signatory.post),
                postDetailMarkup: RunningText.markup(try detail(signatory, day)),
                postTags: signatory.ownPost == nil ? [] : [.plain(words.text("accountability.delegated"))],
                isCurrentPost: signatory.post == desk.signatory.post)
        }
        let model = ActingModel(
            action: desk.link(AccountabilityRoutes.acting), formToken: desk.visitor.session.secret.formToken, posts: posts)
        return Page(Layout(title, here: title), "acting", model)
    }

    private func detail(_ signatory: Signatory, _ day: String) throws -> String {
        let unit = desk.name(ofUnit: signatory.unit)
        guard signatory.ownPost != nil else { return unit }
        let given = try DelegationBook.all(of: signatory.post, in: desk.tables).first {
            $0.delegate == signatory.official && $0.covers(day)
        }
        guard let given else { return unit }
        let kinds = given.kinds.map { $0.map { ActReading.phrase($0, desk.words) }.joined(separator: desk.words.text("words.separator")) }
        return desk.words.text(
            "accountability.acting_detail",
            [
                "unit": unit, "end": desk.words.day(given.ends), "reason": given.reason,
                "kinds": kinds ?? desk.words.text("accountability.all_kinds"),
            ])
    }
}

extension Site {
    /// Goes on as another post of the same official: a new session takes the old one's place, since its rights differ.
    func actAs(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        let (post, day, now) = (form["post"], office.today, office.clock())
        let secret = try await office.database.write { tables in
            _ = try OfficialBook.signatory(official: visitor.session.official, post: post, on: day, in: tables)
            return try Sessions.renew(visitor.session, post: post, now: now, in: tables)
        }
        context.logger.notice("session of \(visitor.session.official) goes on as \(post)")
        var response = Response.redirect(to: SiteRoute.home.link(context.language), type: .normal)
        response.setCookie(sessionCookie(secret.text, maxAge: Int((visitor.session.expires.milliseconds - now.milliseconds) / 1000)))
        return response
    }
}
