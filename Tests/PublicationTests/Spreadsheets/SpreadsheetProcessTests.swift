import Acts
import Foundation
import TestSupport
import Testing

@testable import Publication

@Suite(.enabled("make setup installs openpyxl") { FileManager.default.isExecutableFile(atPath: SpreadsheetProcess().python) })
struct SpreadsheetProcessTests {
    @Test func textComesBackAsItWent() async throws {
        let rows = [
            ["year", "text_ar", "target"], ["2022", "رفع نسبة الزجر إلى 95 %", "95.00"], ["2022", "=1+1", "+7"], ["2022", "@x", "-0.5"],
        ]
        let process = SpreadsheetProcess()
        let book = try await process.write([Sheet(name: "دفتر", rightToLeft: true, rows: rows, widths: [8, 40, 10], choices: [2: ["a", "b"]], spare: 3)])
        #expect(SpreadsheetProcess.isWorkbook(book))
        #expect(try await process.read(book) == rows, "what looks like a formula stays text")
    }

    /// Workbooks as others make them; each must be refused with its own number, or read as what was typed.
    @Test(arguments: [
        ("formula", FailureCode.spreadsheetActive), ("macro", .spreadsheetActive), ("entity", .spreadsheetActive),
        ("link", .spreadsheetActive), ("bomb", .spreadsheetTooLarge), ("rows", .spreadsheetTooLarge), ("cut", .notASpreadsheet),
        ("zip", .notASpreadsheet), ("text", .notASpreadsheet), ("utf16", .notASpreadsheet),
    ])
    func foreignMatterIsRefused(kind: String, code: FailureCode) async throws {
        let book = try make(kind)
        let failure = await #expect(throws: Failure.self) { try await SpreadsheetProcess().read(book) }
        #expect(failure?.code == code, "\(kind): \(failure.map { "\($0) \($0.privateDetail ?? "")" } ?? "read")")
    }

    @Test func numbersAndDaysAreReadAsTyped() async throws {
        let rows = try await SpreadsheetProcess().read(make("numbers"))
        #expect(rows == [["1.5", "95", "0.0000001", "2668473", "2022-12-31", "true", "", "x"]])
    }

    @Test func timeIsLimited() async throws {
        let book = try make("numbers")
        let failure = await #expect(throws: Failure.self) {
            try await SpreadsheetProcess(timeLimit: .milliseconds(1)).read(book)
        }
        #expect(failure?.code == .spreadsheetTooLarge)
    }

    @Test func withoutPythonItSaysSo() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await SpreadsheetProcess(python: "/nowhere/python").read(make("numbers"))
        }
        #expect(failure?.code == .toolMissing)
    }

    private func make(_ kind: String) throws -> [UInt8] {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: SpreadsheetProcess().python)
        process.arguments = ["-c", Self.maker, kind, folder.file("book.xlsx")]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("book.xlsx"))))
    }

    private static let maker = """
        import datetime, io, sys, zipfile, openpyxl
        kind, path = sys.argv[1:]
        book = openpyxl.Workbook()
        sheet = book.active
        if kind == "rows":
            for _ in range(20_050): sheet.append(["x"])
        else:
            sheet.append([1.5, 95.0, 1e-7, 2668473, datetime.date(2022, 12, 31), True, None, " x "])
        if kind == "formula": sheet["A2"] = "=A1*2"
        plain = io.BytesIO()
        book.save(plain)
        parts = {part.filename: zipfile.ZipFile(plain).read(part) for part in zipfile.ZipFile(plain).infolist()}
        first = "xl/worksheets/sheet1.xml"
        if kind == "macro": parts["xl/vbaProject.bin"] = b"x"
        if kind == "link": parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
        if kind == "entity": parts[first] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[first]
        if kind == "utf16": parts[first] = parts[first].decode().encode("utf-16")
        if kind == "bomb": parts["xl/media/image1.png"] = bytes(200 << 20)
        if kind == "zip": parts = {"readme.txt": b"no workbook"}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items(): package.writestr(name, content)
        if kind == "cut":
            data = open(path, "rb").read()
            open(path, "wb").write(data[:len(data) // 2])
        if kind == "text": open(path, "w").write("year,unit")
        """
}
