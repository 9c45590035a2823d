import Acts
import Ledger

/// Some fields of one act with everything that proves them offline: the act's public envelope, the openings of the fields
/// against its digest, and the entry's inclusion under a signed checkpoint.
///
/// One canonical JSON object (sorted keys, no spaces) of four members, each of the last three in the ledger's own strict text form:
///
///     {"entry":"hasila.act/v1\n…","format":"hasila.proof/v1","log":"c2sp.org/tlog-proof@v1\n…","openings":["hasila.opening/v1\n…"]}
public struct FieldProof: Sendable, Equatable {
    /// The act's envelope.
    public let envelope: Envelope
    /// The opened fields.
    public let openings: [FieldOpening]
    /// The inclusion proof.
    public let log: LogProof

    private static let format = "hasila.proof/v1"

    private struct Form: Codable {
        let entry: String
        let format: String
        let log: String
        let openings: [String]
    }

    /// A proof of these parts; nothing is verified yet.
    public init(envelope: Envelope, openings: [FieldOpening], log: LogProof) {
        self.envelope = envelope
        self.openings = openings
        self.log = log
    }

    /// Reads a proof file strictly: whatever is accepted prints back to the same bytes. Throws E2001.
    public init(_ bytes: [UInt8], record: String) throws {
        do {
            let form = try CanonicalJSON.decode(Form.self, from: bytes)
            guard form.format == Self.format, !form.openings.isEmpty, try CanonicalJSON.encode(form) == bytes else {
                throw Failure(.malformedRecord, ["record": record])
            }
            envelope = try Envelope(Array(form.entry.utf8))
            openings = try form.openings.map { try FieldOpening(Array($0.utf8)) }
            log = try LogProof(parsing: form.log)
        } catch {
            throw Failure(.malformedRecord, ["record": record], privateDetail: "\(error)")
        }
    }

    /// The file.
    public func bytes() throws -> [UInt8] {
        try CanonicalJSON.encode(
            Form(
                entry: String(decoding: envelope.bytes, as: UTF8.self), format: Self.format, log: log.string,
                openings: openings.map(\.string)))
    }

    /// What holds once the proof verifies.
    public struct Verified: Sendable {
        /// The checkpoint that covers the act.
        public let checkpoint: Checkpoint
        /// The opened values by field name.
        public let fields: [String: [UInt8]]
    }

    /// Passes only if the fields, in the order of the body, stand under the envelope's digest, and the envelope is the log's entry of
    /// its own number under a checkpoint that carries the log's signature and no other line. No byte of the file is free: what nobody
    /// here can check is refused. Throws E2007 naming `record`.
    public func verify(_ key: VerifierKey, record: String) throws -> Verified {
        do {
            guard UInt64(envelope.number) == log.index, log.extra == nil, log.note.signatures.count == 1,
                zip(openings, openings.dropFirst()).allSatisfy({ $0.index < $1.index })
            else { throw Failure(.badProof, ["record": record], privateDetail: "index, order or signature lines") }
            let verified = try log.verify(entry: envelope.bytes, log: key)
            var fields: [String: [UInt8]] = [:]
            for opening in openings {
                try opening.verify(envelope.digest)
                guard fields.updateValue(opening.value, forKey: opening.name) == nil else {
                    throw Failure(.badProof, ["record": record], privateDetail: "\(opening.name) twice")
                }
            }
            return Verified(checkpoint: verified.checkpoint, fields: fields)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.badProof, ["record": record], privateDetail: "\(error)")
        }
    }
}
