import Testing

@testable import Localization

@Suite struct PhrasebookTests {
    private let book = Phrasebook.standard

    @Test func pluralFormsFollowCLDR() {
        let arabic: [(Int, PluralForm)] = [
            (0, .zero), (1, .one), (2, .two), (3, .few), (10, .few), (11, .many), (99, .many), (100, .other),
            (102, .other), (103, .few), (111, .many), (1_000, .other), (1_003, .few), (-2, .two), (200, .other),
        ]
        for (count, form) in arabic { #expect(PluralForm(count, .ar) == form, "\(count)") }
        for (count, form) in [(0, PluralForm.one), (1, .one), (2, .other), (1_000_000, .many), (1_000_001, .other)] {
            #expect(PluralForm(count, .fr) == form, "\(count)")
        }
        for (count, form) in [(0, PluralForm.other), (1, .one), (2, .other)] { #expect(PluralForm(count, .en) == form) }
        #expect(PluralForm(decimal: "1.0", .ar) == .one && PluralForm(decimal: "0.5", .ar) == .other)
        #expect(PluralForm(decimal: "1.5", .fr) == .one && PluralForm(decimal: "2.0", .fr) == .other)
        #expect(PluralForm(decimal: "1.0", .en) == .other && PluralForm(decimal: "1", .en) == .one)
        #expect(PluralForm(decimal: "9000000000000000000000003", .ar) == .few)
        #expect(PluralForm(Int.min, .ar) == .few)
    }

    @Test func wordsInTheirPlural() {
        #expect(book.counted("1", "cases", .ar) == "قضية واحدة")
        #expect(book.counted("2", "cases", .ar) == "قضيتان")
        #expect(book.counted("7", "cases", .ar) == "7 قضايا")
        #expect(book.counted("2668473", "pills", .fr) == "2\u{202F}668\u{202F}473 comprimés")
        #expect(book.counted("94.43", "percent", .en) == "94.43%")
        #expect(book.counted("3", "barrels", .en) == "3 barrels")
        #expect(book.duration("day", 23, .ar) == "23 يوماً")
        #expect(book.points("0.5", .fr) == "0,5 point")
        #expect(book.stated("2,500,000", precision: "at_least", .en) == "more than 2,500,000")
        #expect(book.stated("2", precision: "exact", .fr) == "2")
        #expect(book.list(["a", "b", "c"], .fr) == "a, b et c" && book.list([], .en) == "")
        #expect(book.kind("tribe", .fr) == "tribe" && book.kind("prefecture", .fr) == "préfecture de police")
        #expect(book.tree("2022-12-15", .fr) == "telle qu’au 15 décembre 2022")
        #expect(book.target("at_least", target: "95\u{202F}%", .fr) == "au moins 95\u{202F}%")
    }

    @Test func argumentsOfTheOtherDirectionAreIsolated() {
        #expect(Isolation.isolate("PJ-04", in: .ar) == "\u{2068}PJ-04\u{2069}")
        #expect(Isolation.isolate("\u{2212}28,9\u{202F}%", in: .ar) == "\u{2068}\u{2212}28,9\u{202F}%\u{2069}")
        #expect(Isolation.isolate("2\u{202F}668\u{202F}473", in: .ar) == "2\u{202F}668\u{202F}473")
        #expect(Isolation.isolate("ولاية أمن الرباط", in: .ar) == "ولاية أمن الرباط")
        #expect(Isolation.isolate("PJ-04", in: .fr) == "PJ-04")
        #expect(Isolation.isolate("دجنبر", in: .fr) == "\u{2068}دجنبر\u{2069}")
        let list = book.list(["PJ-01", "PJ-02"], .ar)
        #expect(list == "\u{2068}PJ-01\u{2069} و\u{2068}PJ-02\u{2069}" && Isolation.isolate(list, in: .ar) == list)
        #expect(Isolation.strip(list) == "PJ-01 وPJ-02")
    }

    @Test func anUnknownKeyIsSeen() {
        #expect(book.text("nowhere.at_all", .fr) == "[nowhere.at_all]")
        #expect(book.text("nodot", .fr) == "[nodot]" && book.text("../../etc/passwd.x", .fr) == "[../../etc/passwd.x]")
        #expect(!book.has("words.nothing") && book.has("words.yes"))
    }

    @Test func tablesAreReadAsWritten() throws {
        let yaml = """
            title: "Unités : {institution} !"
            quote: "« {name} »"
            late: {one: "{count} unité", other: "{count} unités"}
            state: {open: ouverte, other_word: "x"}
            "no": non
            """
        let table = try PhraseTable.parse(yaml, area: "test", .fr)
        #expect(table["test.title"] == .plain(Template("Unités\u{A0}: {institution}\u{A0}!")))
        #expect(table["test.quote"] == .plain(Template("«\u{A0}{name}\u{A0}»")))
        #expect(table["test.late"]?.placeholders == ["count"])
        #expect(table["test.state.open"] == .plain(Template("ouverte")) && table["test.no"] != nil)
        #expect(throws: (any Error).self) { try PhraseTable.parse("- a\n- b", area: "test", .fr) }
        #expect(throws: (any Error).self) { try PhraseTable.parse("a: [1, 2]", area: "test", .fr) }
        #expect(Template("a {b} {c d} {").placeholders == ["b"])
        #expect(Template("{a}{b}").filled(["a": "1"], isolating: nil) == "1{b}")
    }

    @Test func refusalsAreSentences() {
        #expect(
            book.failure(1301, .fr, ["unit": "pj-99"])
                == "L’unité pj-99 n’existe pas. Corrigez son code ou ouvrez-la d’abord. E1301")
        #expect(
            book.failure(1303, .en, ["unit": "sale", "date": "2022-12-01"], line: 7, column: "unit", code: false)
                == "Line 7, column unit: The unit sale is not open at that time: 1 December 2022. "
                + "Correct the date or the life of the unit.")
        let arabic = book.failure(1404, .ar, ["unit": "dcpj", "year": "2022", "sum": "95"])
        #expect(Isolation.strip(arabic) == "مجموع أوزان التزامات dcpj لسنة 2022 هو 95 والمطلوب 100. صححوا الأوزان. E1404")
        #expect(book.failure(1101, .en, ["reason": "errno 2"]).hasPrefix("The file cannot be read (errno 2)."))
        #expect(book.failure(1101, .en, ["file": "a.csv"]).hasPrefix("The file a.csv cannot be read."))
        #expect(book.failure(1005, .fr, ["field": "items"]).hasPrefix("Le texte de «\u{A0}items\u{A0}» manque ou"))
        #expect(book.text("errors.E1101", .en, ["file": "a.csv"]) == book.failure(1101, .en, ["file": "a.csv"], code: false))
        #expect(!book.text("errors.E1110", .en, ["value": "x"]).contains("["))
        #expect(book.failure(9999, .fr) == "[errors.E9999] E9999")
        #expect(book.failure(1301, .en, line: 0).hasPrefix("The unit – does not exist."))
    }

