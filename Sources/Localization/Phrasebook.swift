import Foundation
import Synchronization

/// Every sentence that Hasila shows, by key and language.
///
/// A key is `area.name`, and the area is a file: `words.yes` stands in `Languages/{ar,fr,en}/words.yaml`. An area is
/// read, in the three languages together, when its first sentence is asked for; `preload` reads them all.
///
/// ```swift
/// Phrasebook.standard.text("home.units_late", .fr, count: 14)   // « 14 unités n’ont pas répondu. »
/// ```
public struct Phrasebook: Sendable {
    /// The tables that come with Hasila.
    public static let standard = Phrasebook(folder: Bundle.module.bundlePath + "/Languages")

    private let shelf: Shelf

    /// The tables of a folder that holds `ar`, `fr` and `en`.
    public init(folder: String) {
        shelf = Shelf(folder: folder)
    }

    /// The sentence of that key.
    ///
    /// - Parameters:
    ///   - arguments: the texts for the places of the sentence, already formatted. An argument of the other reading
    ///     direction is isolated (see `Isolation`).
    ///   - count: chooses the plural form, and fills `{count}` unless `arguments` gives one.
    /// - Returns: the key in brackets when there is no such sentence; a test finds these. The sentence of a failure
    ///   number is that of `failure(_:_:_:line:column:code:)`, without the number.
    public func text(
        _ key: String, _ language: Language, _ arguments: [String: String] = [:], count: Int? = nil
    ) -> String {
        guard let phrase = phrase(key, language) else { return "[\(key)]" }
        if key.hasPrefix("errors.E"), let number = Int(key.dropFirst(8)) {
            return failure(number, language, arguments, code: false)
        }
        guard let count else { return fill(phrase, .other, arguments, language) }
        var arguments = arguments
        if arguments["count"] == nil { arguments["count"] = Numerals.format(count, language) }
        return fill(phrase, PluralForm(count, language), arguments, language)
    }

    /// The sentence of that key, in the plural form of a decimal string such as `0.5`, which also fills `{number}`.
    public func text(
        _ key: String, _ language: Language, _ arguments: [String: String] = [:], number: String
    ) -> String {
        guard let phrase = phrase(key, language) else { return "[\(key)]" }
        var arguments = arguments
        if arguments["number"] == nil { arguments["number"] = Numerals.format(number, language) }
        return fill(phrase, PluralForm(decimal: number, language), arguments, language)
    }

    /// Whether the key exists in all three languages.
    public func has(_ key: String) -> Bool {
        Language.allCases.allSatisfy { phrase(key, $0) != nil }
    }

    /// The areas of the folder, in alphabetical order, whichever language has them.
    public var areas: [String] { shelf.areas }

    /// The keys of an area in one language, in alphabetical order.
    public func keys(area: String, _ language: Language) -> [String] {
        shelf.tables(of: area)[language, default: [:]].keys.sorted()
    }

    /// Reads every area now, so that no page waits for a table.
    public func preload() {
        for area in areas { _ = shelf.tables(of: area) }
    }

    func phrase(_ key: String, _ language: Language) -> Phrase? {
        guard let dot = key.firstIndex(of: ".") else { return nil }
        return shelf.tables(of: String(key[..<dot]))[language]?[key]
    }

    private func fill(
        _ phrase: Phrase, _ form: PluralForm, _ arguments: [String: String], _ language: Language
    ) -> String {
        switch phrase {
        case .plain(let template):
            template.filled(arguments, isolating: language)
        case .plural(let forms):
            (forms[form] ?? forms[.other])?.filled(arguments, isolating: language) ?? ""
        }
    }
}

/// The tables read so far.
private final class Shelf: Sendable {
    let folder: String
    private let read = Mutex<[String: [Language: [String: Phrase]]]>([:])

    init(folder: String) {
        self.folder = folder
    }

    var areas: [String] {
        var found: Set<String> = []
        for language in Language.allCases {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(language.rawValue)")) ?? []
            for name in names where name.hasSuffix(".yaml") { found.insert(String(name.dropLast(5))) }
        }
        return found.sorted()
    }

    func tables(of area: String) -> [Language: [String: Phrase]] {
        read.withLock { read in
            if let tables = read[area] { return tables }
            // A name from a key never leaves the folder.
            let isName = area.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || (0x61...0x7A).contains($0) }
            var tables: [Language: [String: Phrase]] = [:]
            for language in Language.allCases where isName {
                let path = "\(folder)/\(language.rawValue)/\(area).yaml"
                guard let data = FileManager.default.contents(atPath: path) else { continue }
                let table = try? PhraseTable.parse(String(decoding: data, as: UTF8.self), area: area, language)
                tables[language] = table ?? [:]
            }
            read[area] = tables
            return tables
        }
    }
}
