import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Storage
import Testing

@testable import Web

/// Forms filled in on their page, by paste, by file and by programs.
@Suite struct EntryTests {
    static let place = "/units/rivers/returns/flood/2022"

    static func text(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }

    /// A yearly form of floods, whole and by season, and of an index with three decimals that may be below zero.
    static func open(_ sample: SampleOffice) async throws {
        let administrator = try await sample.office.signatory(role: .administrator)
        func indicator(_ code: String, decimals: Int) -> DefineIndicator {
            DefineIndicator(
                Indicator(
                    code: code, names: text(code), unitOfMeasure: "floods", decimals: decimals, overUnits: .sum, overTime: .sum,
                    direction: .none,
                    definition: text(code), source: "test"))
        }
        let seasons = ["wet", "dry"].map { DefineForm.Column(title: text($0), breakdown: "season=\($0)") }
        let form = DefineForm(
            code: "flood", names: text("Flood form"), help: text("Count floods once"), frequency: .year, dueDays: 10,
            since: "2016-01-01",
            kinds: ["directorate"],
            sections: [
                DefineForm.Section(
                    title: text("Whole"), lines: [
                        .init(indicator: "floods", isRequired: true), .init(indicator: "level", mayBeNegative: true)]),
                DefineForm.Section(title: text("Seasons"), columns: seasons, lines: [.init(indicator: "rain")]),
            ])
        try await sample.office.registrar.submitAll(
            [indicator("level", decimals: 3), indicator("rain", decimals: 0), form], by: administrator)
        for (year, value) in [(2016, "20"), (2017, "22"), (2018, "21"), (2019, "24"), (2020, "23"), (2021, "22")] {
            let figures = [ReturnedValue(indicator: "floods", value: value)]
            try await sample.office.registrar.submit(
                SubmitReturn(unit: "rivers", period: "\(year)", values: figures), by: administrator)
        }
    }

    static func fields(_ secret: Secret, _ action: String, seen: Int = 0, _ more: [String: String] = [:]) -> [String: String] {
        ["form_token": secret.formToken, "key": Secret.random().text, "seen": "\(seen)", "do": action].merging(more) { $1 }
    }

    func inForce(_ sample: SampleOffice) async throws -> [String: String?] {
        try await sample.office.database.read { tables in
            try FormBook.figures(unit: "rivers", period: "2022", in: tables)
        }.mapValues(\.value.value)
    }

