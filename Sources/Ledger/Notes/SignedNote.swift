/// One signature line of a note.
public struct NoteSignature: Hashable, Sendable {
    /// The signer's name as the line gives it.
    public let name: String
    /// The four-byte key id as a big-endian number.
    public let keyID: UInt32
    /// The bytes after the key id: 64 for a plain signature, 72 for a cosignature, others for foreign algorithms.
    public let signature: [UInt8]

    /// A line of these parts; the name follows the rule of key names.
    public init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// `— name base64(id || signature)` with its line feed.
    public var line: String {
        let id = withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
        return "\u{2014} \(name) \(Base64.encode(id + signature))\n"
    }

    /// Reads one line without its line feed; nil where it is not canonical.
    static func parse(_ line: ArraySlice<UInt8>) -> NoteSignature? {
        guard line.starts(with: [0xE2, 0x80, 0x94, 0x20]) else { return nil }
        let parts = line.dropFirst(4).split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), VerifierKey.isName(name),
            let bytes = Base64.decode(parts[1]), bytes.count >= 5
        else { return nil }
        let id = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return NoteSignature(name: name, keyID: id, signature: Array(bytes.dropFirst(4)))
    }

    func isBy(_ key: VerifierKey) -> Bool { keyID == key.keyID && name.utf8.elementsEqual(key.name.utf8) }
}

/// A signature that was checked and holds.
public struct VerifiedSignature: Hashable, Sendable {
    /// Whose it is.
    public let key: VerifierKey
    /// For a witness's cosignature its time, seconds since 1970; nil for a plain signature.
    public let time: UInt64?
}

/// A text with signatures below it (C2SP signed-note): readable by people, checked by machines.
public struct SignedNote: Hashable, Sendable {
    /// The signed bytes: UTF-8, ends in a line feed.
    public let textBytes: [UInt8]
    /// The signature lines in order.
    public private(set) var signatures: [NoteSignature]

    /// The most that is read, in bytes.
    public static let longest = 1_000_000
    /// The most signature lines that are read.
    public static let mostSignatures = 100

    /// The note with one signature by a log's key.
    /// - Throws: `malformed` unless the text is non-empty, free of control characters and ends in a line feed.
    public init(_ text: String, signedBy key: SigningKey) throws(LedgerError) {
        let bytes = Array(text.utf8)
        try Self.checkText(bytes[...])
        textBytes = bytes
        signatures = [try key.sign(bytes)]
    }

    /// Reads a note; nothing is verified yet. Printing it again gives the same bytes.
    /// - Throws: `malformed(.note, …)` with the line.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.longest else {
            throw .malformed(.note, line: nil, reason: "longer than \(Self.longest) bytes")
        }
        // The last blank line divides: the text may have blank lines of its own.
        guard bytes.count >= 2,
            let blank = (1..<bytes.count).last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A })
        else { throw .malformed(.note, line: nil, reason: "no blank line before the signatures") }
        let text = bytes[..<blank]
        try Self.checkText(text)
        let block = bytes[(blank + 1)...]
        let firstLine = text.count(where: { $0 == 0x0A }) + 2
        guard !block.isEmpty else { throw .malformed(.note, line: firstLine, reason: "no signature line") }
        guard block.last == 0x0A else { throw .malformed(.note, line: nil, reason: "the last line has no line feed") }
        var signatures: [NoteSignature] = []
        for (offset, line) in block.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard signatures.count < Self.mostSignatures else {
                throw .malformed(.note, line: firstLine + offset, reason: "more than \(Self.mostSignatures) signatures")
            }
            guard let signature = NoteSignature.parse(line) else {
                throw .malformed(.note, line: firstLine + offset, reason: "not a signature line")
            }
            signatures.append(signature)
        }
        textBytes = Array(text)
        self.signatures = signatures
    }

    /// Reads a note given as text.
    public init(parsing text: String) throws(LedgerError) { try self.init(Array(text.utf8)) }

    private static func checkText(_ text: ArraySlice<UInt8>) throws(LedgerError) {
        guard text.last == 0x0A else {
            throw .malformed(.note, line: nil, reason: "the text is empty or does not end in a line feed")
        }
        var line = 1
        for byte in text {
            guard byte >= 0x20 || byte == 0x0A else {
                throw .malformed(.note, line: line, reason: "control character")
            }
            if byte == 0x0A { line += 1 }
        }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw .malformed(.note, line: nil, reason: "not UTF-8")
        }
    }

    /// The signed text.
    public var text: String { String(decoding: textBytes, as: UTF8.self) }
    /// The whole note as published.
    public var bytes: [UInt8] { Array(string.utf8) }
    /// The whole note as published.
    public var string: String { text + "\n" + signatures.map(\.line).joined() }

    /// The note with one more signature line, e.g. a witness's answer.
    public func adding(_ signature: NoteSignature) -> SignedNote {
        var note = self
        note.signatures.append(signature)
        return note
    }

    /// Checks every signature by a known key; lines of others are ignored.
    /// - Returns: the signatures that hold, in the order of the lines, each key once.
    /// - Throws: `badSignature` if a known key's line does not verify, `noKnownSignature` if there is none.
    public func verify(_ known: [VerifierKey]) throws(LedgerError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for line in signatures {
            for key in known where line.isBy(key) {
                let time = try check(line, key)
                if !verified.contains(where: { $0.key == key }) {
                    verified.append(VerifiedSignature(key: key, time: time))
                }
            }
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return verified
    }

    private func check(_ line: NoteSignature, _ key: VerifierKey) throws(LedgerError) -> UInt64? {
        switch key.algorithm {
        case .ed25519:
            guard key.isValid(line.signature, for: textBytes) else { throw .badSignature(name: key.name) }
            return nil
        case .cosignature:
            guard let cosignature = try? Cosignature(bytes: line.signature),
                key.isValid(cosignature.signature, for: Cosignature.message(textBytes, time: cosignature.time))
            else { throw .badSignature(name: key.name) }
            return cosignature.time
        }
    }
}
