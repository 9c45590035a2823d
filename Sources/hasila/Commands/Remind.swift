import Acts
import ArgumentParser
import Foundation
import Institution
import Storage
import Web

/// The options that name a mail server, shared by `remind` and `serve`.
struct MailOptions: ParsableArguments {
    @Option(help: "The mail server that takes letters, HOST:PORT.") var smtp: String?
    @Option(help: "The address letters come from.") var from: String?
    @Option(help: "The name to sign in with at the mail server. Default: the address of --from.") var mailUser: String?
    @Option(help: "A file with the mail server's password, readable by its owner only (0600).") var passwordFile: String?
    @Option(help: "Encryption by STARTTLS: offered, required or off. A password never travels without it, except to this machine.")
    var encryption = MailServer.Encryption.offered
    @Option(help: "A PEM file of the authority that vouches for the mail server.") var mailAuthority: String?
    @Option(help: "Where officials reach Hasila, for the link in letters: https://hasila.example.") var address: String?

    /// The mail server; nil where none is named. Throws what is wrong with it.
    func server() throws -> MailServer? {
        guard let smtp else { return nil }
        guard let from else { throw Failure(.malformedAddress, ["value": ""]) }
        var server = try MailServer(smtp, from: from)
        server.user = mailUser
        server.password = try passwordFile.map { try MailServer.password(file: $0) }
        server.encryption = encryption
        server.authority = mailAuthority
        server.address = address
        return server
    }
}

extension MailServer.Encryption: ExpressibleByArgument {}

struct Remind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes today's reminders and hands them to a mail server.",
        discussion: """
            Who owes an act is written to at the address of the post (act SetContact), on the days set by SetReminders, once for each \
            step; what is overdue longer goes up. `serve` with the same options does this by itself. Exit code 1 when a letter was \
            given up or put off.
            """)

    @Flag(help: "Prints the letters that would be written; nothing is kept or sent.") var dryRun = false
    @Flag(help: "Tries again what was given up.") var retry = false
    @OptionGroup var mail: MailOptions
    @OptionGroup var data: DataOption

    func validate() throws {
        if !dryRun, mail.smtp == nil { throw ValidationError("Name the mail server with --smtp HOST:PORT --from ADDRESS, or use --dry-run.") }
        if mail.smtp != nil, mail.from == nil { throw ValidationError("--smtp needs --from ADDRESS.") }
    }

    func run() async throws {
        try await Terminal.run {
            let server = try mail.server()
            try await data.withOffice { office in
                if dryRun { return try await preview(office) }
                guard let server else { return }
                if retry {
                    let now = office.clock()
                    try await office.database.write { _ = try Outbox.retryFailed(now: now, in: $0) }
                }
                let round = try await Postman(office: office, server: server).round()
                Terminal.print("\(round.written) written, \(round.sent) sent, \(round.waiting) put off, \(round.failed) given up")
                for letter in try await office.database.read({ try Outbox.latest(200, in: $0) }) where letter.state != .sent {
                    if let trouble = letter.trouble { Terminal.note("\(letter.post): \(trouble)") }
                }
                if round.waiting + round.failed > 0 { throw ExitCode(1) }
            }
        }
    }

    private func preview(_ office: Office) async throws {
        for letter in try await Postman.preview(office, address: mail.address) {
            Terminal.print("To: \(letter.post) <\(letter.to)>\nSubject: \(letter.subject)\n\n\(letter.text)")
        }
    }
}
