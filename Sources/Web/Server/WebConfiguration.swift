/// How the server listens and what it refuses. Read once at start.
public struct WebConfiguration: Sendable {
    /// The address to listen on. Loopback unless a proxy on another machine terminates TLS.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var port = 8080
    /// True when officials reach the server by https: cookies then carry `Secure` and the `__Host-` prefix, and HSTS is sent.
    public var secure = false
    /// The directory of the published site, served for signed-in officials as the preview of the report; nil when there is none yet.
    public var publicSite: String?
    /// How many calls an integration may make at once, and in each second after that.
    public var callsAtOnce = 500
    public var callsPerSecond = 100

    /// The defaults: plain http on loopback.
    public init() {}

    /// The largest request body in bytes; a return of 2,000 figures with notes stays below.
    static let largestRequest = 1 << 20

    /// The name of the session's cookie. `__Host-` forbids a sibling host to plant it, but needs https.
    var sessionCookie: String { secure ? "__Host-hasila_session" : "hasila_session" }
    /// The name of the cookie that remembers the language of the last page.
    var languageCookie: String { secure ? "__Host-hasila_language" : "hasila_language" }
}
