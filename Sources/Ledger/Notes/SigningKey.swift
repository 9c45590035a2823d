import Crypto

/// A private key with its name. It never prints itself: ``secretText`` must be asked for by name.
///
///     let key = SigningKey.generate(name: "hasila.example/log")
///     let note = try SignedNote(checkpoint.text, signedBy: key)
public struct SigningKey: Sendable {
    /// The public half.
    public let verifier: VerifierKey
    private let secret: Curve25519.Signing.PrivateKey

    /// A new random key. Precondition: a valid name (not empty, no white space, no `+`).
    public static func generate(name: String, algorithm: VerifierKey.Algorithm = .ed25519) throws(LedgerError) -> SigningKey {
        try SigningKey(name: name, algorithm: algorithm, secret: Curve25519.Signing.PrivateKey())
    }

    /// Reads Go's text form, `PRIVATE+KEY+name+id+base64(type || seed)`, strictly; one line feed at the end is allowed.
    public init(_ text: String) throws(LedgerError) {
        var line = text.utf8[...]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        guard line.starts(with: Self.prefix.utf8) else {
            throw .malformed(.signingKey, line: nil, reason: "does not begin with \(Self.prefix)")
        }
        let (name, keyID, type, seed) = try KeyText.parse(line.dropFirst(Self.prefix.utf8.count), format: .signingKey)
        guard let algorithm = VerifierKey.Algorithm(rawValue: type) else { throw .unsupportedAlgorithm(type) }
        guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .malformed(.signingKey, line: nil, reason: "not an Ed25519 seed")
        }
        try self.init(name: name, algorithm: algorithm, secret: secret)
        guard verifier.keyID == keyID else { throw .keyIDMismatch(name: name) }
    }

    /// The key with this seed. Refused for a bad name or a seed that is not 32 bytes.
    public init(name: String, algorithm: VerifierKey.Algorithm = .ed25519, seed: [UInt8]) throws(LedgerError) {
        guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .malformed(.signingKey, line: nil, reason: "a seed has 32 bytes, not \(seed.count)")
        }
        try self.init(name: name, algorithm: algorithm, secret: secret)
    }

    private init(
        name: String, algorithm: VerifierKey.Algorithm, secret: Curve25519.Signing.PrivateKey
    ) throws(LedgerError) {
        verifier = try VerifierKey(name: name, algorithm: algorithm, publicKey: Array(secret.publicKey.rawRepresentation))
        self.secret = secret
    }

    private static let prefix = "PRIVATE+KEY+"

    /// The secret text form, to be kept in a file of mode 0600 and never logged.
    public var secretText: String {
        let type = verifier.algorithm.rawValue
        return Self.prefix + "\(verifier.name)+\(Hex.encode(verifier.keyID))+\(Base64.encode([type] + secret.rawRepresentation))"
    }

    /// The signature line of this text.
    /// - Throws: `wrongKeyAlgorithm` for a witness's key.
    public func sign(_ text: [UInt8]) throws(LedgerError) -> NoteSignature {
        guard verifier.algorithm == .ed25519 else { throw .wrongKeyAlgorithm(name: verifier.name) }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: try rawSignature(text))
    }

    /// The cosignature line of this checkpoint text at this time (seconds since 1970, below 2^63).
    /// - Throws: `wrongKeyAlgorithm` for a log's key, `timeOutOfRange`, or what is wrong with the checkpoint.
    public func cosign(_ text: [UInt8], at time: UInt64) throws(LedgerError) -> NoteSignature {
        guard verifier.algorithm == .cosignature else { throw .wrongKeyAlgorithm(name: verifier.name) }
        guard time < 1 << 63 else { throw .timeOutOfRange }
        _ = try Checkpoint(text: text)
        let signature = try rawSignature(Cosignature.message(text, time: time))
        return NoteSignature(
            name: verifier.name, keyID: verifier.keyID,
            signature: Cosignature(time: time, signature: signature).bytes)
    }

    private func rawSignature(_ message: [UInt8]) throws(LedgerError) -> [UInt8] {
        do { return Array(try secret.signature(for: message)) } catch {
            throw .malformed(.signingKey, line: nil, reason: "signing failed")
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public key only.
    public var description: String { "SigningKey(\(verifier.text))" }
    /// The public key only.
    public var debugDescription: String { description }
    /// Nothing but the public key, so that no dump shows the secret.
    public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier.text]) }
}