    @Test func theBrowserChoosesItsLanguage() {
        #expect(Language(acceptLanguage: "fr-MA,fr;q=0.9,ar;q=0.8") == .fr)
        #expect(Language(acceptLanguage: "de;q=1, en;q=0.5, ar;q=0.7") == .ar)
        #expect(Language(acceptLanguage: "ar;q=0, zh") == nil && Language(acceptLanguage: ";;,q") == nil)
        #expect(Language(acceptLanguage: "fra,frp") == nil)
    }

    @Test func searchIgnoresWhatPeopleDoNotType() {
        #expect(SearchFold.fold("مُديريّةُ الشُّرطة") == SearchFold.fold("مديريه الشرطه"))
        #expect(SearchFold.fold("الأمن الإقليمي") == SearchFold.fold("الامن الاقليمى"))
        #expect(SearchFold.fold("شؤون") == SearchFold.fold("شوون") && SearchFold.fold("أكـــادير") == SearchFold.fold("اكادير"))
        #expect(SearchFold.fold("ﻻ") == SearchFold.fold("لا"))
        #expect(SearchFold.fold("Préfecture de Fès-Saïs") == "prefecture de fes-sais")
        #expect(SearchFold.fold("  L’Œuvre\u{202F}2022 ") == "l'oeuvre 2022")
        #expect(SearchFold.fold("٢٠٢٢") == "2022")
        #expect(SearchFold.matches("ولاية أمن القنيطرة", query: "ولايه امن") && !SearchFold.matches("Rabat", query: "fes"))
        let seed = UInt64.random(in: 0 ... .max)
        print("SearchFold seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<2_000 {
            let scalars = (0..<8).compactMap { _ in
                Unicode.Scalar([0x20, 0x41, 0xC0, 0x100, 0x600, 0x640, 0x2000, 0xFB50, 0xFE70][Int.random(in: 0...8, using: &random)]
                    + UInt32.random(in: 0..<0x60, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let once = SearchFold.fold(text)
            #expect(SearchFold.fold(once) == once, "seed \(seed): \(scalars)")
        }
    }
}
