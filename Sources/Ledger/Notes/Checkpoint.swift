/// What a log states of itself: who it is, how many entries it has, and the root over them (C2SP tlog-checkpoint).
///
///     hasila.example/log
///     15
///     rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=
///
/// Three lines. Extension lines are never written, because implementations disagree on whether cosignatures cover
/// them; they are read only where asked for.
public struct Checkpoint: Sendable {
    /// The log's name: the address of its prefix without scheme. Not empty, no line feed.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    /// The root over them.
    public let root: LogHash

    /// What to do with lines after the third.
    public enum ExtensionLines: Sendable {
        /// The checkpoint is refused.
        case refused
        /// They are read over; the checkpoint does not keep them.
        case ignored
    }

    /// A statement about a log. Precondition: a non-empty origin without control characters.
    public init(origin: String, size: UInt64, root: LogHash) {
        precondition(
            !origin.isEmpty && origin.utf8.allSatisfy { $0 >= 0x20 }, "an origin is one non-empty line")
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a checkpoint, strictly.
    public init(text: [UInt8], extensions: ExtensionLines = .refused) throws(LedgerError) {
        guard text.last == 0x0A else {
            throw .malformed(.checkpoint, line: nil, reason: "the last line has no line feed")
        }
        let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw .malformed(.checkpoint, line: lines.count, reason: "fewer than three lines") }
        guard !lines[0].isEmpty, lines[0].allSatisfy({ $0 >= 0x20 }),
            let origin = String(validating: lines[0], as: UTF8.self)
        else { throw .malformed(.checkpoint, line: 1, reason: "bad origin") }
        guard let size = Decimal.parse(lines[1]) else {
            throw .malformed(.checkpoint, line: 2, reason: "the size is not a canonical decimal number below 2^64")
        }
        guard let bytes = Base64.decode(lines[2]), let root = LogHash(bytes: bytes) else {
            throw .malformed(.checkpoint, line: 3, reason: "the root is not the canonical base64 of 32 bytes")
        }
        for (offset, line) in lines.dropFirst(3).enumerated() {
            guard extensions == .ignored else { throw .malformed(.checkpoint, line: 4 + offset, reason: "extension line") }
            guard !line.isEmpty else { throw .malformed(.checkpoint, line: 4 + offset, reason: "empty extension line") }
        }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the checkpoint out of a note; nothing is verified (see ``init(verifying:log:)``).
    public init(unverified note: SignedNote) throws(LedgerError) { try self.init(text: note.textBytes) }

    /// Reads the checkpoint of this log out of a note: the log's key must have signed it and be named like its origin.
    /// - Throws: `badSignature`, `noKnownSignature`, `originMismatch`, `wrongKeyAlgorithm`, or what is malformed.
    public init(verifying note: SignedNote, log: VerifierKey) throws(LedgerError) {
        guard log.algorithm == .ed25519 else { throw .wrongKeyAlgorithm(name: log.name) }
        _ = try note.verify([log])
        let checkpoint = try Checkpoint(text: note.textBytes)
        guard checkpoint.origin.utf8.elementsEqual(log.name.utf8) else {
            throw .originMismatch(expected: log.name, found: checkpoint.origin)
        }
        self = checkpoint
    }

    /// The three lines that are signed.
    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

    /// The checkpoint as a note, signed by the log; the key's name must be the origin.
    /// - Throws: `originMismatch`, `wrongKeyAlgorithm`.
    public func signed(by key: SigningKey) throws(LedgerError) -> SignedNote {
        guard key.verifier.name.utf8.elementsEqual(origin.utf8) else {
            throw .originMismatch(expected: key.verifier.name, found: origin)
        }
        return try SignedNote(text, signedBy: key)
    }
}

extension Checkpoint: Hashable {
    /// By bytes of the origin.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && left.origin.utf8.elementsEqual(right.origin.utf8)
    }

    /// See `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}
