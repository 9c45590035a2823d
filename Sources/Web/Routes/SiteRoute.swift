import Foundation
import Localization

/// Every address of the server in one place: the pattern of a route and the links to it come from the same case.
public enum SiteRoute: Hashable, Sendable {
    /// `/`: sends on to the home page in the reader's language.
    case front
    /// The address printed by the command: sends on to the sign-in page in the reader's language.
    case signInLink
    /// The sign-in page, and where its button posts to.
    case signIn
    /// Ends the session.
    case signOut
    /// What is due, and the year at a glance.
    case home
    /// A unit.
    case unit(String)
    /// Where a unit's figures are entered, and where the form posts to.
    case returns(unit: String)
    /// Why this number.
    case figure(indicator: String, unit: String, period: String)
    /// The proof of a figure, as a file.
    case proof(indicator: String, unit: String, period: String)
    /// A year, or one stage of it.
    case cycle(year: String)
    /// One stage of a year.
    case stage(year: String, Stage)
    /// Units and indicators by name.
    case search
    /// The published site, open to all as it is in public.
    case published
    /// A file of the published site.
    case publishedFile
    /// An address of one feature, after the language. Made only by the feature's own routes, so that pattern and links agree.
    case place([String])
    /// An address of the programming interface, after `/api/v1`: it has no language.
    case interface([String])
    /// A style sheet, script or mark.
    case asset(mark: String, name: String)

    /// Whether the address begins with a language.
    var isLocalized: Bool {
        switch self {
        case .front, .signInLink, .published, .publishedFile, .asset, .interface: false
        default: true
        }
    }

    private var segments: [String] {
        switch self {
        case .front, .home: []
        case .signInLink, .signIn: ["signin"]
        case .signOut: ["signout"]
        case .unit(let code): ["units", code]
        case .returns(let unit): ["units", unit, "returns"]
        case .figure(let indicator, let unit, let period): ["figures", indicator, unit, period]
        case .proof(let indicator, let unit, let period): ["figures", indicator, unit, period, "proof"]
        case .cycle(let year): ["cycles", year]
        case .stage(let year, let stage): ["cycles", year, stage.word]
        case .search: ["search"]
        case .published: ["published"]
        case .publishedFile: ["published", "**"]
        case .place(let segments): segments
        case .interface(let segments): ["api", "v1"] + segments
        case .asset(let mark, let name): ["assets", mark, name]
        }
    }

    /// The pattern for the router, without the language.
    var pattern: String { "/" + segments.joined(separator: "/") }

    /// The address, with query items whose value is not empty.
    public func link(_ language: Language? = nil, _ query: KeyValuePairs<String, String> = [:]) -> String {
        let place = isLocalized ? [(language ?? .ar).rawValue] : []
        let path = "/" + (place + segments).map(Self.encoded).joined(separator: "/")
        let items = query.filter { !$0.value.isEmpty }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        return items.isEmpty ? path : path + "?" + items.joined(separator: "&")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    static func encoded(_ text: String) -> String {
        // Codes and numbers, of which most addresses are made, stand as they are.
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
            default: false
            }
        }
        return isPlain ? text : text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}

/// The seven stages of a year, in order. The year is the interface: they are the main navigation.
public enum Stage: Hashable, Sendable, CaseIterable {
    case terms, figures, assessment, evaluation, meeting, roadmap, report
    /// A stage as it stands in the routes table.
    case any

    public static let allCases: [Stage] = [.terms, .figures, .assessment, .evaluation, .meeting, .roadmap, .report]

    /// The word in addresses.
    var word: String {
        switch self {
        case .terms: "terms"
        case .figures: "figures"
        case .assessment: "assessments"
        case .evaluation: "evaluations"
        case .meeting: "meeting"
        case .roadmap: "roadmap"
        case .report: "report"
        case .any: "{stage}"
        }
    }

    /// The stage of a word in an address.
    init?(word: some StringProtocol) {
        guard let stage = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = stage
    }
}
