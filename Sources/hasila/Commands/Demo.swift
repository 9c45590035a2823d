import Acts
import ArgumentParser
import Foundation
import Institution
import Storage

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The main job: loads the example institution, plays its year, publishes and verifies the report, serves it.",
        discussion: """
            Nothing of it is official: national figures are public ones with their sources, everything below national level is \
            simulated and says so. The place of the data must be empty.
            """)

    @Option(help: "The year played and reported.") var year = 2022
    @Option(help: "The folder of the published site.") var out = "public"
    @Option(help: "The folder of the example's files. Default: Examples/dgsn.") var example: String?
    @Flag(inversion: .prefixedNo, help: "Serves the institution afterwards.") var serve = true
    @Option(help: "The port to serve on.") var port = 8080
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let folder = try ExampleFolder.find(example)
            let location = try data.location
            let office = try await Office.found(try founding(folder), at: location, origin: "dgsn.hasila.invalid/log", more: Rooms.migrations)
            do {
                try await play(office, folder)
            } catch {
                await office.close()
                throw error
            }
            await office.close()
        }
    }

    private func founding(_ folder: ExampleFolder) throws -> FoundInstitution {
        let notice = try folder.rows("notice.csv", columns: ["ar", "fr", "en"]).first?.trilingual("")
        let root = try folder.rows(
            "units.csv", columns: ["code", "parent", "kind", "name_ar", "name_fr", "name_en", "opened", "closed"]
        ).first { $0["parent"] == "" }
        guard let root else { throw Failure(.oneRoot, ["unit": "–", "root": "–"]) }
        return FoundInstitution(
            code: root["code"] ?? "", names: root.trilingual("name_"), notice: notice, administrator: "founder",
            post: "founding-administrator")
    }

    private func play(_ office: Office, _ folder: ExampleFolder) async throws {
        let start = ContinuousClock.now
        try await ExampleYear(office: office, folder: folder, year: year) { Terminal.note("  \($0)") }.play()
        let files = try await ReportRun(year: year, out: out, outline: folder.file("report.csv")).publish(office)
        Terminal.note("  report \(year) in ar, fr, en: \(files) files in \(out)/")
        try await VerifyRun(place: out).run()
        Terminal.note("  done in \((ContinuousClock.now - start).seconds.short) s\n")
        guard serve else { return Terminal.print("\(out)/index.html") }
        let posts = ["head-dcpj", "evaluator-1", "director-general"]
        try await ServerRun(port: port, published: out).run(office) { port in
            await greet(office, posts: posts, port: port ?? self.port)
        }
    }

    /// Where to click.
    private func greet(_ office: Office, posts: [String], port: Int) async {
        Terminal.print("Public report:  http://127.0.0.1:\(port)/published/  (files in \(out)/, any web server carries them)")
        let today = office.today
        let held = (try? await office.database.read { try OfficialBook.held(on: today, in: $0) }) ?? []
        for post in posts {
            guard let found = held.first(where: { $0.post.code == post }),
                let link = try? await SignInPrinter.link(office, official: found.official, post: post, port: port)
            else { continue }
            Terminal.print("Sign in as \(post):  \(link)")
        }
        let place = (try? self.data.location.shown) ?? "./data"
        Terminal.print("Links hold 15 minutes, once. More: hasila sign-in POST --data \(place). Stop with Ctrl-C.")
    }
}
