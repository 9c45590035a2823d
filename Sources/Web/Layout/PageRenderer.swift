import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Publication

/// Turns a page's value into the answer. Templates are compiled once, at start.
public struct PageRenderer: Sendable {
    private let library: TemplateLibrary

    /// Compiles the office's templates for the three languages. Throws `TemplateError` when one is broken or names an unknown phrase.
    public init() throws { library = try TemplateLibrary(folders: [WebResources.folder.appendingPathComponent("pages")]) }

    /// The HTML of a page in its frame.
    func html(_ page: Page, _ language: Language) throws -> String {
        struct Frame {
            let layout: Layout
            let contentMarkup: String
        }
        let content = try library.render(page.template, page.model, language: language)
        return try library.render(page.frame, Frame(layout: page.layout, contentMarkup: content), language: language)
    }

    /// The HTML of a page that brings its own frame: sign-in and failures.
    func bare(_ template: String, _ model: some Sendable, _ language: Language) throws -> String {
        try library.render(template, model, language: language)
    }

    /// The answer with a page's HTML.
    static func response(_ html: String, _ language: Language, status: HTTPResponse.Status = .ok) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentLanguage: language.rawValue,
        ]
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

/// The files that travel with this room.
enum WebResources {
    static let folder = Bundle.module.bundleURL.appendingPathComponent("Resources", isDirectory: true)
}
