/// Everything the ledger refuses, precisely enough to tell a person what to look at.
///
/// The ledger never repairs and never guesses: what is not canonical is refused with one of these.
public enum LedgerError: Error, Hashable, Sendable {
    /// `what` does not follow its format. `line` counts from 1 (nil where the thing has no lines); `reason` says what is wrong.
    case malformed(Format, line: Int?, reason: String)
    /// The JSON body is refused at this byte (counted from 0).
    case malformedBody(offset: Int, BodyProblem)

    /// The key text names a signature algorithm that is not spoken here (its type byte).
    case unsupportedAlgorithm(UInt8)
    /// The key's four-byte id does not follow from its name and public key.
    case keyIDMismatch(name: String)
    /// This key cannot sign that: a log key does not cosign, a witness key does not sign notes.
    case wrongKeyAlgorithm(name: String)
    /// A known key's signature does not verify: the text was changed or the signature is not the key's.
    case badSignature(name: String)
    /// No signature on the note is by a known key.
    case noKnownSignature
    /// Fewer witnesses cosigned than the policy asks for.
    case tooFewCosignatures(found: Int, required: Int)
    /// The checkpoint is of another log.
    case originMismatch(expected: String, found: String)
    /// A cosignature's time is not below 2^63 seconds.
    case timeOutOfRange

    /// The index does not lie inside a tree of this size.
    case indexOutOfRange(index: UInt64, size: UInt64)
    /// The sizes of a consistency proof are not 0 < first ≤ second, or lie beyond the log.
    case sizesOutOfRange(first: UInt64, second: UInt64)
    /// The proof has too many or too few hashes for its index and size.
    case wrongProofLength
    /// The proof leads to another root: the entry, the proof or the tree was changed.
    case rootMismatch(expected: LogHash, computed: LogHash)

    /// The store has no such tile.
    case tileMissing(TilePath)
    /// The tile does not hold the hashes it should (counts in bytes).
    case tileLength(TilePath, expected: Int, found: Int)
    /// The tile does not follow from the entries.
    case tileMismatch(TilePath)
    /// An entry is longer than 65,535 bytes and cannot be logged: log its digest instead.
    case entryTooLong(Int)

    /// The seed or a salt is not 32 bytes.
    case wrongSaltLength(Int)
    /// There is no field of this position (counted from 0).
    case noSuchField(index: Int, count: Int)
    /// The field was lawfully erased: nothing can be opened there any more.
    case fieldErased(index: Int)
    /// The opening does not lead to the digest: the field or the path was changed.
    case openingMismatch

    /// There is no guard file. It is never made silently: see ``GuardFile/create(at:first:)``.
    case guardMissing(path: String)
    /// A guard file is already there.
    case guardExists(path: String)
    /// Neither record of the guard file is whole.
    case guardDamaged(path: String)
    /// Another writer moved the guard: reread it, check it against the data, then try again.
    case guardMoved(expected: GuardRecord, found: GuardRecord)
    /// The new checkpoint is not after the guarded one (smaller, or another log).
    case guardNotAdvanced(from: GuardRecord, to: GuardRecord)
    /// REFUSE: the data ends before the last checkpoint that was signed; it was restored from an older copy.
    case dataBehindGuard(guarded: GuardRecord, dataSize: UInt64)
    /// REFUSE: the data has another root at the size that was signed; signing on would publish a fork.
    case fork(guarded: GuardRecord, dataRoot: LogHash)
    /// A system call on the guard file failed. After a failed sync the guard refuses all further work until reopened.
    case guardIO(operation: String, errno: Int32)
}

extension LedgerError {
    /// The text forms and byte forms of the ledger.
    public enum Format: String, Hashable, Sendable {
        case hash, tilePath, tile, entryBundle, verifierKey, signingKey, note, checkpoint, cosignature
        case proof, envelope, opening, erasedBody, frontier, guardRecord
    }

    /// Why a JSON body cannot be committed to.
    public enum BodyProblem: Hashable, Sendable {
        case notAnObject, trailingBytes, invalidUTF8, tooDeep, duplicateMember(String)
        case unexpectedByte, unexpectedEnd, badNumber, badEscape, controlCharacter
    }
}

extension LedgerError: CustomStringConvertible {
    /// One plain English sentence for logs and commands; translated messages belong to the callers.
    public var description: String {
        switch self {
        case .malformed(let format, let line, let reason):
            return "malformed \(format.rawValue)\(line.map { ", line \($0)" } ?? ""): \(reason)"
        case .malformedBody(let offset, let problem): return "body refused at byte \(offset): \(problem)"
        case .unsupportedAlgorithm(let type): return "signature algorithm \(type) is not supported"
        case .keyIDMismatch(let name): return "the key id of \(name) does not follow from its key"
        case .wrongKeyAlgorithm(let name): return "the key of \(name) cannot make this kind of signature"
        case .badSignature(let name): return "the signature of \(name) does not verify"
        case .noKnownSignature: return "no signature by a known key"
        case .tooFewCosignatures(let found, let required): return "\(found) cosignatures, \(required) required"
        case .originMismatch(let expected, let found): return "checkpoint of \(found), expected \(expected)"
        case .timeOutOfRange: return "cosignature time out of range"
        case .indexOutOfRange(let index, let size): return "index \(index) is not below size \(size)"
        case .sizesOutOfRange(let first, let second): return "no consistency proof from \(first) to \(second)"
        case .wrongProofLength: return "the proof has the wrong number of hashes"
        case .rootMismatch(let expected, let computed):
            return "the proof leads to root \(computed.base64), expected \(expected.base64)"
        case .tileMissing(let path): return "\(path) is missing"
        case .tileLength(let path, let expected, let found): return "\(path) has \(found) bytes, expected \(expected)"
        case .tileMismatch(let path): return "\(path) does not follow from the entries"
        case .entryTooLong(let count): return "an entry of \(count) bytes is too long"
        case .wrongSaltLength(let count): return "a salt or seed has \(count) bytes instead of 32"
        case .noSuchField(let index, let count): return "no field \(index) among \(count)"
        case .fieldErased(let index): return "field \(index) was erased"
        case .openingMismatch: return "the opening does not lead to the digest"
        default: return guardDescription
        }
    }

    private var guardDescription: String {
        switch self {
        case .guardMissing(let path): return "no guard file at \(path)"
        case .guardExists(let path): return "a guard file is already at \(path)"
        case .guardDamaged(let path): return "the guard file at \(path) is damaged"
        case .guardMoved(let expected, let found):
            return "the guard stands at \(found.size), not at \(expected.size): another writer moved it"
        case .guardNotAdvanced(let from, let to):
            return "checkpoint \(to.origin) \(to.size) does not follow the guarded \(from.origin) \(from.size)"
        case .dataBehindGuard(let guarded, let dataSize):
            return "REFUSED: checkpoint \(guarded.size) was signed, the data ends at \(dataSize) (restored from an older copy?)"
        case .fork(let guarded, let dataRoot):
            return "REFUSED: at size \(guarded.size) root \(guarded.root.base64) was signed, the data has \(dataRoot.base64)"
        case .guardIO(let operation, let errno): return "guard file: \(operation) failed (errno \(errno))"
        default: return "ledger error"
        }
    }
}
