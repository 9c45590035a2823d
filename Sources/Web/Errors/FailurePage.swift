import Acts
import HTTPTypes
import Hummingbird
import Localization
import Logging
import Publication
import Storage

/// What a person sees when something is refused: one sentence in their language, the permanent number, a way on.
struct FailureModel: Sendable {
    let lang: String
    let direction: String
    let failureTitle: String
    let sentenceMarkup: String
    let code: String
    /// Shown only where the log holds more than the sentence says.
    let requestNumber: String?
    let institution: String
    let homeLink: String
    let icon: String
    let styles: [String]
    let languages: [LanguageLink]
}

extension FailureCode {
    /// The HTTP status of a refusal. What may not be known to exist answers as what does not.
    var status: HTTPResponse.Status {
        switch self {
        case .internal, .ledgerAltered, .databaseDamaged, .projectionDiffers, .toolMissing: .internalServerError
        case .notFound, .unknownUnit, .unknownIndicator, .noCycle, .unknownOfficial, .unknownPost, .unknownIntegration, .unknownForm,
            .unknownRegister:
            .notFound
        case .notAllowed, .notAppointed, .ownWork, .badForm, .badLink, .outOfScope, .integrationWaiting, .scopeExceeded: .forbidden
        case .bodyOutOfSchema, .badParameter, .badIdempotencyKey: .badRequest
        case .wrongMediaType: .unsupportedMediaType
        case .wrongMethod: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .appointmentOver, .appointmentUnsigned, .delegationOver, .notDelegated, .delegateWithoutPost: .forbidden
        case .tooManyRequests: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .signInNeeded, .tokenNeeded: .unauthorized
        case .draftConflict, .idempotencyConflict: .conflict
        case .diskFull, .databaseUnreachable: .serviceUnavailable
        default: .unprocessableContent
        }
    }
}

/// Turns whatever a handler throws into one page, in the reader's language. The raw error goes to the log only, with the request's number.
struct FailurePages: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.language = ReaderLanguage.of(request, cookie: site.configuration.languageCookie)
        do {
            return try await next(request, context)
        } catch {
            let failure = Self.failure(error)
            guard request.isOfInterface else { return try await response(to: failure, request, context) }
            return try interfaceResponse(to: failure, isMissing: error is HTTPError, request, context)
        }
    }

    /// What a program is told. An address the router does not know may have another method.
    private func interfaceResponse(
        to failure: Failure, isMissing: Bool, _ request: Request, _ context: WebContext
    ) throws -> Response {
        let told = isMissing && failure.code == .notFound ? InterfaceRoutes.missing(request) : failure
        log(told, context)
        return try Problem.response(to: told, request, context)
    }

    private func log(_ failure: Failure, _ context: WebContext) {
        if failure.code.status.code >= 500 {
            context.logger.error("\(failure) \(failure.privateDetail ?? "")")
        } else if let detail = failure.privateDetail {
            context.logger.info("\(failure) \(detail)")
        }
    }

    /// The refusal behind any error.
    static func failure(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as HTTPError where error.status == .notFound: Failure(.notFound)
        case let error as HTTPError where error.status == .contentTooLarge: Failure(.tooLarge)
        case let error as HTTPError where error.status.code < 500: Failure(.badForm, privateDetail: "\(error)")
        case let error as StorageError: error.failure
        default: Failure(.internal, privateDetail: "\(error)")
        }
    }

    private func response(to failure: Failure, _ request: Request, _ context: WebContext) async throws -> Response {
        let status = failure.code.status
        log(failure, context)
        if failure.code == .signInNeeded, request.method == .get || request.method == .head {
            return .redirect(to: SiteRoute.signIn.link(context.language), type: .normal)
        }
        let words = Words(context.language)
        let sentence = words.text("errors.\(failure.code.label)", failure.arguments)
        let name = (try? await site.profile(context.language).name) ?? ""
        let query = (try? Form.parse(request.uri.query ?? "")) ?? [:]
        let model = FailureModel(
            lang: context.language.rawValue, direction: context.language.direction,
            failureTitle: words.text(failure.code == .notFound ? "layout.failure_missing" : "layout.failure_title"),
            sentenceMarkup: RunningText.markup(sentence), code: failure.code.label,
            requestNumber: status.code >= 500 ? context.requestNumber : nil, institution: name,
            homeLink: SiteRoute.home.link(context.language), icon: site.icon, styles: site.styles,
            languages: FrameQuery.languages(path: request.uri.path, query: query, current: context.language))
        var response = PageRenderer.response(
            try site.renderer.bare("failure", model, context.language), context.language, status: status)
        if failure.code == .tooManyRequests { response.headers[.retryAfter] = "6" }
        return response
    }
}

/// Finds the language of a request: its address, else the cookie of the last page, else the browser's preference, else Arabic.
enum ReaderLanguage {
    static func of(_ request: Request, cookie: String) -> Language {
        let place = request.uri.path.split(separator: "/", maxSplits: 1).first
        if let place, let language = Language(rawValue: String(place)) { return language }
        if let kept = request.cookies[cookie]?.value, let language = Language(rawValue: kept) { return language }
        return request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) } ?? .ar
    }
}