    @Test func aFormIsShownSavedReadAndSubmitted() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func get(_ uri: String) async throws -> TestResponse {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie])
            }
            func post(_ language: String, _ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/\(language)\(Self.place)", method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(fields))
            }
            let list = try await get("/fr/units/rivers/returns")
            #expect(list.text.contains("/fr/units/rivers/returns/flood/2022"), "the unit's page lists what is due")
            let first = try await get("/fr" + Self.place)
            #expect(first.status == .ok)
            #expect(first.text.contains("name=\"v.rain|season=wet\""))
            #expect(first.text.contains("value=\"27\""), "the figure in force stands in its cell")
            #expect(first.text.contains("Count floods once fr"))
            #expect(first.text.contains("valeurs passées\u{A0}: minimum"), "earlier values stand beside the cell")

            // Arabic digits, thin spaces and a decimal comma are read once and kept in plain form.
            let typed = [
                "v.floods": "27", "n.floods": SampleOffice.hostile, "v.level": "\u{2212}١ ٢٣٤٫٥",
                "v.rain|season=wet": "2\u{202F}911", "v.rain|season=dry": ""]
            #expect(try await post("ar", Self.fields(secret, "save", typed)).status == .seeOther)
            let english = try await get("/en" + Self.place)
            #expect(english.text.contains("value=\"−1,234.5\"") && english.text.contains("value=\"2,911\""))
            #expect(english.text.contains("2</span> changes to be submitted"))
            let french = try await get("/fr" + Self.place)
            #expect(french.text.contains("value=\"−1\u{202F}234,5\""), "the same number in another language")

            // A point before three digits could be anybody's thousands; a count below zero is none; both stay as typed.
            let doubtful = ["v.floods": "27", "v.rain|season=wet": "2.911", "v.rain|season=dry": "-4"]
            #expect(try await post("fr", Self.fields(secret, "save", seen: 1, doubtful)).status == .seeOther)
            let refused = try await post("fr", Self.fields(secret, "submit", seen: 2, doubtful))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("E1615") && refused.text.contains("E1611"))
            #expect(refused.text.contains("value=\"2.911\"") && refused.text.contains("2911"))

            let done = try await post(
                "fr", Self.fields(
                    secret, "submit", seen: 3, [
                        "v.floods": "27", "v.level": "-1,5", "v.rain|season=wet": "2911", "s.rain|season=dry": "M"]))
            #expect(done.status == .seeOther, "\(done.text.prefix(2_000))")
            let shown = try await get(done.headers[.location] ?? "")
            #expect(shown.text.contains("Aucun changement à transmettre"))
            let sheet = try await get("/fr/returns/rivers/2022")
            #expect(sheet.text.contains("rain fr (wet fr)"), "a cell is called what its form calls it")
        }
        let figures = try await inForce(sample)
        #expect(figures == ["floods": "27", "level": "-1.500", "rain|season=wet": "2911", "rain|season=dry": nil])
        let draft = try await sample.office.database.read { try DraftBook.current("return", "rivers/flood/2022", in: $0) }
        #expect(draft == nil, "what was submitted is no draft any more")
        let report = try await Rebuild.check(sample.office) { _, _ in }
        #expect(report.rows["form_returns"] == 1)
    }

    @Test func aChangeSaysWhyAndAnUnusualValueIsSeen() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func post(_ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/en" + Self.place, method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(fields))
            }
            let silent = try await post(Self.fields(secret, "submit", ["v.floods": "270"]))
            #expect(silent.status == .unprocessableContent && silent.text.contains("E1613"))
            #expect(silent.text.contains("class=\"ask\"") && silent.text.contains("If the value is right, say why"))
            #expect(silent.text.contains("name=\"reason\"") && !silent.text.contains("data-reason hidden"))
            let cleared = try await post(Self.fields(secret, "submit", seen: 1, ["v.floods": ""]))
            #expect(cleared.status == .unprocessableContent && cleared.text.contains("E1614"))
            let nothing = try await post(
                Self.fields(secret, "submit", seen: 2, ["v.floods": "27", "n.floods": SampleOffice.hostile]))
            #expect(nothing.status == .unprocessableContent && nothing.text.contains("E1616"))
            #expect(!nothing.text.contains("<script>alert"))
            #expect(
                try await post(
                    Self.fields(secret, "submit", seen: 3, ["v.floods": "270", "reason": "a second count"])).status == .seeOther)
        }
        #expect(try await inForce(sample)["floods"] == "270")
    }

    @Test func aPastedBlockIsLookedAtBeforeItIsTaken() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func post(_ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/fr" + Self.place, method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(fields))
            }
            let block = "٣١\nlevel fr\t2,5\nrain en\t1 234\tmany\t9\n"
            let seen = try await post(
                Self.fields(secret, "paste", ["v.floods": "27", "paste": block, "paste_at": "c0-0-0", "reason": "recount"]))
            #expect(seen.status == .ok)
            #expect(
                seen.text.contains(
                    "Valeurs acceptées\u{A0}: <span class=\"n\">3</span>, refusées\u{A0}: <span class=\"n\">2</span>"))
            #expect(seen.text.contains("E1205") && seen.text.contains("E1618"))
            #expect(seen.text.contains("value=\"27\""), "nothing has changed yet")
            let match = try #require(seen.text.firstMatch(of: /name="block" value="([^"]*)"/))
            let accepted = String(match.1).replacing("&quot;", with: "\"")
            let taken = try await post(
                Self.fields(secret, "take", seen: 1, ["v.floods": "27", "block": accepted, "reason": "recount"]))
            #expect(taken.status == .seeOther)
            let page = try await client.execute(uri: "/fr" + Self.place, method: .get, headers: [.cookie: cookie])
            #expect(
                page.text.contains("value=\"31\"") && page.text.contains("value=\"2,5\"") && page.text.contains(
                    "value=\"1\u{202F}234\""))
            let forged = try await post(Self.fields(secret, "take", seen: 2, ["block": "{"]))
            #expect(forged.status == .forbidden)
        }
    }

    @Test func twoOfficersOnOneReturnLoseNothing() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (karim, karims) = try await sample.cookie()
        let (amina, aminas) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            func save(_ cookie: String, _ fields: [String: String], _ end: String = "") async throws -> TestResponse {
                try await client.execute(
                    uri: "/en" + Self.place + end, method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(fields))
            }
            let first = try await save(karim, Self.fields(karims, "save", ["v.floods": "27", "v.level": "1"]), "/draft")
            #expect(first.text.contains("\"state\":\"saved\"") && first.text.contains("\"style\":\"edit\""))
            let second = try await save(amina, Self.fields(aminas, "save", ["v.floods": "27", "v.level": "2"]), "/draft")
            #expect(second.text.contains("\"state\":\"conflict\""))
            let page = try await client.execute(uri: "/en" + Self.place, method: .get, headers: [.cookie: amina])
            #expect(page.text.contains("Two texts of one form") && page.text.contains("value=\"2\""))
            let kept = try await save(amina, Self.fields(aminas, "submit", ["v.floods": "27", "v.level": "3"]))
            #expect(kept.status == .conflict)
            #expect(try await save(amina, Self.fields(aminas, "theirs")).status == .seeOther)
            let theirs = try await client.execute(uri: "/en" + Self.place, method: .get, headers: [.cookie: amina])
            #expect(theirs.text.contains("value=\"1\"") && !theirs.text.contains("Two texts of one form"))
        }
    }

    @Test func aFilledInTableComesBackOnlyAsItWent() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie()
        let header = "form,version,unit,period,indicator,breakdown,label,value,status,precision,note"
        try await sample.test { client in
            func send(_ text: String, _ uri: String = "/fr" + Self.place) async throws -> TestResponse {
                var form = SelfAssessmentPageTests.multipart(secret, name: "a.csv", type: "text/csv", bytes: Array(text.utf8))
                form.headers[.cookie] = cookie
                return try await client.execute(uri: uri + "/workbook", method: .post, headers: form.headers, body: form.body)
            }
            let good = try await send(
                "\(header)\nflood,1,rivers,2022,level,,x,\"7,125\",E,,estimate\nflood,1,rivers,2022,rain,season=wet,x,,M,,\n")
            #expect(good.status == .ok, "\(good.text.prefix(500))")
            #expect(
                good.text.contains(
                    "Valeurs acceptées\u{A0}: <span class=\"n\">2</span>, refusées\u{A0}: <span class=\"n\">0</span>"))
            // The workbook comes back as it went: nothing to change, and nothing lost.
            let book = try await client.execute(uri: "/fr" + Self.place + "/workbook", method: .get, headers: [.cookie: cookie])
            #expect(book.status == .ok)
            var back = SelfAssessmentPageTests.multipart(
                secret, name: "a.xlsx", type: EvidenceKind.xlsx.mediaType, bytes: Array(book.body.readableBytesView))
            back.headers[.cookie] = cookie
            let same = try await client.execute(
                uri: "/fr" + Self.place + "/workbook", method: .post, headers: back.headers, body: back.body)
            #expect(
                same.status == .ok && same.text.contains("sans changement") && !same.text.contains(">refusée<"),
                "\(same.text.prefix(500))")
            let strange = try await send(
                "\(header)\nflood,1,rivers,2022,level,sex=F,x,7,,,\nflood,1,rivers,2022,rain,season=wet,x,7.5,,,\n")
            #expect(strange.text.contains("E1610") && strange.text.contains("E1202"))
            for text in [
                header.replacing(",label", with: "") + "\n", header + ",extra\n", header.replacing("note", with: "value") + "\n",
                "\(header)\nflood,1,wells,2022,level,,x,7,,,\n", "\(header)\nflood,1,rivers,2021,level,,x,7,,,\n", "\u{1}\u{2}",
                "",
            ] {
                let refused = try await send(text)
                #expect(refused.status == .unprocessableContent, "\(text)")
            }
            let other = try await send("\(header)\n", "/fr" + Self.place.replacing("rivers", with: "wells"))
            #expect(other.status == .notFound)
        }
    }

    @Test func onlyWhoReportsSeesTheForm() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            for place in [
                "/units/wells/returns/flood/2022", "/units/rivers/returns/none/2022", "/units/rivers/returns/flood/2022-12",
                "/units/rivers/returns/flood/2015", "/units/ministry/returns/flood/2022", "/units/rivers/returns/flood/nonsense",
            ] {
                let page = try await client.execute(uri: "/en" + place, method: .get, headers: [.cookie: cookie])
                #expect(page.status == .notFound, "\(place)")
            }
            let future = try await client.execute(
                uri: "/en/units/rivers/returns/flood/2023", method: .get, headers: [.cookie: cookie])
            #expect(future.status == .unprocessableContent && future.text.contains("E1213"))
            let stranger = Self.fields(Secret.random(), "save", ["v.floods": "1"])
            let forged = try await client.execute(
                uri: "/en" + Self.place, method: .post, headers: formHeaders(cookie),
                body: SelfAssessmentPageTests.body(stranger))
            #expect(forged.status == .forbidden)
            // A reader sees what forms ask and designs none.
            let form = try await client.execute(uri: "/en/forms/flood", method: .get, headers: [.cookie: cookie])
            #expect(form.status == .ok && form.text.contains("Seasons en") && !form.text.contains("value=\"define\""))
            #expect(try await client.execute(uri: "/en/forms/_new", method: .get, headers: [.cookie: cookie]).status == .notFound)
            let design = Self.fields(secret, "define", ["code": "mine"])
            let refused = try await client.execute(
                uri: "/en/forms/_new", method: .post, headers: formHeaders(cookie), body: SelfAssessmentPageTests.body(design))
            #expect(refused.status == .notFound)
        }
    }

    @Test func aFormIsDesignedAndRetired() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let design = [
            "code": "wells", "name_ar": "آبار", "name_fr": "Puits", "name_en": "Wells", "frequency": "year", "due_days": "7",
            "since": "2022-01-01",
            "kind.directorate": "1", "s.0.here": "1", "s.0.title_ar": "ق", "s.0.title_fr": "S", "s.0.title_en": "S",
            "r.0.section": "0",
            "r.0.indicator": "rain", "r.0.required": "1",
        ]
        try await sample.test { client in
            func post(_ action: String, _ fields: [String: String], _ code: String = "_new") async throws -> TestResponse {
                try await client.execute(
                    uri: "/fr/forms/\(code)", method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(Self.fields(secret, action, fields)))
            }
            let grown = try await post("row:0", design)
            #expect(
                grown.status == .ok && grown.text.contains("name=\"r.1.indicator\"") && grown.text.contains("value=\"Puits\""))
            let column = try await post("column:0", design)
            #expect(column.text.contains("name=\"k.0.breakdown\""))
            let refused = try await post("define", design.merging(["r.0.indicator": "nothing"]) { $1 })
            #expect(refused.status == .notFound && refused.text.contains("E1201") && refused.text.contains("value=\"nothing\""))
            #expect(try await post("define", design.merging(["due_days": "soon"]) { $1 }).text.contains("E1205"))
            #expect(try await post("define", design).headers[.location] == "/fr/forms/wells")
            let list = try await client.execute(uri: "/fr/forms", method: .get, headers: [.cookie: cookie])
            #expect(list.text.contains("Puits") && list.text.contains("/fr/forms/_new"))
            #expect(try await post("define", design.merging(["due_days": "9"]) { $1 }, "wells").status == .seeOther)
            let retired = try await client.execute(
                uri: "/fr/forms/wells/retired", method: .post, headers: formHeaders(cookie),
                body: SelfAssessmentPageTests.body(Self.fields(secret, "", ["until": "2023-01-01"])))
            #expect(retired.status == .seeOther)
        }
        let versions = try await sample.office.database.read { try FormBook.versions(of: "wells", in: $0) }
        #expect(versions.map(\.definition.dueDays) == [7, 9] && versions.last?.until == "2023-01-01")
    }

    /// A locked period is read, not typed into, and says why and who opens it; the draft waits.
    @Test func aLockedPeriodIsOnlyRead() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let administrator = try await sample.office.signatory(role: .administrator)
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func get(_ uri: String) async throws -> TestResponse {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie])
            }
            func post(_ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/fr" + Self.place, method: .post, headers: formHeaders(cookie),
                    body: SelfAssessmentPageTests.body(fields))
            }
            #expect(try await post(Self.fields(secret, "save", ["v.floods": "27", "v.level": "4"])).status == .seeOther)
            try await sample.office.registrar.submit(
                LockPeriod(period: "2022", reason: Written("Publié", "fr")), by: administrator)
            let page = try await get("/fr" + Self.place)
            #expect(page.status == .ok)
            for word in ["La période est verrouillée", "Publié", "peut la rouvrir", "brouillon de cette période est conservé", ">27<"] {
                #expect(page.text.contains(word), "says \(word)")
            }
            for field in ["name=\"v.floods\"", "name=\"n.floods\"", "value=\"submit\"", "value=\"save\"", "name=\"paste\"", "name=\"workbook\""] {
                #expect(!page.text.contains(field), "offers no \(field)")
            }
            #expect(page.text.contains("href=\"#d-c0-0-0\""), "details stay within reach")
            let late = try await post(Self.fields(secret, "submit", seen: 1, ["v.floods": "27", "v.level": "5"]))
            #expect(late.status == .unprocessableContent && late.text.contains("E1625"))
            let pasted = try await post(Self.fields(secret, "paste", seen: 2, ["v.floods": "27", "v.level": "5", "paste": "31"]))
            #expect(pasted.status == .unprocessableContent && !pasted.text.contains("value=\"take\""))
            try await sample.office.registrar.submit(
                UnlockPeriod(period: "2022", reason: Written("Correction", "fr")), by: administrator)
            let again = try await get("/fr" + Self.place)
            #expect(again.text.contains("name=\"v.level\"") && again.text.contains("value=\"5\""), "what was typed last is there again")
        }
        #expect(try await inForce(sample)["level"] == nil)
    }
}
