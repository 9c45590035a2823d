import Crypto

/// A public key with its name: what is printed in the report and pinned by everyone who verifies.
///
/// Text form (C2SP signed-note): `name+0123abcd+base64(type || key)`. The key's id follows from name and key, so
/// an altered text is refused.
public struct VerifierKey: Sendable {
    /// What the key signs.
    public enum Algorithm: UInt8, Hashable, Sendable {
        /// Type 0x01: plain Ed25519 signatures of notes, as a log makes them.
        case ed25519 = 1
        /// Type 0x04: timestamped Ed25519 cosignatures (cosignature/v1), as a witness makes them.
        case cosignature = 4
    }

    /// The name; for a log its origin. Not empty, no white space, no `+`.
    public let name: String
    /// Whether it is a log's or a witness's key.
    public let algorithm: Algorithm
    /// The 32 bytes of the Ed25519 public key.
    public let publicKey: [UInt8]
    /// The four-byte key id as a big-endian number.
    public let keyID: UInt32

    /// The key of this name. Refused for a bad name or a key that is not 32 bytes.
    public init(name: String, algorithm: Algorithm, publicKey: [UInt8]) throws(LedgerError) {
        guard Self.isName(name) else {
            throw .malformed(.verifierKey, line: nil, reason: "a name is not empty and has no space, control character or +")
        }
        guard publicKey.count == 32 else {
            throw .malformed(.verifierKey, line: nil, reason: "a public key has 32 bytes, not \(publicKey.count)")
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = Self.keyID(name: name, type: algorithm.rawValue, key: publicKey)
    }

    /// Reads the text form, strictly.
    public init(_ text: String) throws(LedgerError) {
        let (name, keyID, type, key) = try KeyText.parse(text.utf8, format: .verifierKey)
        guard let algorithm = Algorithm(rawValue: type) else { throw .unsupportedAlgorithm(type) }
        try self.init(name: name, algorithm: algorithm, publicKey: key)
        guard self.keyID == keyID else { throw .keyIDMismatch(name: name) }
    }

    /// The text form, one line without line feed.
    public var text: String { "\(name)+\(Hex.encode(keyID))+\(Base64.encode([algorithm.rawValue] + publicKey))" }

    /// A line as published in `log/vkey`.
    public var fileText: String { text + "\n" }

    /// `SHA-256(name || 0x0A || type || key)`, the first four bytes.
    static func keyID(name: String, type: UInt8, key: [UInt8]) -> UInt32 {
        var bytes = Array(name.utf8)
        bytes.append(0x0A)
        bytes.append(type)
        bytes += key
        return LogHash.sha256(bytes).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The rule for names in notes and keys.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0 != "+" }
    }

    func isValid(_ signature: some Sequence<UInt8>, for message: [UInt8]) -> Bool {
        let signature = Array(signature)
        guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return key.isValidSignature(signature, for: message)
    }
}

extension VerifierKey: Hashable, CustomStringConvertible {
    /// By bytes: names that merely look alike (other Unicode spellings) are other keys.
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.keyID == right.keyID && left.algorithm == right.algorithm && left.publicKey == right.publicKey
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    /// See `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(publicKey)
    }

    /// The text form.
    public var description: String { text }
}

extension Hex {
    static func encode(_ number: UInt32) -> String {
        withUnsafeBytes(of: number.bigEndian) { encode($0) }
    }
}

/// The shape shared by both key texts: `name+id+base64(type || 32 bytes)`.
enum KeyText {
    typealias Parts = (name: String, keyID: UInt32, type: UInt8, key: [UInt8])

    static func parse(_ text: some BidirectionalCollection<UInt8>, format: LedgerError.Format) throws(LedgerError) -> Parts {
        // Base64 may contain `+`, names may not: only the first two separate.
        let parts = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw .malformed(format, line: nil, reason: "not name+id+key")
        }
        guard let name = String(validating: parts[0], as: UTF8.self), VerifierKey.isName(name) else {
            throw .malformed(format, line: nil, reason: "bad name")
        }
        guard parts[1].count == 8, let id = Hex.decode(parts[1]) else {
            throw .malformed(format, line: nil, reason: "the key id is not 8 lower-case hexadecimal digits")
        }
        guard let key = Base64.decode(parts[2]), let type = key.first else {
            throw .malformed(format, line: nil, reason: "the key is not canonical base64")
        }
        guard type == 1 || type == 4 else { throw .unsupportedAlgorithm(type) }
        guard key.count == 33 else {
            throw .malformed(format, line: nil, reason: "the key has \(key.count - 1) bytes instead of 32")
        }
        return (name, id.reduce(0) { $0 << 8 | UInt32($1) }, type, Array(key.dropFirst()))
    }
}
