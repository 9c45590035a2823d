import Foundation
import Localization
import Testing

@testable import Publication

/// The pages of the example: the same numbers in three languages, no style or script inside, no dead link.
struct SitePagesTests {
    private func pages() throws -> [String: [UInt8]] { try SitePages(report: ExampleReport.make(), entries: [:]).render() }

    @Test func theSameNumbersInThreeLanguages() throws {
        let pages = try pages()
        for address in [
            "2022/{}/index.html", "figures/{}/index.html", "figures/{}/psychotropic_pills.html", "figures/{}/clearance_rate.html",
        ] {
            let numbers = Language.allCases.map { language in
                Self.numbers(
                    String(decoding: pages[address.replacing("{}", with: language.rawValue)] ?? [], as: UTF8.self), language)
            }
            #expect(!numbers[0].isEmpty)
            #expect(numbers[0] == numbers[1], "\(address): ar and fr")
            #expect(numbers[1] == numbers[2], "\(address): fr and en")
        }
    }

    /// The numbers of the elements that carry figures, as plain decimals in the order of the page.
    private static func numbers(_ html: String, _ language: Language) -> [String] {
        html.components(separatedBy: "class=\"v n\"").dropFirst().compactMap { part in
            plain(String(part.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }), language)
        }
            + html.components(separatedBy: "<span class=\"n\">").dropFirst().compactMap {
                plain(String($0.prefix { $0 != "<" }), language)
            }
    }

    private static func plain(_ text: String, _ language: Language) -> String? {
        let text = Isolation.strip(text)
        guard text.contains(where: \.isNumber) else { return nil }
        let separators: Set<Character> = language == .en ? [","] : ["\u{202F}", "\u{A0}"]
        var result = text.filter { !separators.contains($0) && $0 != "%" && $0 != " " }
        if language != .en { result = result.replacing(",", with: ".") }
        return String(result.filter { "0123456789.−+≈".contains($0) })
    }

    @Test func nothingInline() throws {
        for (address, bytes) in try pages() where address.hasSuffix(".html") {
            let html = String(decoding: bytes, as: UTF8.self)
            #expect(!html.contains("style=") && !html.contains("<style") && !html.contains("<script"), "\(address)")
            #expect(html.contains("Content-Security-Policy"), "\(address)")
            #expect(!html.contains("[[") && !html.contains("{{"), "\(address)")
        }
    }

    @Test func theNoticeStandsOnEveryPage() throws {
        for (address, bytes) in try pages() where address.hasSuffix(".html") {
            let html = String(decoding: bytes, as: UTF8.self)
            #expect(html.contains("non officiel") || html.contains("غير رسمي") || html.contains("Unofficial"), "\(address)")
        }
    }

    @Test func everyLocalLinkLeadsToAFile() throws {
        let pages = try pages()
        let later: Set<String> = ["manifest", "verify.py", "log/vkey", "log/checkpoint", "data/figures.csv"]
        for (address, bytes) in pages where address.hasSuffix(".html") {
            for link in String(decoding: bytes, as: UTF8.self).components(separatedBy: "href=\"").dropFirst() {
                let target = String(link.prefix { $0 != "\"" && $0 != "#" })
                guard !target.isEmpty, !target.hasPrefix("http") else { continue }
                let path = URL(filePath: "/\(address)").deletingLastPathComponent().appending(path: target).standardized.path
                    .dropFirst()
                let isLater = later.contains(String(path)) || path.hasSuffix(".pdf") || path.hasSuffix(".proof")
                #expect(pages[String(path)] != nil || isLater, "\(address) -> \(target)")
            }
        }
    }

    @Test func textFromOutsideIsEscaped() throws {
        var report = try ExampleReport.make()
        let harmful = report.figures["cocaine"]?.points.map { point in
            var point = point
            point.source = "javascript:alert(1)"
            return point
        }
        report.figures["cocaine"]?.points = harmful ?? []
        report.decisions = [ReportStatement(code: "<1>", text: Wording(same: "<img src=x onerror=alert(1)>"))]
        let pages = try SitePages(report: report, entries: [:]).render()
        for (address, bytes) in pages where address.hasSuffix(".html") {
            let html = String(decoding: bytes, as: UTF8.self)
            #expect(!html.contains("<img") && !html.contains("href=\"javascript"), "\(address)")
        }
    }
}
