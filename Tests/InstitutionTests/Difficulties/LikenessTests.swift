import Foundation
import TestSupport
import Testing

@testable import Institution

@Suite struct LikenessTests {
    @Test func wordsAsCompared() {
        #expect(Likeness.words("الأجوبةُ المتأخِّرة للمتعهّدين") == ["اجوبه", "متاخره", "متعهدين"])
        #expect(Likeness.words("أُجــوبة") == Likeness.words("اجوبة"))
        #expect(Likeness.words("Les délais de réponse des opérateurs, 752 réquisitions") == ["delai", "reponse", "operateur", "requisition"])
        #expect(Likeness.words("L’effectif n’a pas suivi") == ["effectif", "suivi"])
        #expect(Likeness.words("98 543,2 – 2022 !").isEmpty)
    }

    @Test func whatSaysTheSameIsAlike() {
        func fr(_ text: String) -> Trilingual { Trilingual(ar: "", fr: text, en: "") }
        func ar(_ text: String) -> Trilingual { Trilingual(ar: text, fr: "", en: "") }
        #expect(Likeness.of(
            fr("Insuffisance des effectifs dans les brigades spécialisées"), fr("Effectifs des brigades spécialisées insuffisants")).isAlike)
        #expect(Likeness.of(
            ar("تأخر أجوبة متعهدي الاتصالات عن طلبات المعلومات"), ar("أجوبة متعهدي الاتصالات متأخرة عن الطلبات")).isAlike)
        #expect(!Likeness.of(
            fr("Les délais de réponse des opérateurs retardent les enquêtes"), fr("Le parc automobile est vétuste et les pièces manquent")).isAlike)
        #expect(!Likeness.of(fr("Budget"), fr("Budget")).isAlike, "one word says too little")
        #expect(Likeness(common: 1, whole: 3).isAlike)
        #expect(!Likeness(common: 33, whole: 100).isAlike)
    }

    /// What the rule promises, on random texts in three scripts of marks, cases and numbers.
    @Test func theRuleHoldsOnRandomTexts() {
        var random = SeededGenerator()
        let words = ["تأخر", "الأجوبة", "الموارد", "البشرية", "délais", "réponses", "effectifs", "brigades", "répartition", "servers", "late", "answers"]
        func text() -> String {
            (0..<Int.random(in: 0...9, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
        }
        /// The same text as another hand writes it: marks, tatweel, capitals, punctuation and numbers in between.
        func rewritten(_ text: String) -> String {
            text.split(separator: " ").map { word in
                var word = String(word)
                if Bool.random(using: &random) { word = word.uppercased() }
                if Bool.random(using: &random) { word = word.decomposedStringWithCanonicalMapping }
                if word.unicodeScalars.contains(where: { (0x0600...0x06FF).contains($0.value) }) {
                    word = word.map { Bool.random(using: &random) ? "\($0)\u{064E}" : "\($0)\u{0640}" }.joined()
                }
                return word + ["", ",", " 2022", " :"][Int.random(in: 0...3, using: &random)]
            }.joined(separator: Bool.random(using: &random) ? "  " : "\n")
        }
        for _ in 0..<2_000 {
            let (a, b) = (Likeness.shingles(text()), Likeness.shingles(text()))
            let (one, other) = (Likeness.of(a, b), Likeness.of(b, a))
            #expect(one == other, "likeness has no direction")
            #expect((0...one.whole).contains(one.common))
            #expect(one.whole == a.union(b).count && one.common == a.intersection(b).count)
            if !a.isEmpty { #expect(Likeness.of(a, a).isAlike, "whatever says something is like itself") }
            let first = text()
            #expect(Likeness.shingles(rewritten(first)) == Likeness.shingles(first), "“\(first)”")
        }
    }

    /// The quick grouping equals the naive one: all pairs compared, links followed; and the order of the texts does not matter.
    @Test func groupsEqualTheNaiveOnes() {
        var random = SeededGenerator()
        let words = ["تأخر", "أجوبة", "موارد", "délais", "réponses", "effectifs", "brigades", "late", "answers", "staff"]
        for _ in 0..<120 {
            func part() -> String {
                (0..<Int.random(in: 0...5, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
            }
            let texts = (0..<Int.random(in: 0...14, using: &random)).map { _ in Trilingual(ar: part(), fr: part(), en: part()) }
            let quick = DifficultyGrouping.linked(texts)
            var naive = texts.indices.map { [$0] }
            var merged = true
            while merged {
                merged = false
                search: for i in naive.indices {
                    for j in naive.indices where i < j {
                        let linked = naive[i].contains { a in naive[j].contains { Likeness.of(texts[a], texts[$0]).isAlike } }
                        guard linked else { continue }
                        naive[i] = (naive[i] + naive[j]).sorted()
                        naive.remove(at: j)
                        merged = true
                        break search
                    }
                }
            }
            #expect(quick == naive.sorted { $0[0] < $1[0] })
            let order = texts.indices.shuffled(using: &random)
            let shuffled = DifficultyGrouping.linked(order.map { texts[$0] }).map { $0.map { order[$0] }.sorted() }
            #expect(Set(shuffled) == Set(quick))
        }
    }
}
