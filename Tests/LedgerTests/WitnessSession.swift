import Foundation
import Ledger

/// The recorded session of a real witness: what it was asked, and what it answered. Our parsers, signatures and
/// consistency proofs must come to the same verdict on every request.
enum WitnessSession {
    struct Request {
        let old: UInt64
        let proof: [String]
        let note: String
        let status: Int
    }

    static let origin = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
    static let key = bytes(hex: "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")

    static func requests(_ session: String) -> [Request] {
        session.components(separatedBy: "POST http://").dropFirst().compactMap { part in
            let pieces = part.components(separatedBy: "```")
            guard pieces.count >= 3, let status = pieces[2].split(separator: "\n").first?.split(separator: " ").last else {
                return nil
            }
            let body = pieces[1].drop { $0 == "\n" }
            guard let blank = body.range(of: "\n\n") else { return nil }
            let head = body[..<blank.lowerBound].split(separator: "\n")
            guard let old = head.first?.split(separator: " ").last.flatMap({ UInt64($0) }) else { return nil }
            return Request(
                old: old, proof: head.dropFirst().map(String.init), note: String(body[blank.upperBound...]),
                status: Int(status) ?? 0)
        }
    }

    static func run(_ vectors: Vectors, _ tally: inout Tally) throws {
        let log = try VerifierKey(name: origin, algorithm: .ed25519, publicKey: key)
        var seen: Checkpoint?
        for (number, request) in requests(vectors.litewitness_session).enumerated() {
            let status = verdict(request, log: log, seen: &seen)
            tally.expect(status == request.status, "request \(number): \(status) instead of \(request.status)")
        }
    }

    /// What a witness answers (C2SP tlog-witness), with the status codes of that session.
    private static func verdict(_ request: Request, log: VerifierKey, seen: inout Checkpoint?) -> Int {
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(verifying: SignedNote(parsing: request.note), log: log)
        } catch { return 403 }
        guard request.old == seen?.size ?? 0 else { return 409 }
        if let seen {
            do {
                try MerkleProof.verifyConsistency(
                    first: seen.size, firstRoot: seen.root, second: checkpoint.size, secondRoot: checkpoint.root,
                    proof: request.proof.map { try LogHash(base64: $0) })
            } catch { return 422 }
        }
        seen = checkpoint
        return 200
    }
}
