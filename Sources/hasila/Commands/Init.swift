import Acts
import ArgumentParser
import Foundation
import Institution
import Ledger
import Storage
import Web

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes an empty institution, its keys, and its first administrator's sign-in link.",
        discussion: """
            Then: `hasila import units units.csv`, `hasila import indicators indicators.csv`, `hasila serve`.
            The log's signing key is kept beside the data (mode 0600); keep a copy off the machine, and never two running ones.
            """)

    @OptionGroup var data: DataOption
    @Option(help: "The institution's short code.") var code = "institution"
    @Option(help: "Its name in Arabic.") var nameAr = "المؤسسة"
    @Option(help: "Its name in French.") var nameFr = "L’institution"
    @Option(help: "Its name in English.") var nameEn = "The institution"
    @Option(help: "The log's origin: the address under which it will be published, without https://.") var origin: String?

    func run() async throws {
        try await Terminal.run {
            let founding = FoundInstitution(
                code: code, names: Trilingual(ar: nameAr, fr: nameFr, en: nameEn), notice: nil, administrator: "administrator",
                post: "administrator")
            let office = try await Office.found(
                founding, at: data.location, origin: origin ?? "\(code).hasila.invalid/log", more: Rooms.migrations)
            let link = try await SignInPrinter.link(office, official: founding.administrator, post: founding.post, port: 8080)
            Terminal.print("\(code): \(office.logKey.text)")
            Terminal.print(link)
            await office.close()
        }
    }
}

struct SignIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Prints a sign-in link for a post: 15 minutes, once.")

    @OptionGroup var data: DataOption
    @Argument(help: "The post, e.g. administrator.") var post: String
    @Option(help: "The port the server listens on.") var port = 8080

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                let today = office.today
                let held = try await office.database.read { try OfficialBook.held(on: today, in: $0) }
                guard let found = held.first(where: { $0.post.code == post }) else {
                    throw Failure(.unknownPost, ["post": post])
                }
                Terminal.print(try await SignInPrinter.link(office, official: found.official, post: post, port: port))
            }
        }
    }
}
