import Storage

/// Something an official does that changes what the institution holds. There is no second way to change a row.
///
/// The act's `Codable` form, with `by` added, is its body; the body's top-level members are the fields the ledger commits to
/// (each element of a top-level array is a field of its own, so that one figure of a return can be shown without the rest).
public protocol Act: Codable, Sendable {
    /// The permanent word for this kind of act.
    static var kind: String { get }
    /// Who may do it.
    static var policy: Policy { get }
    /// The unit the act concerns, for policies bound to a unit.
    var subjectUnit: String? { get }
    /// The rules of the feature; throws a `Failure` naming what does not hold. Reads only.
    func check(in context: ActContext) throws
    /// Updates the feature's tables. Deterministic: everything comes from the act, the record and the tables.
    func project(in context: ActContext) throws
    /// The JSON object of the act's own members, exactly as it is to be committed.
    func encodedMembers() throws -> [UInt8]
    /// Whether it changes what checks remember within a transaction: definitions, units, posts. False for figures and texts.
    static var changesDefinitions: Bool { get }
    /// Reads an act back from the bytes of a body.
    static func decoded(fromBody body: [UInt8]) throws -> Self
}

extension Act {
    public static var changesDefinitions: Bool { true }
    public var subjectUnit: String? { nil }
    public func check(in context: ActContext) throws {}

    public func encodedMembers() throws -> [UInt8] { try CanonicalJSON.encode(self) }
    public static func decoded(fromBody body: [UInt8]) throws -> Self { try CanonicalJSON.decode(Self.self, from: body) }

    /// Whether this signatory may do this kind of act on the unit, by policy and by what was delegated to them.
    public static func allows(_ signatory: Signatory, unit: String?) -> Bool {
        signatory.holds(kind) && policy.allows(signatory, unit: unit, ledgerIsEmpty: false)
    }
}

/// The place of an act in the ledger.
public struct Record: Sendable, Hashable {
    /// The entry's number; the first entry is 0.
    public let number: Int64
    /// When the registrar stamped it.
    public let time: Timestamp
    /// The kind of act.
    public let kind: String

    /// A record.
    public init(number: Int64, time: Timestamp, kind: String) {
        self.number = number
        self.time = time
        self.kind = kind
    }
}

/// What an act sees while it is checked and projected: the tables inside the one transaction, who acts, and its record.
public struct ActContext {
    /// The tables, inside the transaction.
    public let tables: any Connection
    /// Who acts.
    public let signatory: Signatory
    /// Number, time and kind.
    public let record: Record
    /// What was read before in this transaction.
    public let memory: ActMemory

    /// A context; made by the registrar and by replay only.
    public init(tables: any Connection, signatory: Signatory, record: Record, memory: ActMemory = ActMemory()) {
        self.tables = tables
        self.signatory = signatory
        self.record = record
        self.memory = memory
    }
}

/// What the signatory gets back once the act is durable.
public struct Receipt: Sendable, Hashable, Codable {
    /// The entry's number in the ledger.
    public let number: Int64
    /// Its time, in milliseconds since 1970.
    public let time: Timestamp
    /// The hash of its leaf, in hexadecimal.
    public let leafHash: String
    /// True when the act was already there under the same idempotency key.
    public let repeated: Bool
}

/// The kinds of act this program knows, so that a stored body can be read back.
public struct ActCatalogue: Sendable {
    private let kinds: [String: any Act.Type]

    /// A catalogue; a kind named twice is a programming error.
    public init(_ types: [any Act.Type]) {
        kinds = Dictionary(uniqueKeysWithValues: types.map { ($0.kind, $0) })
    }

    /// The type of a kind, or nil when this program does not know it.
    public subscript(_ kind: String) -> (any Act.Type)? { kinds[kind] }

    /// All kinds in alphabetical order with their policies, for the matrix that people read.
    public var all: [any Act.Type] { kinds.sorted { $0.key < $1.key }.map(\.value) }
}
