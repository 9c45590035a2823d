import Crypto
import Testing

@testable import Ledger

@Suite struct HashStateTests {
    /// Every length around the borders of blocks, in one piece and in two, against another implementation.
    @Test func isSHA256() {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
            let expected = Array(SHA256.hash(data: bytes))
            var whole = HashState()
            bytes.withUnsafeBytes { whole.update($0) }
            #expect(whole.finish().bytes == expected, "\(count) bytes")
            var parts = HashState()
            bytes.prefix(count / 3).withUnsafeBytes { parts.update($0) }
            bytes.dropFirst(count / 3).withUnsafeBytes { parts.update($0) }
            #expect(parts.finish().bytes == expected, "\(count) bytes in two pieces")
        }
    }

    /// What a state is copied from goes on as if nothing had been finished.
    @Test func copiesAreApart() {
        var state = HashState()
        [UInt8](repeating: 7, count: 64).withUnsafeBytes { state.update($0) }
        var other = state
        [UInt8(1)].withUnsafeBytes { other.update($0) }
        #expect(other.finish().bytes == Array(SHA256.hash(data: [UInt8](repeating: 7, count: 64) + [1])))
        #expect(state.finish().bytes == Array(SHA256.hash(data: [UInt8](repeating: 7, count: 64))))
    }

    /// Salts are HMAC-SHA256, whoever works them out.
    @Test func saltsAreHMAC() {
        let seed = FieldSeed.random()
        for index in [0, 1, 255, 256, 65_536] {
            let position = withUnsafeBytes(of: UInt32(index).bigEndian) { Array($0) }
            let code = HMAC<SHA256>.authenticationCode(for: position, using: SymmetricKey(data: seed.bytes))
            #expect(SaltMaker(seed).salt(index).bytes == Array(code))
        }
    }
}
