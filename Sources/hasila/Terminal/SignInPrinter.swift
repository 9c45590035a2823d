import Identity
import Institution
import Localization
import Storage

/// Makes sign-in links: fifteen minutes, once.
enum SignInPrinter {
    /// The address that signs this official in, in the terminal's language.
    static func link(_ office: Office, official: String, post: String, port: Int) async throws -> String {
        let now = office.clock()
        let secret = try await office.database.write {
            try SignInLinks.create(official: official, post: post, now: now, in: $0)
        }
        return "http://127.0.0.1:\(port)/\(Terminal.language.rawValue)/signin?token=\(secret.text)"
    }
}
