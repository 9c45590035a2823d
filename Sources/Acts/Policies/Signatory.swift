/// What a post may be in the year's procedure. Roles belong to posts, never to persons.
public enum Role: String, CaseIterable, Sendable, Codable {
    case administrator
    case directorGeneral = "director_general"
    case unitHead = "unit_head"
    case reportingOfficer = "reporting_officer"
    case evaluator, inspector, secretary, communication, statistician, auditor
}

/// The official who acts, with the post held on the day of the act.
public struct Signatory: Sendable, Hashable, Codable {
    /// The official's code.
    public let official: String
    /// The code of the post.
    public let post: String
    /// The role of the post.
    public let role: Role
    /// The code of the unit the post belongs to.
    public let unit: String
    /// The integration through which the official acts; nil for an official at a page or the command. It stands in the act's body.
    public let integration: String?
    /// The official's own post, where they act for the holder of `post` by delegation; nil for the holder. It stands in the act's body.
    public let ownPost: String?
    /// The kinds of act that were delegated; nil: all of the post's.
    public let kinds: [String]?

    /// A signatory; ordinarily made by the institution's register of appointments, not by hand.
    public init(
        official: String, post: String, role: Role, unit: String, integration: String? = nil, ownPost: String? = nil,
        kinds: [String]? = nil
    ) {
        self.official = official
        self.post = post
        self.role = role
        self.unit = unit
        self.integration = integration
        self.ownPost = ownPost
        self.kinds = kinds
    }

    /// The same official, acting through an integration.
    public func through(_ integration: String?) -> Signatory {
        Signatory(
            official: official, post: post, role: role, unit: unit, integration: integration, ownPost: ownPost, kinds: kinds)
    }

    /// Whether the kind of act is among those delegated; the holder of a post is not limited.
    public func holds(_ kind: String) -> Bool { kinds?.contains(kind) ?? true }
}
