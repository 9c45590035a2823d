import Acts
import Foundation
import Institution

/// The mail server that takes the institution's letters, and who they come from.
public struct MailServer: Sendable {
    /// Whether the connection is encrypted.
    public enum Encryption: String, CaseIterable, Sendable {
        /// When the server offers it; a password is never sent without, except to this machine.
        case offered
        /// Always; a server that does not offer it gets nothing.
        case required
        /// Never.
        case off
    }

    /// Host and port.
    public var host: String
    public var port: Int
    /// The address letters come from, also the name to sign in with unless `user` says another.
    public var from: String
    public var user: String?
    /// The password; nil where the server asks for none.
    public var password: String?
    public var encryption = Encryption.offered
    /// A PEM file of the authority that vouches for the server; nil for the system's.
    public var authority: String?
    /// Where officials reach Hasila, for the link in letters; nil for no link.
    public var address: String?
    /// How long a whole session may take, in seconds.
    public var patience = 60

    /// A server written `host:port`; throws `malformedValue` or `malformedAddress`.
    public init(_ place: String, from: String) throws {
        let halves = place.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, let port = Int(halves[1]), (1...65_535).contains(port) else {
            throw Failure(.malformedValue, ["field": "--smtp", "value": String(place.prefix(80))])
        }
        guard SetContact.isAddress(from) else { throw Failure(.malformedAddress, ["value": String(from.prefix(80))]) }
        (host, self.port, self.from) = (String(halves[0]), port, from)
    }

    /// Reads the password from a file that only its owner can read; throws `passwordFileOpen` or `unreadableFile`.
    public static func password(file path: String) throws -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.unreadableFile, ["file": path])
        }
        guard mode & 0o077 == 0 else { throw Failure(.passwordFileOpen, ["path": path]) }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether the host is this machine, so that nothing said to it crosses a network.
    var isHere: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }
}
