import Foundation
import Testing

@testable import Localization

/// Rules over the whole tree of tables and over the sources that use them.
@Suite struct TableRulesTests {
    private let book = Phrasebook.standard
    private let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func phrases(_ language: Language) -> [String: Phrase] {
        var found: [String: Phrase] = [:]
        for area in book.areas {
            for key in book.keys(area: area, language) { found[key] = book.phrase(key, language) }
        }
        return found
    }

    @Test func everyFileIsReadWithoutError() throws {
        for area in book.areas {
            for language in Language.allCases {
                let path = project.appending(path: "Sources/Localization/Languages/\(language.rawValue)/\(area).yaml")
                let yaml = try String(contentsOf: path, encoding: .utf8)
                #expect(throws: Never.self, "\(language) \(area)") { try PhraseTable.parse(yaml, area: area, language) }
            }
        }
    }

    @Test func theThreeLanguagesHaveTheSameKeysAndPlaces() {
        let (ar, fr, en) = (phrases(.ar), phrases(.fr), phrases(.en))
        #expect(!en.isEmpty)
        for key in Set(ar.keys).union(fr.keys).union(en.keys).sorted() {
            guard let arabic = ar[key], let french = fr[key], let english = en[key] else {
                Issue.record("\(key) is missing in \([("ar", ar), ("fr", fr), ("en", en)].filter { $0.1[key] == nil }.map(\.0))")
                continue
            }
            // The plural number may be said in words, قضيتان: it need not appear.
            let free: Set<String> = ["count", "number"]
            #expect(arabic.placeholders.subtracting(free) == english.placeholders.subtracting(free), "\(key) ar")
            #expect(french.placeholders.subtracting(free) == english.placeholders.subtracting(free), "\(key) fr")
            for (language, phrase) in [(Language.ar, arabic), (.fr, french), (.en, english)] {
                if case .plural(let forms) = phrase {
                    let missing = PluralForm.required(in: language).subtracting(forms.keys)
                    #expect(missing.isEmpty, "\(key) \(language) lacks \(missing)")
                }
            }
        }
    }

    @Test func nothingIsLeftInEnglish() {
        let english = phrases(.en)
        let englishWords = try? Regex("(?i)\\b(the|of|and|is|are|with|from|this|your)\\b")
        for language in [Language.ar, .fr] {
            for (key, phrase) in phrases(language) where !Untranslated.keys.contains(key) {
                for template in phrase.templates {
                    let words = template.pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: " ")
                    guard words.contains(where: \.isLetter), !Untranslated.texts.contains(template.source) else { continue }
                    let same = english[key]?.templates.contains { $0.source == template.source } ?? false
                    #expect(!same, "\(key) \(language): “\(template.source)” is the same in English")
                    if let englishWords { #expect(words.firstMatch(of: englishWords) == nil || language == .en, "\(key) \(language): \(words)") }
                    if language == .ar {
                        #expect(words.unicodeScalars.contains(where: Isolation.isArabic), "\(key): “\(words)” is not Arabic")
                    }
                }
            }
        }
    }

    @Test func typography() {
        for language in Language.allCases {
            for (key, phrase) in phrases(language) {
                for template in phrase.templates {
                    let text = template.source
                    #expect(!text.contains("  "), "\(key) \(language): two spaces")
                    #expect(!text.unicodeScalars.contains { (0x660...0x669).contains($0.value) }, "\(key): digits are 0-9")
                    if language == .fr {
                        let close = text.ranges(of: /[\p{L}}][;!?:](?: |$)/)
                        #expect(close.isEmpty, "\(key) fr: a space is due before ; ! ? : in “\(text)”")
                        #expect(!text.contains("'"), "\(key) fr: write ’ in “\(text)”")
                    }
                    if language == .ar {
                        #expect(!text.contains(/\p{Arabic} *[,;?]/), "\(key) ar: write ، ؛ ؟ in “\(text)”")
                    }
                }
            }
        }
    }

    // MARK: Use in the sources

    /// The text of Swift sources (comments left out) and of templates.
    private func sources() throws -> String {
        var all = ""
        let folder = project.appending(path: "Sources").resolvingSymlinksInPath()
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let name = files?.nextObject() as? String {
            guard [".swift", ".mustache", ".html"].contains(where: name.hasSuffix) else { continue }
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for line in text.split(separator: "\n") where !line.drop(while: \.isWhitespace).hasPrefix("//") {
                all += line + "\n"
            }
        }
        return all
    }

    @Test func everyKeyUsedExists() throws {
        let sources = try sources()
        var used: Set<String> = []
        for match in sources.matches(of: /(?:text|phrase|markup|has)\("([a-z_-]+\.[A-Za-z0-9_.-]+)"/) { used.insert(String(match.1)) }
        for match in sources.matches(of: /\{\{#t\}\}\s*([a-z_-]+\.[A-Za-z0-9_.-]+)\s*\{\{\/t\}\}/) { used.insert(String(match.1)) }
        for match in sources.matches(of: /\[\[([a-z_-]+\.[A-Za-z0-9_.-]+)\]\]/) { used.insert(String(match.1)) }
        for key in used.sorted() { #expect(book.has(key), "\(key) is used and in no table") }
    }

    @Test func everyKeyIsUsed() throws {
        let sources = try sources()
        // A key may be put together: "words.status.\(code)", "home.\(task)_why". Then what stands in between must be a word of the
        // sources too, so that a key nobody can name is still found.
        var frames: [(start: String, end: String)] = []
        for match in sources.matches(of: /"([a-z_-]+\.[A-Za-z0-9_.-]*)\\\([^"]*\)([A-Za-z0-9_.-]*)"/) {
            frames.append((String(match.1), String(match.2)))
        }
        var literals: Set<Substring> = []
        for match in sources.matches(of: /[a-z_-]+\.[A-Za-z0-9_.-]+/) { literals.insert(match.0) }
        var words: Set<Substring> = []
        for match in sources.matches(of: /[A-Za-z0-9_]+/) { words.insert(match.0) }
        // Kinds of units and units of measure are the institutions' own words: a phrase may wait there for its institution.
        let open = ["words.kind.", "words.counted.", "words.measure.", "charts.measure_"]
        for key in phrases(.en).keys.sorted() where !literals.contains(key[...]) && !open.contains(where: key.hasPrefix) {
            let isNamed = frames.contains { frame in
                guard key.hasPrefix(frame.start), key.hasSuffix(frame.end), key.count > frame.start.count + frame.end.count else {
                    return false
                }
                return key.dropFirst(frame.start.count).dropLast(frame.end.count).split(separator: ".").allSatisfy(words.contains)
            }
            #expect(isNamed, "\(key) is used nowhere")
        }
    }

    @Test func everyFailureHasItsSentence() throws {
        let path = project.appending(path: "Sources/Acts/Failures/FailureCode.swift")
        guard let codes = try? String(contentsOf: path, encoding: .utf8) else { return }
        var numbers: Set<String> = []
        for match in codes.matches(of: /case `?\w+`? = (\d{4})/) { numbers.insert("errors.E\(match.1)") }
        for key in numbers.sorted() { #expect(book.has(key), "\(key) has no sentence") }
        for key in book.keys(area: "errors", .en) where key.hasPrefix("errors.E") {
            #expect(numbers.contains(key), "\(key) is no failure")
        }
    }

    @Test func loading() {
        let clock = ContinuousClock()
        let fresh = Phrasebook(folder: project.appending(path: "Sources/Localization/Languages").path)
        let elapsed = clock.measure { fresh.preload() }
        print("Localization: all tables read in \(elapsed)")
    }
}
