/// What stays of a body after a lawful erasure: every other field can still be shown and proven, the erased ones are
/// a hash that nothing opens any more.
///
/// Stored as text, strictly:
///
///     hasila.erased/v1
///     3
///     open (name) (salt) (value)        each in base64
///     erased (hash)
///     open …
public struct ErasedBody: Hashable, Sendable {
    /// One field of the body.
    public enum Entry: Hashable, Sendable {
        /// A field that stays.
        case open(name: String, salt: LogHash, value: [UInt8])
        /// A field that is gone; its leaf hash keeps the digest.
        case erased(LogHash)
    }

    /// The fields in order.
    public let entries: [Entry]
    private let rows: HashRows

    private static let header = "hasila.erased/v1"

    init(_ entries: [Entry]) {
        self.entries = entries
        rows = HashRows(
            entries.map { entry in
                switch entry {
                case .open(let name, let salt, let value): FieldHash.leaf(name: name, salt: salt, value: value[...], count: entries.count)
                case .erased(let hash): hash
                }
            })
    }

    /// The same digest as before the erasure.
    public var digest: LogHash { rows.root }

    /// What shows field `index` (from 0), exactly as before the erasure.
    /// - Throws: `noSuchField`, `fieldErased`.
    public func opening(of index: Int) throws(LedgerError) -> FieldOpening {
        guard entries.indices.contains(index) else { throw .noSuchField(index: index, count: entries.count) }
        guard case .open(let name, let salt, let value) = entries[index] else { throw .fieldErased(index: index) }
        return FieldOpening(
            index: index, count: entries.count, name: name, salt: salt, value: value, path: rows.path(index))
    }

    /// The body with more fields (from 0) erased; one already erased stays so.
    /// - Throws: `noSuchField`.
    public func erasing(_ erased: some Sequence<Int>) throws(LedgerError) -> ErasedBody {
        var kept = entries
        for index in erased {
            guard kept.indices.contains(index) else { throw .noSuchField(index: index, count: entries.count) }
            kept[index] = .erased(rows.leaves[index])
        }
        return ErasedBody(kept)
    }

    /// Reads the stored form; whatever is accepted prints back to the same bytes.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        var reader = LineReader(bytes, format: .erasedBody)
        guard try reader.next().elementsEqual(Self.header.utf8) else { throw reader.refusal("not \(Self.header)") }
        guard let count = Decimal.parse(try reader.next()), count <= UInt32.max else {
            throw reader.refusal("not a count of fields")
        }
        var entries: [Entry] = []
        while !reader.rest.isEmpty {
            guard let entry = Self.entry(try reader.next()) else { throw reader.refusal("not a field") }
            entries.append(entry)
        }
        guard UInt64(entries.count) == count else { throw reader.refusal("\(entries.count) fields instead of \(count)") }
        self.init(entries)
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].elementsEqual("erased".utf8) {
            return Base64.decode(parts[1]).flatMap { LogHash(bytes: $0) }.map { .erased($0) }
        }
        guard parts.count == 4, parts[0].elementsEqual("open".utf8), let name = Base64.decode(parts[1]),
            let name = String(validating: name, as: UTF8.self),
            let salt = Base64.decode(parts[2]).flatMap({ LogHash(bytes: $0) }), let value = Base64.decode(parts[3])
        else { return nil }
        return .open(name: name, salt: salt, value: value)
    }

    /// The stored form.
    public var bytes: [UInt8] {
        var text = "\(Self.header)\n\(entries.count)\n"
        for entry in entries {
            switch entry {
            case .open(let name, let salt, let value):
                text += "open \(Base64.encode(Array(name.utf8))) \(salt.base64) \(Base64.encode(value))\n"
            case .erased(let hash): text += "erased \(hash.base64)\n"
            }
        }
        return Array(text.utf8)
    }
}
