import Acts
import Foundation
import Institution

/// Looks through a file before it is kept as evidence: whether its bytes are what its name and its declared type say, and whether
/// it holds nothing that acts, hides, or grows. The looking happens in a limited process (`LimitedPython`, `inspect_evidence.py`).
public struct EvidenceInspector: Sendable {
    private let process: LimitedPython

    /// An inspector.
    public init(process: LimitedPython = LimitedPython()) { self.process = process }

    /// What an inspection found in order.
    public struct Report: Sendable, Equatable {
        /// The kind of file.
        public let kind: EvidenceKind
        /// Which inspection, its version, and what it looked at.
        public let inspection: String
    }

    /// Inspects the file at a path. `name` is what its owner calls it, `declared` the media type the browser sent, if any.
    /// Throws `evidenceKind`, `evidenceFalseType`, `evidenceActive`, `evidenceBomb`, `evidenceUnreadable`, `inspectionFailed`,
    /// `malformedValue` for a deceiving name, `toolMissing`.
    public func inspect(_ path: String, name: String, declared: String?) async throws -> Report {
        try FileEvidence.checkName(name)
        let known = EvidenceKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = EvidenceKind.ofName(name) else { throw Failure(.evidenceKind, ["file": name, "known": known]) }
        if let declared, !Self.agrees(declared, kind) {
            throw Failure(.evidenceFalseType, ["file": name, "found": String(declared.prefix(100))])
        }
        let answer: Answer
        // The process stands in a folder of its own, so it is told the whole path.
        let whole = URL(filePath: path).absoluteURL.path
        switch try await process.run("inspect_evidence.py", [whole, kind.rawValue]) {
        case .overtime: throw Failure(.inspectionFailed, ["file": name, "reason": "\(process.timeLimit)"])
        case .failed(let words):
            // The process is ended by the system when it asks for too much: that is the file's doing.
            throw Failure(.inspectionFailed, ["file": name, "reason": "limit"], privateDetail: String(words.suffix(400)))
        case .finished(let text):
            guard let read = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)) else {
                throw Failure(.inspectionFailed, ["file": name, "reason": "answer"], privateDetail: String(text.prefix(400)))
            }
            answer = read
        }
        if answer.verdict == "pass", let checks = answer.checks { return Report(kind: kind, inspection: checks) }
        let found = ["file": name, "found": answer.found ?? "–", "known": known]
        switch answer.rule {
        case "false_type": throw Failure(.evidenceFalseType, found)
        case "active": throw Failure(.evidenceActive, found)
        case "bomb": throw Failure(.evidenceBomb, found)
        case "kind": throw Failure(.evidenceKind, found)
        default: throw Failure(.evidenceUnreadable, found)
        }
    }

    private struct Answer: Decodable {
        let verdict: String
        let checks, rule, found: String?
    }

    /// Browsers do not know every kind; what they claim must not contradict.
    private static func agrees(_ declared: String, _ kind: EvidenceKind) -> Bool {
        let plain = declared.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? ""
        let open: Set<String> = ["", "application/octet-stream", kind.mediaType]
        let loose: [EvidenceKind: Set<String>] = [
            .csv: ["text/plain", "application/csv", "application/vnd.ms-excel", "text/comma-separated-values"],
            .jpeg: ["image/jpg", "image/pjpeg"], .pdf: ["application/x-pdf"],
        ]
        return open.contains(plain) || loose[kind]?.contains(plain) == true
    }
}
