import Ledger

/// An act with everything that can be made before its turn comes: body, seed and digest. Made on the caller's own task.
struct PreparedAct: Sendable {
    let act: any Act
    let by: Signatory
    let body: [UInt8]
    let seed: [UInt8]
    let digest: LogHash
    let idempotencyKey: String?

    init(_ act: any Act, by: Signatory, idempotencyKey: String?) throws {
        self.act = act
        self.by = by
        self.idempotencyKey = idempotencyKey.map { "\(by.official)/\($0)" }
        let body = ActBody.assemble(members: try act.encodedMembers(), by: by)
        self.body = body
        let fieldSeed = FieldSeed.random()
        seed = fieldSeed.bytes
        digest = try ActBody.refusing { () throws(LedgerError) in try FieldCommitments.digest(body: body, seed: fieldSeed) }
    }
}

/// The body of an act: the JSON object of its members with `by` first, stored exactly as hashed.
public enum ActBody {
    /// Puts the signatory in front of the act's own members.
    static func assemble(members: [UInt8], by: Signatory) -> [UInt8] {
        let own = by.ownPost.map { ",\"own_post\":\"\($0)\"" } ?? ""
        let through = by.integration.map { ",\"through\":\"\($0)\"" } ?? ""
        var out: [UInt8] = []
        out.reserveCapacity(members.count + 256)
        out.append(contentsOf: "{\"by\":{\"official\":\"\(by.official)\"\(own),\"post\":\"\(by.post)\"\(through)}".utf8)
        let rest = members.dropFirst()
        if rest.first != UInt8(ascii: "}") { out.append(UInt8(ascii: ",")) }
        out.append(contentsOf: rest)
        return out
    }

    /// The committed fields, to open some of them.
    public static func commitments(of body: [UInt8], seed: [UInt8]) throws -> FieldCommitments {
        try refusing { () throws(LedgerError) in
            FieldCommitments(fields: try splitFields(body), seed: try FieldSeed(bytes: seed))
        }
    }

    static func refusing<Value>(_ body: () throws(LedgerError) -> Value) throws -> Value {
        do { return try body() } catch {
            throw Failure(.malformedRecord, ["record": "body"], privateDetail: "\(error)")
        }
    }

    /// Who acted, as the body says: the official, the post, and the official's own post where they acted by delegation.
    public static func signatory(of body: [UInt8]) throws -> (official: String, post: String, ownPost: String?) {
        struct Head: Decodable {
            struct By: Decodable {
                let official, post: String
                let own_post: String?
            }
            let by: By
        }
        let head = try CanonicalJSON.decode(Head.self, from: body)
        return (head.by.official, head.by.post, head.by.own_post)
    }
}
