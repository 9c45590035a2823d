import Acts
import ArgumentParser
import Identity
import Institution
import Storage
import Web

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Registers an integration and prints its token, once.",
        discussion: """
            \u{20}   hasila token dashboard --post statistician --scope 'read:*'
            \u{20}   hasila token payroll --post reporting-dcpj --scope read:figures --scope act:SubmitReturn --expires 2027-01-01

            The token is nowhere kept: only its hash is. Acts done with it are acts of the post's holder, and say so. Like a sign-in \
            link, the token is in the hands of whoever may run this command: the acts behind it are the administrator's registration \
            and the holder's acceptance.
            """)

    @Argument(help: "The integration's code, e.g. payroll.") var name: String
    @Option(help: "The post it acts for.") var post: String
    @Option(help: "read:AREA, read:*, act:KIND or act:*; several times.") var scope: [String]
    @Option(help: "The first day on which it is no longer good; at most 366 days ahead. Default: in 90 days.") var expires: String?
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                let secret = Secret.random()
                let until = expires ?? "\(IntegrationTerm.usual(from: office.clock().day))"
                let act = RegisterIntegration(code: name, post: post, scopes: scope, expires: until, tokenHash: secret.hash)
                try await office.registrar.submit(act, by: try await office.signatory(role: .administrator))
                let today = office.today
                let (integration, holder) = try await office.database.read { tables in
                    guard let found = try IntegrationBook.integration(name, in: tables) else {
                        throw Failure(.unknownIntegration, ["integration": name])
                    }
                    return (found, try IntegrationBook.signatory(of: found, acting: false, on: today, in: tables))
                }
                if integration.state(on: today) == .waiting {
                    try await office.registrar.submit(AcceptIntegration(code: name), by: holder.through(nil))
                }
                Terminal.print(secret.text)
            }
        }
    }
}
