import Foundation
import Localization
import Mustache

/// Templates read from folders and compiled once for each language.
///
/// A template holds no words of its own: `[[area.key]]` stands for a phrase and is replaced, escaped, when the template is
/// compiled, so that rendering costs nothing. A placeholder `{year}` inside the phrase becomes the template's own `{{year}}`;
/// written `[[&area.key]]` it becomes `{{{yearMarkup}}}`, for values that are markup made by this program.
///
/// Every value is escaped. Raw insertion is allowed only under names that end in `Markup`; anything else is refused when the
/// library is made, so that an unescaped text typed by a person cannot slip in later.
public struct TemplateLibrary: Sendable {
    private let compiled: [Language: MustacheLibrary]

    /// Reads every `*.mustache` below the folders; a later folder overrides a template of the same name in an earlier one.
    /// The name of a template is its file name without the ending. Throws `TemplateError` when a template cannot be compiled or
    /// names a phrase that a language lacks.
    public init(folders: [URL], phrasebook: Phrasebook = .standard) throws {
        var sources: [String: String] = [:]
        for folder in folders {
            for (name, text) in try Self.sources(in: folder) { sources[name] = text }
        }
        try self.init(sources: sources, phrasebook: phrasebook)
    }

    /// Compiles templates given as text by their names.
    public init(sources: [String: String], phrasebook: Phrasebook = .standard) throws {
        var compiled: [Language: MustacheLibrary] = [:]
        for language in Language.allCases {
            var library = MustacheLibrary()
            for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
                let text = try PhraseSubstitution(template: name, phrasebook: phrasebook, language: language).apply(to: source)
                try RawInsertion.check(text, template: name)
                do {
                    try library.register(text, named: name)
                } catch {
                    throw TemplateError.malformed(template: name, detail: "\(error)")
                }
            }
            compiled[language] = library
        }
        self.compiled = compiled
    }

    /// The public site's own templates, shared with the server's pages.
    public static func folder() -> URL { PublicationResources.folder.appendingPathComponent("templates", isDirectory: true) }

    /// Renders a template. Throws `TemplateError.unknown` when no folder held it.
    public func render(_ name: String, _ model: Any, language: Language) throws -> String {
        guard let text = compiled[language]?.render(model, withTemplate: name) else {
            throw TemplateError.unknown(template: name)
        }
        return text
    }

    private static func sources(in folder: URL) throws -> [String: String] {
        guard let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else {
            throw TemplateError.unreadable(folder: folder.path)
        }
        var sources: [String: String] = [:]
        for case let file as URL in walker where file.pathExtension == "mustache" {
            sources[file.deletingPathExtension().lastPathComponent] = try String(contentsOf: file, encoding: .utf8)
        }
        guard !sources.isEmpty else { throw TemplateError.unreadable(folder: folder.path) }
        return sources
    }
}

/// Why templates could not be used. These are faults of the installation or of the program, never of a user.
public enum TemplateError: Error, Equatable, CustomStringConvertible {
    /// The folder cannot be read or holds no template.
    case unreadable(folder: String)
    /// No template has this name.
    case unknown(template: String)
    /// The template is not well formed.
    case malformed(template: String, detail: String)
    /// A language has no phrase of this key.
    case missingPhrase(template: String, key: String)
    /// A raw insertion under a name that does not end in `Markup`.
    case rawInsertion(template: String, name: String)

    /// One line for the log.
    public var description: String {
        switch self {
        case .unreadable(let folder): "no templates in \(folder)"
        case .unknown(let template): "no template \(template)"
        case .malformed(let template, let detail): "template \(template): \(detail)"
        case .missingPhrase(let template, let key): "template \(template) names the phrase \(key), which is missing"
        case .rawInsertion(let template, let name):
            "template \(template) inserts \(name) unescaped; only names ending in Markup may be"
        }
    }
}
