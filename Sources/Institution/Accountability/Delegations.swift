import Acts
import Figures
import Storage

/// Lets another official act for a post from a day to a day: for all of the post's acts or for named kinds. What is done then stands in
/// the ledger under both: the post acted for, and the official with their own post.
public struct DelegatePost: Act {
    public static let kind = "DelegatePost"
    public static let policy = Policy.role(Set(Role.allCases).subtracting([.auditor]))

    /// Why the post is delegated.
    public enum Cause: String, CaseIterable, Sendable, Codable {
        case absence, leave, mission, vacancy, workload
    }

    /// The post, and the official who is to act for it.
    public var post, official: String
    /// First and last day, ISO, both included.
    public var starts, ends: String
    /// The kinds of act delegated; without them all of the post's.
    public var kinds: [String]?
    /// Why, as a word and in words.
    public var cause: Cause
    public var reason: String

    /// A delegation.
    public init(
        post: String, official: String, starts: String, ends: String, kinds: [String]? = nil, cause: Cause, reason: String
    ) {
        (self.post, self.official, self.starts, self.ends) = (post, official, starts, ends)
        (self.kinds, self.cause, self.reason) = (kinds, cause, reason)
    }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        guard let post = try OfficialBook.post(post, in: tables) else { throw Failure(.unknownPost, ["post": post]) }
        guard try OfficialBook.name(of: official, in: tables) != nil else {
            throw Failure(.unknownOfficial, ["official": official])
        }
        let holder = try OfficialBook.holder(of: post.code, on: starts, in: tables)
        try checkGiver(holder, in: context)
        let first = try Codes.day(starts, field: "starts")
        guard try first <= Codes.day(ends, field: "ends") else {
            throw Failure(.endBeforeStart, ["unit": post.code, "start": starts, "end": ends])
        }
        let today = "\(context.record.time.day)"
        guard ends >= today else { throw Failure(.delegationOver, ["official": official, "post": post.code, "date": today]) }
        guard try OfficialBook.ownPosts(of: official, on: max(starts, today), in: tables).contains(where: { $0.code != post.code }) else {
            throw Failure(.delegateWithoutPost, ["official": official, "date": max(starts, today)])
        }
        try Texts.check(reason, field: "reason")
        try checkKinds(of: post)
        let others = try DelegationBook.all(of: post.code, in: tables)
        if let other = others.first(where: { $0.delegate == official && $0.recalled == nil && $0.starts <= ends && starts <= $0.ends }) {
            throw Failure(
                .delegationOverlaps,
                ["official": official, "post": post.code, "start": other.starts, "end": other.ends, "number": "\(other.by.number)"])
        }
    }

    /// The holder delegates their own post, the administrator any; nobody passes on what they only have by delegation.
    private func checkGiver(_ holder: String?, in context: ActContext) throws {
        let signatory = context.signatory
        func refused(_ reason: String) -> Failure {
            Failure(.delegationRefused, ["official": signatory.official, "post": post, "reason": reason])
        }
        guard signatory.ownPost == nil else { throw refused("chain") }
        guard signatory.role == .administrator || signatory.post == post else { throw refused("other_post") }
        guard holder != official else { throw refused("self") }
    }

    private func checkKinds(of post: Post) throws {
        guard let kinds else { return }
        guard !kinds.isEmpty else { throw Failure(.missingText, ["field": "kinds", "language": "–"]) }
        let signatory = Signatory(official: official, post: post.code, role: post.role, unit: post.unit)
        for kind in kinds {
            guard let type = Schema.catalogue[kind], type.policy.allows(signatory, unit: post.unit, ledgerIsEmpty: false) else {
                throw Failure(.malformedValue, ["field": "kinds", "value": String(kind.prefix(40))])
            }
        }
        if let kind = Required.repeated(kinds) { throw Failure(.malformedValue, ["field": "kinds", "value": kind]) }
    }

    public func project(in context: ActContext) throws {
        // During a vacancy nobody's powers lapse with an appointment: then the delegation ends by its own date only.
        let holder = try OfficialBook.holder(of: post, on: starts, in: context.tables)
        try context.tables.execute(
            """
            INSERT INTO delegations (subject, delegate, holder, starts, ends, cause, reason, kinds, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(post), .text(official), SQLValue(holder), .text(starts), .text(ends), .text(cause.rawValue), .text(reason),
                SQLValue(kinds?.joined(separator: " ")),
            ] + context.authorship)
    }
}

/// Ends a delegation before its last day, at once.
public struct RecallDelegation: Act {
    public static let kind = "RecallDelegation"
    public static let policy = DelegatePost.policy

    /// The number of the `DelegatePost` entry.
    public var delegation: Int64
    /// Its post, so that the entry says whom it concerns.
    public var post: String
    /// Why.
    public var reason: String

    /// A recall.
    public init(delegation: Int64, post: String, reason: String) {
        (self.delegation, self.post, self.reason) = (delegation, post, reason)
    }

    public func check(in context: ActContext) throws {
        let signatory = context.signatory
        guard let found = try DelegationBook.delegation(delegation, in: context.tables), found.recalled == nil, found.post == post else {
            throw Failure(.unknownDelegation, ["number": "\(delegation)"])
        }
        // Who received it may also give it back; in doubt less power is never refused.
        let isGiver = signatory.ownPost == nil && (signatory.role == .administrator || signatory.post == found.post)
        guard isGiver || signatory.official == found.delegate else {
            throw Failure(
                .delegationRefused, ["official": signatory.official, "post": found.post, "reason": "other_post"])
        }
        try Texts.check(reason, field: "reason")
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE delegations SET recalled = ?, recall_reason = ? WHERE made = ?",
            [.integer(context.record.number), .text(reason), .integer(delegation)])
    }
}

/// What free text in one language must be.
enum Texts {
    /// Throws `missingText` when it is blank, `tooLong` beyond 2,000 characters, `malformedValue` for a NUL.
    static func check(_ text: String, field: String) throws {
        guard !text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) else {
            throw Failure(.missingText, ["field": field, "language": "–"])
        }
        guard text.count <= 2_000 else { throw Failure(.tooLong, ["column": field, "most": "2000"]) }
        guard !text.utf8.contains(0) else { throw Failure(.malformedValue, ["field": field, "value": "NUL"]) }
    }
}
