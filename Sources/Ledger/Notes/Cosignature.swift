/// A witness's statement: at this time I had seen this checkpoint and it continued all I had seen before.
public struct Cosignature: Hashable, Sendable {
    /// Seconds since 1970 by the witness's clock, below 2^63.
    public let time: UInt64
    /// The 64 bytes of the Ed25519 signature.
    public let signature: [UInt8]

    init(time: UInt64, signature: [UInt8]) {
        self.time = time
        self.signature = signature
    }

    /// Reads the 72 bytes of a signature line of type 0x04.
    public init(bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count == 72 else {
            throw .malformed(.cosignature, line: nil, reason: "\(bytes.count) bytes instead of 72")
        }
        time = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard time < 1 << 63 else { throw .timeOutOfRange }
        signature = Array(bytes.dropFirst(8))
    }

    /// The time in eight bytes (big-endian), then the signature.
    public var bytes: [UInt8] { withUnsafeBytes(of: time.bigEndian) { Array($0) } + signature }

    /// What is signed: a header with the time, then the whole checkpoint text.
    static func message(_ text: [UInt8], time: UInt64) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n".utf8) + text }
}
