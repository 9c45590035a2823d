import Localization
import Publication
import Testing

struct TemplateLibraryTests {
    private func render(_ source: String, _ model: [String: Any], _ language: Language = .fr) throws -> String {
        try TemplateLibrary(sources: ["page": source]).render("page", model, language: language)
    }

    @Test func valuesAreEscaped() throws {
        #expect(try render("<p>{{x}}</p>", ["x": "<script>\"'&"]) == "<p>&lt;script&gt;&quot;&#39;&amp;</p>")
    }

    @Test func phrasesComeFromTheLanguage() throws {
        #expect(try render("[[report.skip]]", [:], .fr) == "Aller au contenu")
        #expect(try render("[[report.skip]]", [:], .en) == "Skip to content")
    }

    @Test func placeholdersBecomeTags() throws {
        #expect(try render("[[report.crumb_report]]", ["year": "<2022>"], .en) == "Annual report &lt;2022&gt;")
        #expect(try render("[[&report.crumb_report]]", ["yearMarkup": "<b>2022</b>"], .en) == "Annual report <b>2022</b>")
    }

    @Test func aMissingPhraseIsFoundWhenTheLibraryIsMade() {
        #expect(throws: TemplateError.missingPhrase(template: "page", key: "report.nowhere")) {
            try render("[[report.nowhere]]", [:])
        }
    }

    @Test func theValueOfASectionOfMarkupIsMarkup() throws {
        #expect(try render("{{#linesMarkup}}{{{.}}};{{/linesMarkup}}", ["linesMarkup": ["<b>1</b>", "2"]], .en) == "<b>1</b>;2;")
    }

    @Test(arguments: ["{{{x}}}", "{{& x}}", "{{&name}}", "{{{.}}}", "{{#x}}{{{.}}}{{/x}}", "{{#aMarkup}}{{/aMarkup}}{{{.}}}", "{{#aMarkup}}{{#x}}{{{.}}}{{/x}}{{/aMarkup}}"])
    func rawInsertionNeedsTheName(source: String) {
        #expect(throws: TemplateError.self) { try render(source, ["x": "<b>"]) }
    }

    @Test func unknownTemplate() {
        #expect(throws: TemplateError.unknown(template: "other")) {
            try TemplateLibrary(sources: ["page": "x"]).render("other", [:] as [String: Any], language: .ar)
        }
    }
}
