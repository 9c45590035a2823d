import Hummingbird
import Logging

/// The server, ready to run as a service. Listens on loopback unless configured otherwise.
public func buildApplication(
    _ site: Site, logger: Logger, onListening: @escaping @Sendable (Int?) async -> Void = { _ in }
) -> some ApplicationProtocol {
    let configuration = site.configuration
    return Application(
        router: buildRouter(site),
        configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
        onServerRunning: { await onListening($0.localAddress?.port) }, logger: logger)
}
