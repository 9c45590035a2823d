import Acts
import Crypto

/// A secret that a person carries (in a link or a cookie) and that Hasila only keeps the hash of.
public struct Secret: Sendable, Hashable {
    /// 43 characters of unpadded base64url: 32 random bytes.
    public let text: String

    /// A new secret from the system's random source.
    public static func random() -> Secret {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Secret(bytes: bytes)
    }

    /// A secret as received; nil when it does not have the exact form, so that no odd text ever reaches the database.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, text.utf8.allSatisfy(Base64URL.isDigit) else { return nil }
        self.text = String(text)
    }

    init(bytes: [UInt8]) { text = Base64URL.encode(bytes) }

    /// SHA-256 of the text, in lower-case hexadecimal: the only form that is stored.
    public var hash: String { Base16.encode(SHA256.hash(data: Array(text.utf8))) }

    /// The token for the forms of a session: bound to the session's secret, so it needs no table and dies with the session.
    public var formToken: String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("hasila form".utf8), using: SymmetricKey(data: Array(text.utf8)))
        return Base64URL.encode(Array(code))
    }

    /// A secret that follows from this one and a purpose, and tells nothing about either.
    public func derived(_ purpose: String) -> Secret {
        let code = HMAC<SHA256>.authenticationCode(for: Array("hasila \(purpose)".utf8), using: SymmetricKey(data: Array(text.utf8)))
        return Secret(bytes: Array(code))
    }

    /// Whether a form's token belongs to this session; takes the same time for every wrong answer of the same length.
    public func accepts(formToken candidate: String) -> Bool { equalInConstantTime(candidate, formToken) }
}

/// Compares without stopping at the first difference, so that the time taken tells nothing about the secret.
public func equalInConstantTime(_ a: String, _ b: String) -> Bool {
    let (left, right) = (Array(a.utf8), Array(b.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}

enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        var (buffer, bits) = (UInt32(0), 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                out.append(digits[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { out.append(digits[Int(buffer << UInt32(6 - bits) & 63)]) }
        return String(decoding: out, as: UTF8.self)
    }
}

enum Base16 {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
