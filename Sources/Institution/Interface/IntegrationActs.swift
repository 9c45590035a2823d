import Acts
import Figures
import Storage

/// Registers a program that may use the interface for a post. What it may read it reads at once; acts in the name of a post are only
/// possible once the holder of the post has accepted them, so that nobody gives away another's hand.
public struct RegisterIntegration: Act {
    public static let kind = "RegisterIntegration"
    public static let policy = Policy.role([.administrator])
    public static var changesDefinitions: Bool { false }

    /// The integration's code, e.g. `payroll`; it stands in every act done through it.
    public var code: String
    /// The post it acts and reads for.
    public var post: String
    /// What it may do: `read:AREA`, `read:*`, `act:KIND` or `act:*`.
    public var scopes: [String]
    /// The first day on which the token is no longer good, at most 366 days ahead.
    public var expires: String
    /// SHA-256 of the token, in lower-case hexadecimal. The token itself is never recorded.
    public var tokenHash: String

    /// An integration to register.
    public init(code: String, post: String, scopes: [String], expires: String, tokenHash: String) {
        self.code = code
        self.post = post
        self.scopes = scopes
        self.expires = expires
        self.tokenHash = tokenHash
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        let day = try Codes.day(expires, field: "expires")
        let today = context.record.time.day
        guard day > today, day.number <= today.number + 366 else {
            throw Failure(.badExpiry, ["value": expires, "date": "\(today)"])
        }
        guard tokenHash.utf8.count == 64, tokenHash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw Failure(.malformedValue, ["field": "tokenHash", "value": String(tokenHash.prefix(80))])
        }
        guard try OfficialBook.post(post, in: context.tables) != nil else { throw Failure(.unknownPost, ["post": post]) }
        try checkScopes(in: context)
        guard try IntegrationBook.integration(code, in: context.tables) == nil else { throw Failure(.numberTaken, ["value": code]) }
        guard try IntegrationBook.integration(tokenHash: tokenHash, in: context.tables) == nil else {
            throw Failure(.numberTaken, ["value": String(tokenHash.prefix(12))])
        }
    }

    private func checkScopes(in context: ActContext) throws {
        guard !scopes.isEmpty, scopes.count <= 200 else { throw Failure(.missingText, ["field": "scopes", "language": "–"]) }
        if let twice = Required.repeated(scopes) { throw Failure(.numberTaken, ["value": twice]) }
        let wanted = try scopes.map { try IntegrationScope($0) }
        // An integration that makes another one may not give it more than it holds, nor for longer.
        guard let code = context.signatory.integration, let holder = try IntegrationBook.integration(code, in: context.tables) else { return }
        let exceeding = wanted.first { scope in !holder.scopes.contains { $0.covers(scope) } }
        guard exceeding == nil, expires <= holder.expires else {
            throw Failure(.scopeExceeded, ["integration": code, "scope": exceeding?.text ?? expires])
        }
    }

    public func project(in context: ActContext) throws {
        let isOwn = post == context.signatory.post
        try context.tables.execute(
            """
            INSERT INTO integrations (code, post, token_hash, expires, made, official, recorded, accepted, accepted_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(code), .text(post), .text(tokenHash), .text(expires), .integer(context.record.number),
                .text(context.signatory.official), .integer(context.record.time.milliseconds),
                isOwn ? .integer(context.record.number) : .null, isOwn ? .text(context.signatory.official) : .null,
            ])
        try context.tables.insert(
            "INSERT INTO integration_scopes (integration, ordinal, scope) VALUES (?, ?, ?)",
            rows: scopes.enumerated().map { [.text(code), .integer(Int64($0)), .text($1)] })
    }
}

/// Accepts, as the holder of the post, that an integration does acts in one's name.
public struct AcceptIntegration: Act {
    public static let kind = "AcceptIntegration"
    public static let policy = Policy.role(Set(Role.allCases).subtracting([.auditor]))
    public static var changesDefinitions: Bool { false }

    /// The integration.
    public var code: String

    /// An acceptance.
    public init(code: String) { self.code = code }

    public func check(in context: ActContext) throws {
        let integration = try Required.integration(code, in: context.tables)
        guard integration.post == context.signatory.post else {
            throw Failure(.notAllowed, ["act": Self.kind, "role": context.signatory.role.rawValue])
        }
        // A program may not accept in the name of its own holder.
        guard context.signatory.integration == nil else {
            throw Failure(.scopeExceeded, ["integration": context.signatory.integration ?? code, "scope": "act:\(Self.kind)"])
        }
        guard integration.revoked == nil, integration.acceptedBy != context.signatory.official else {
            throw Failure(.integrationEnded, ["integration": code])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE integrations SET accepted = ?, accepted_by = ? WHERE code = ?",
            [.integer(context.record.number), .text(context.signatory.official), .text(code)])
    }
}

/// Ends an integration at once: by the administrator, or by the holder of the post it acts for.
public struct RevokeIntegration: Act {
    public static let kind = "RevokeIntegration"
    public static let policy = Policy.role(Set(Role.allCases).subtracting([.auditor]))
    public static var changesDefinitions: Bool { false }

    /// The integration.
    public var code: String

    /// A revocation.
    public init(code: String) { self.code = code }

    public func check(in context: ActContext) throws {
        let integration = try Required.integration(code, in: context.tables)
        guard context.signatory.role == .administrator || integration.post == context.signatory.post else {
            throw Failure(.notAllowed, ["act": Self.kind, "role": context.signatory.role.rawValue])
        }
        guard integration.revoked == nil else { throw Failure(.integrationEnded, ["integration": code]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE integrations SET revoked = ?, revoked_by = ? WHERE code = ?",
            [.integer(context.record.number), .text(context.signatory.official), .text(code)])
    }
}

extension Required {
    /// The integration of a code; throws `unknownIntegration`.
    static func integration(_ code: String, in tables: any Connection) throws -> Integration {
        guard let found = try IntegrationBook.integration(code, in: tables) else {
            throw Failure(.unknownIntegration, ["integration": String(code.prefix(64))])
        }
        return found
    }
}
