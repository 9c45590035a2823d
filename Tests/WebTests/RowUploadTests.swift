import Acts
import Figures
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Publication
import Storage
import Testing

@testable import Web

/// Rows of a register out of files: a template goes out, a filled-in file is looked through, and only then anything is recorded.
@Suite struct RowUploadTests {
    private static let place = "/en/registers/seizures/units/rivers"
    private static let head = "date,substance,operation,quantity,measure"

    private static func rows(_ sample: SampleOffice) async throws -> Int {
        try await sample.office.database.read {
            try RegisterBook.count(of: "seizures", .init(first: "2021-01-01", last: "2022-12-31"), in: $0)
        }
    }

    @Test func aFileIsLookedThroughBeforeItsRowsAreRecorded() async throws {
        let sample = try await RegistersTests.withRegister()
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func send(_ bytes: [UInt8], _ place: String = Self.place) async throws -> TestResponse {
                var form = SelfAssessmentPageTests.multipart(secret, name: "rows", type: "application/octet-stream", bytes: bytes)
                form.headers[.cookie] = cookie
                return try await client.execute(uri: place + "/workbook", method: .post, headers: form.headers, body: form.body)
            }
            func post(_ place: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(
                    uri: place, method: .post, headers: formHeaders(cookie), body: RegistersTests.body(secret, fields))
            }
            let lines = [
                Self.head, "2022-05-04,ecstasy,road,12,pills", "2022-05-04,ecstasy,road,12,pills",
                "2022-05-05,unknown,road,1,pills",
                "2021-05-05,cocaine,port,1,kg", "2022-05-06,cocaine,port,-1,kg",
            ]
            let looked = try await send(Array(lines.joined(separator: "\n").utf8))
            #expect(looked.status == .ok, "\(looked.text.prefix(500))")
            for told in ["E1642", "E1657", "E1652", "accepted, sent twice?"] {
                #expect(looked.text.contains(told), "\(told)")
            }
            #expect(looked.text.contains("Record the 2 accepted rows"))
            #expect(try await Self.rows(sample) == 0, "looking records nothing")
            let found = try #require(looked.text.firstMatch(of: /name="table" value="([^"]*)"/))
            let table = String(found.1).replacing("&quot;", with: "\"")
            let done = try await post(Self.place, [("table", table)])
            #expect(done.status == .seeOther, "\(done.text.prefix(500))")
            #expect(try await Self.rows(sample) == 2)

            let book = try await SpreadsheetProcess().write([
                Sheet(
                    name: "Rows",
                    rows: [Self.head.split(separator: ",").map(String.init), ["2022-06-01", "cocaine", "port", "0.5", "kg"]],
                    spare: 9)
            ])
            let sheet = try await send(book)
            #expect(sheet.status == .ok && sheet.text.contains("Record the accepted row"), "\(sheet.text.prefix(500))")
            #expect(!sheet.text.contains("E16"))

            for (bytes, told) in [
                ([], "E1109"), ([0x50, 0x4B, 0x03, 0x04, 0x00], "E1450"), (Array("date,name\n2022-06-01,somebody".utf8), "E1106"),
                (Array(Self.head.utf8), "E1005"), ([0x01, 0x02], "E11"),
            ] as [([UInt8], String)] {
                let refused = try await send(bytes)
                #expect(refused.status == .unprocessableContent && refused.text.contains(told), "\(told)")
            }
            #expect(try await send(book, "/en/registers/seizures/units/wells").status == .notFound, "another unit's rows")
            #expect(try await Self.rows(sample) == 2)

            let pasted = try await post(Self.place + "/preview", [("table", Self.head + "\n2022-07-01,cocaine,port,1,kg")])
            #expect(pasted.status == .ok && pasted.text.contains("Record the accepted row"))
            let unread = try await post(Self.place + "/preview", [("table", "date,name\n2022-07-01,somebody")])
            #expect(unread.text.contains("E1106") && unread.text.contains("2022-07-01,somebody"), "what was pasted is kept")
        }
    }

    @Test func aTemplateHasTheColumnsAnUploadReads() async throws {
        let sample = try await RegistersTests.withRegister()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            let text = try await client.execute(uri: Self.place + "/template.csv", method: .get, headers: [.cookie: cookie])
            #expect(text.text == Self.head + "\r\n")
            let book = try await client.execute(uri: Self.place + "/workbook", method: .get, headers: [.cookie: cookie])
            #expect(book.status == .ok && book.headers[.contentType] == EvidenceKind.xlsx.mediaType)
            let rows = try await SpreadsheetProcess().read(Array(book.body.readableBytesView))
            #expect(rows == [Self.head.split(separator: ",").map(String.init)])
            for file in ["/template.csv", "/workbook"] {
                let other = try await client.execute(
                    uri: "/en/registers/seizures/units/wells" + file, method: .get, headers: [.cookie: cookie])
                #expect(other.status == .notFound)
            }
        }
    }
}
