import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity

/// The fields of a submitted form. Reading one checks that it came from a page of this session.
struct Form: Sendable {
    /// The name of the hidden field with the session's form token.
    static let tokenField = "form_token"

    private let fields: [String: String]

    /// The value of a field, without white space around it; empty when it was not sent.
    subscript(_ name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The numbers of repeated rows: of `item.0.text`, `item.2.text` under `item` 0 and 2, in order.
    func rows(_ prefix: String) -> [Int] {
        Set(fields.keys.compactMap { name -> Int? in
            let parts = name.split(separator: ".", maxSplits: 2)
            return parts.count == 3 && parts[0] == prefix ? Int(parts[1]) : nil
        }).sorted()
    }

    /// All fields but those of the frame, to be kept as a draft.
    var content: [String: String] { fields.filter { $0.key != Self.tokenField && $0.key != "key" } }

    /// A form as it stands in a draft.
    init(content: [String: String]) { fields = content }

    /// Reads `application/x-www-form-urlencoded`. Throws `E4004` beyond the limit and `E4001` for anything that is not such a form.
    init(reading request: Request, limit: Int) async throws {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            throw Failure(.badForm)
        }
        var request = request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: limit)
        } catch {
            throw Failure(.tooLarge, privateDetail: "\(error)")
        }
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else { throw Failure(.badForm) }
        fields = try Self.parse(text)
    }

    /// The fields of a form of the visitor's own session. Throws `E4001` when the token is missing or another session's.
    static func ofSession(_ request: Request, _ context: WebContext) async throws -> Form {
        let form = try await Form(reading: request, limit: context.maxUploadSize)
        guard let visitor = context.visitor, visitor.session.secret.accepts(formToken: form[tokenField]) else {
            throw Failure(.badForm)
        }
        return form
    }

    /// Pairs of a query or form text. A name sent twice keeps its first value.
    static func parse(_ text: String) throws -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&", omittingEmptySubsequences: true) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = halves.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else { throw Failure(.badForm) }
            // NUL never belongs to a text and PostgreSQL cannot hold it.
            guard !value.utf8.contains(0) else { throw Failure(.badForm) }
            if fields[name] == nil { fields[name] = value }
        }
        return fields
    }
}

/// Refuses a changing request that another site made the browser send. The form token is the guard; this one stands before it.
struct SameSiteGuard: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let safe = request.method == .get || request.method == .head
        // A token is no cookie: no browser adds it by itself.
        if !safe, !request.isOfInterface, let fetchSite = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[fetchSite], site != "same-origin", site != "none" {
            throw Failure(.badForm, privateDetail: "Sec-Fetch-Site: \(site)")
        }
        return try await next(request, context)
    }
}
