import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Institution
import Localization
import NIOCore
import Publication
import Testing

@testable import Web

/// The table of contents of the server: an address without an access rule cannot be opened.
@Suite struct RouteTableTests {
    @Test func tableReadsAsAgreed() {
        let printed = RouteTable.building.map(\.description).joined(separator: "\n")
        #expect(
            printed == """
                GET   open     /
                GET   open     /signin
                GET   open     /{language}/signin
                POST  open     /{language}/signin
                POST  official /{language}/signout
                GET   official /{language}
                GET   official /{language}/units/{unit}
                GET   official /{language}/figures/{indicator}/{unit}/{period}
                GET   official /{language}/figures/{indicator}/{unit}/{period}/proof
                GET   official /{language}/cycles/{year}
                GET   official /{language}/cycles/{year}/{stage}
                GET   official /{language}/search
                GET   official /{language}/units/{unit}/returns
                POST  official /{language}/units/{unit}/returns
                GET   open     /published
                GET   open     /published/**
                GET   open     /assets/{mark}/{name}
                """)
    }

    @Test func linksEncodeWhatStandsInThem() {
        #expect(SiteRoute.unit("a/b ?#é").link(.fr) == "/fr/units/a%2Fb%20%3F%23%C3%A9")
        #expect(SiteRoute.search.link(.ar, ["q": "نهر & عين", "empty": ""]) == "/ar/search?q=%D9%86%D9%87%D8%B1%20%26%20%D8%B9%D9%8A%D9%86")
        #expect(SiteRoute.home.link(.en) == "/en")
    }
}

/// Request and response of every page, in the three languages.
@Suite struct PageTests {
    static let pages = [
        "", "/units/rivers", "/units/wells?tree=now&period=2022", "/units/ministry?tree=2020-01-01", "/units/ministry?sort=-value",
        "/figures/floods/rivers/2022", "/figures/floods/ministry/2022", "/figures/floods/wells/2022", "/cycles/2022",
        "/cycles/2022/terms", "/cycles/2022/figures", "/cycles/2022/assessments", "/cycles/2022/evaluations",
        "/cycles/2022/meeting", "/cycles/2022/roadmap", "/cycles/2022/report", "/search", "/search?q=rivers",
        "/units/rivers/returns",
    ]

