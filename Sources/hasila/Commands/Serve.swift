import ArgumentParser
import Foundation
import Hummingbird
import Institution
import Logging
import ServiceLifecycle
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves officials: home, units, figures, the year.",
        discussion: """
            Listens on loopback; put a proxy with TLS in front and say so with --secure. Sign-in links: `hasila sign-in POST`. The \
            public site is files: any web server carries it. With a mail server, posts are reminded of what they owe (see \
            `hasila help remind`).
            """)

    @Option(help: "The port; 0 lets the system choose.") var port = 8080
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Flag(help: "Officials come by https (through a proxy): cookies are marked so.") var secure = false
    @Option(help: "The folder of the published site, for the preview.") var published = "public"
    @Option(help: "How many calls a program may make a second (its bursts may be five times as large).") var calls = 100
    @OptionGroup var mail: MailOptions
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let server = try mail.server()
            try await data.withOffice { office in
                let run = ServerRun(port: port, host: host, secure: secure, published: published, calls: max(1, calls), mail: server)
                try await run.run(office) { port in
                    Terminal.note("http://\(host):\(port ?? self.port)/")
                }
            }
        }
    }
}

/// Runs the server until it is told to stop.
struct ServerRun {
    var port: Int
    var host = "127.0.0.1"
    var secure = false
    var published: String
    /// How many calls an integration may make a second.
    var calls = 100
    /// The mail server that takes reminders; nil sends none.
    var mail: MailServer?

    func run(_ office: Office, onListening: @escaping @Sendable (Int?) async -> Void) async throws {
        var configuration = WebConfiguration()
        configuration.port = port
        configuration.host = host
        configuration.secure = secure
        (configuration.callsPerSecond, configuration.callsAtOnce) = (calls, 5 * calls)
        if FileManager.default.fileExists(atPath: published + "/index.html") { configuration.publicSite = published }
        let logger = Self.logger
        let site = try Site(office: office, configuration: configuration)
        let application = buildApplication(site, logger: logger, onListening: onListening)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // What could not be read ahead is read, and its fault told, when a page asks for it.
                try? await site.readAhead()
                await office.followOthers()
            }
            if let mail {
                let postman = Postman(office: office, server: mail)
                group.addTask { await postman.work(logger: logger) }
            }
            group.addTask { try await application.runService() }
            // The server ends on SIGTERM or SIGINT; following others ends with it.
            try await group.next()
            group.cancelAll()
        }
    }

    private static var logger: Logger {
        var logger = Logger(label: "hasila")
        logger.logLevel = .notice
        return logger
    }
}
