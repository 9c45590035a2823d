import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Localization

/// A refusal as programs read it: RFC 9457, with the permanent number and its arguments.
struct Problem: Codable, Sendable {
    /// Where the number is explained.
    let type: String
    /// The permanent number, e.g. `E1404`.
    let code: String
    /// The HTTP status.
    let status: Int
    /// What is wrong, where, and what fixes it, in the language of Accept-Language.
    let title: String
    /// What the sentence is about, by name.
    let arguments: [String: String]
    /// The number under which the log knows the request.
    let request: String

    /// The media type.
    static let mediaType = "application/problem+json"

    /// The answer to a refusal.
    static func response(to failure: Failure, _ request: Request, _ context: WebContext) throws -> Response {
        let language = language(of: request)
        let status = failure.code.status
        // A refused value may hold what no text of ours does, and be as long as a body: enough of it is told to be recognized.
        let arguments = failure.arguments.mapValues { String($0.prefix(400)).replacing("\u{0}", with: "\u{2400}") }
        let problem = Problem(
            type: SiteRoute.interface(["problems", failure.code.label]).link(), code: failure.code.label, status: status.code,
            title: Words(language).text("errors.\(failure.code.label)", arguments), arguments: arguments,
            request: context.requestNumber)
        var headers: HTTPFields = [
            .contentType: mediaType, .contentLanguage: language.rawValue, .vary: "Accept-Language", .cacheControl: "no-store",
        ]
        switch failure.code {
        case .tokenNeeded: headers[.wwwAuthenticate] = "Bearer realm=\"hasila\""
        case .wrongMethod: headers[.allow] = failure.arguments["allowed"]
        case .wrongMediaType: headers[.accept] = "application/json"
        case .tooManyRequests: headers[.retryAfter] = "1"
        default: break
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(problem))))
    }

    /// The language of the sentences; a cookie is a browser's matter and counts for nothing here.
    static func language(of request: Request) -> Language {
        request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) } ?? .ar
    }
}

/// A permanent number with its sentences; places in braces take the problem's arguments.
struct ProblemItem: Codable, Sendable {
    /// The permanent number.
    let code: String
    /// The HTTP status it is answered with.
    let status: Int
    /// The sentence in Arabic, French and English.
    let ar: String
    let fr: String
    let en: String

    init(_ code: FailureCode) {
        self.code = code.label
        status = code.status.code
        (ar, fr, en) = (Self.source(code, .ar), Self.source(code, .fr), Self.source(code, .en))
    }

    private static func source(_ code: FailureCode, _ language: Language) -> String {
        Phrasebook.standard.text("errors.\(code.label)", language)
    }
}