    @Test func everyPageAnswersInEveryLanguage() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            for language in Language.allCases {
                for page in Self.pages {
                    try await client.execute(uri: "/\(language.rawValue)\(page)", method: .get, headers: [.cookie: cookie]) { response in
                        let text = response.text
                        #expect(response.status == .ok, "\(language) \(page)")
                        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
                        #expect(text.contains("<html lang=\"\(language.rawValue)\" dir=\"\(language.direction)\">"), "\(page)")
                        #expect(text.components(separatedBy: "<h1").count == 2, "\(language) \(page): one h1")
                        #expect(!text.contains("style=\""), "\(page): inline style")
                        #expect(!text.contains("<script"), "\(page): script")
                        for leak in ["[[", "{{", "Optional(", "[home.", "[unit.", "[figure.", "[cycle.", "[layout.", "[words."] {
                            #expect(!text.contains(leak), "\(language) \(page) shows \(leak)")
                        }
                    }
                }
            }
        }
    }

    @Test func everyAnswerCarriesTheSecurityHeaders() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            for (uri, status) in [("/fr", HTTPResponse.Status.ok), ("/fr/units/none", .notFound), ("/nowhere", .notFound), ("/", .seeOther)] {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie]) { response in
                    #expect(response.status == status, "\(uri)")
                    #expect(response.headers[.contentSecurityPolicy] == SecurityHeaders.contentPolicy)
                    #expect(response.headers[.xContentTypeOptions] == "nosniff")
                    #expect(response.headers[.cacheControl] == "no-store")
                    #expect(response.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] == "same-origin")
                    #expect(response.headers[HTTPField.Name("X-Request-Id")!] != nil)
                }
            }
        }
    }

    /// Also a page without the common frame names its mark: else a browser asks for `/favicon.ico`, which is nowhere.
    @Test func everyHeadNamesTheIcon() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let icon = sample.site.files.link("icon.svg")
        try await sample.test { client in
            for (uri, session) in [("/fr", cookie), ("/fr/units/none", cookie), ("/nowhere", ""), ("/ar/signin", ""), ("/ar/signin?token=x", "")] {
                let page = try await client.execute(uri: uri, method: .get, headers: session.isEmpty ? [:] : [.cookie: session])
                #expect(page.text.contains("<link rel=\"icon\" href=\"\(icon)\">"), "\(uri)")
            }
            #expect(try await client.execute(uri: icon, method: .get).status == .ok)
        }
    }

    @Test func hostileTextIsShownAsText() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            for uri in ["/en/units/wells", "/en/units/ministry", "/en/figures/floods/rivers/2022", "/en/search?q=%3Cscript%3E"] {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie]) { response in
                    #expect(!response.text.contains("<script>"), "\(uri)")
                    #expect(response.text.contains("&lt;script&gt;"), "\(uri)")
                }
            }
        }
    }

    @Test func unknownThingsAnswerAlike() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let unknown = [
            "/fr/units/none", "/fr/figures/none/rivers/2022", "/fr/figures/floods/rivers/nonsense", "/fr/figures/floods/none/2022",
            "/fr/cycles/1999", "/fr/cycles/x", "/fr/cycles/2022/nothing", "/fr/units/rivers?tree=yesterday",
            // Another unit's form: whether it exists is not the reader's to know.
            "/fr/units/wells/returns", "/de/units/rivers", "/published/../data/hasila.sqlite", "/published/index.html",
            "/assets/none/hasila.css", "/assets/x/..%2f..%2fsecret",
        ]
        try await sample.test { client in
            for uri in unknown {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie]) { response in
                    #expect(response.status == .notFound, "\(uri)")
                    #expect(response.text.contains("E1004"), "\(uri)")
                }
            }
        }
    }

    @Test func revisionsStandInTheOrderTheyWereKnown() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            try await client.execute(uri: "/en/figures/floods/rivers/2022", method: .get, headers: [.cookie: cookie]) { response in
                let text = response.text
                let first = try #require(text.range(of: "more than"))
                let second = try #require(text.range(of: "in force"))
                #expect(first.lowerBound < second.lowerBound)
                #expect(text.contains("Unofficial example"))
            }
            try await client.execute(uri: "/en/figures/floods/rivers/2022/proof", method: .get, headers: [.cookie: cookie]) { response in
                #expect(response.status == .ok)
                let proof = try FieldProof(Array(buffer: response.body), record: "download")
                let verified = try proof.verify(sample.office.logKey, record: "download")
                let figure = try CanonicalJSON.decode(ReturnedValue.self, from: try #require(verified.fields["/values/0"]))
                #expect(figure.value == "27")
            }
        }
    }

    @Test func theLanguageSwitchKeepsPageAndFilters() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            try await client.execute(uri: "/fr/units/rivers?tree=now&period=2022", method: .get, headers: [.cookie: cookie]) { response in
                #expect(response.text.contains("href=\"/ar/units/rivers?period=2022&amp;tree=now\""))
            }
            for (header, place) in [("fr-MA,fr;q=0.9", "/fr"), ("de", "/ar"), ("en", "/en")] {
                try await client.execute(uri: "/", method: .get, headers: [.acceptLanguage: header]) { response in
                    #expect(response.headers[.location] == place)
                }
            }
        }
    }

    @Test func filesAreKeptByTheirHash() async throws {
        let sample = try await SampleOffice.found()
        let link = sample.site.files.link("hasila.css")
        try await sample.test { client in
            let first = try await client.execute(uri: link, method: .get)
            #expect(first.status == .ok)
            #expect(first.headers[.cacheControl]?.contains("immutable") == true)
            let tag = try #require(first.headers[.eTag])
            let again = try await client.execute(uri: link, method: .get, headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(again.body.readableBytes == 0)
            let head = try await client.execute(uri: link, method: .head)
            #expect(head.status == .ok && head.body.readableBytes == 0)
        }
    }
}
