import Acts
import Hummingbird
import Identity
import Localization
import NIOCore

/// What a request carries on its way: the language of its address, who asks, and from where.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The language of the page; from the address, else from the cookie or the browser's preference.
    public var language = Language.ar
    /// The signed-in official, or nil.
    public var visitor: Visitor?
    /// The integration that asks, at addresses of the programming interface only; or nil.
    var caller: Caller?
    /// The peer's address, for the rate limit only.
    public let address: String
    /// Forms and uploads beyond this many bytes are refused with `E4004`.
    public var maxUploadSize: Int { WebConfiguration.largestRequest }

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "local"
    }

    /// The number by which a failure is found in the log.
    public var requestNumber: String { id }
}

/// A signed-in official with the session that proves it.
public struct Visitor: Sendable, Hashable {
    /// The session.
    public let session: Session
    /// The official with the post held today.
    public let signatory: Signatory
}
