import Acts
import Foundation
import Institution
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import Publication

/// Real files, made by `make_traps.py`, before the real inspector in its limited process.
@Suite struct EvidenceInspectorTests {
    /// The folder with the files.
    static func traps() async throws -> TemporaryDirectory { try await made.value }

    /// Made once for all tests of the suite.
    private static let made = Task {
        let folder = try TemporaryDirectory()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "make_traps.py").path
        let made = try await Subprocess.run(
            .path(FilePath(LimitedPython().python)), arguments: [script, folder.path], output: .discarded, error: .string(limit: 8_192))
        try #require(made.terminationStatus.isSuccess, "\(made.standardError)")
        return folder
    }

    static let good = [
        "good.xlsx", "hyperlink.xlsx", "good.odt", "good.pdf", "good.png", "good.jpg", "good.csv", "good.txt",
    ]

    static let refused: [FailureCode: [String]] = [
        .evidenceActive: [
            "macro.xlsx", "macro-type.xlsx", "ole.xlsx", "embedded.xlsx", "exe.xlsx", "doctype.xlsx", "doctype16.xlsx", "outside.xlsx",
            "dde.xlsx", "basic.odt", "script.pdf", "hexscript.pdf", "packedscript.pdf", "packedhex.pdf", "insidestream.pdf",
            "embedded.pdf", "launch.pdf", "xfa.pdf",
        ],
        .evidenceBomb: ["bomb.xlsx", "nested.xlsx", "packedtwice.pdf", "bomb.pdf", "huge.png", "liar.png", "profile.png", "huge.jpg"],
        .evidenceFalseType: [
            "path.xlsx", "renamed.xlsx", "plainzip.xlsx", "withzip.pdf", "exe.pdf", "markup.pdf", "behind.png", "withzip.jpg", "zero.txt",
            "latin.txt", "markup.txt", "script.csv",
        ],
        .evidenceUnreadable: [
            "encrypted.xlsx", "cut.xlsx", "packedother.pdf", "packedcut.pdf", "locked.pdf", "cut.pdf", "broken.png", "cut.jpg", "empty.txt",
        ],
    ]

    @Test func whatIsInOrderPassesAndEveryTrapIsRefusedByItsRule() async throws {
        let folder = try await Self.traps()
        let inspector = EvidenceInspector()
        for name in Self.good {
            let report = try await inspector.inspect(folder.file(name), name: name, declared: nil)
            #expect(report.kind == EvidenceKind.ofName(name), "\(name)")
            #expect(report.inspection.hasPrefix("hasila inspection 1; "), "\(name)")
        }
        await withTaskGroup(of: Void.self) { group in
            for (code, names) in Self.refused {
                for name in names {
                    group.addTask {
                        let failure = await #expect(throws: Failure.self, "\(name)") {
                            try await inspector.inspect(folder.file(name), name: name, declared: nil)
                        }
                        #expect(failure?.code == code, "\(name): \(failure.map { "\($0)" } ?? "accepted")")
                        #expect(failure?.arguments["found"]?.isEmpty == false, "\(name)")
                    }
                }
            }
        }
    }

    @Test func namesAndDeclaredTypes() async throws {
        let folder = try await Self.traps()
        let inspector = EvidenceInspector()
        func refused(_ code: FailureCode, _ file: String, as name: String, _ declared: String? = nil) async {
            let failure = await #expect(throws: Failure.self, "\(name)") {
                try await inspector.inspect(folder.file(file), name: name, declared: declared)
            }
            #expect(failure?.code == code, "\(name): \(failure.map { "\($0)" } ?? "accepted")")
        }
        await refused(.evidenceKind, "good.pdf", as: "report.pdf.exe")
        await refused(.evidenceKind, "good.pdf", as: "report")
        await refused(.evidenceKind, "good.xlsx", as: "archive.zip")
        await refused(.evidenceKind, "good.txt", as: "page.html")
        await refused(.malformedValue, "good.pdf", as: "fdp.\u{202E}exe.pdf")
        await refused(.evidenceFalseType, "good.pdf", as: "photo.png")
        await refused(.evidenceFalseType, "good.png", as: "photo.png", "text/html")
        await refused(.evidenceFalseType, "good.xlsx", as: "minutes.docx")
        _ = try await inspector.inspect(folder.file("good.csv"), name: "a.csv", declared: "application/vnd.ms-excel")
        _ = try await inspector.inspect(folder.file("good.jpg"), name: "a.JPG", declared: "image/jpeg")
        _ = try await inspector.inspect(folder.file("good.png"), name: "a.png", declared: "application/octet-stream")
    }

    /// The process itself is held: by its time, by its memory, and it may write nothing.
    @Test func theProcessIsHeld() async throws {
        let folder = try await Self.traps()
        let slow = EvidenceInspector(process: LimitedPython(timeLimit: .milliseconds(1)))
        let late = await #expect(throws: Failure.self) {
            try await slow.inspect(folder.file("good.pdf"), name: "good.pdf", declared: nil)
        }
        #expect(late?.code == .inspectionFailed)
        let poor = EvidenceInspector(process: LimitedPython(megabytes: 24))
        let small = await #expect(throws: Failure.self) {
            try await poor.inspect(folder.file("bomb.pdf"), name: "bomb.pdf", declared: nil)
        }
        #expect(small.map { [.inspectionFailed, .evidenceBomb].contains($0.code) } == true)
        let missing = EvidenceInspector(process: LimitedPython(python: "/nowhere/python"))
        let none = await #expect(throws: Failure.self) {
            try await missing.inspect(folder.file("good.pdf"), name: "good.pdf", declared: nil)
        }
        #expect(none?.code == .toolMissing)
    }
}
