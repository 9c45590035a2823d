import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Storage

/// A parameter of an address, with the form it must have.
struct ReadParameter: Sendable, Hashable {
    enum Form: Sendable, Hashable {
        /// A code of the institution.
        case code
        /// A year with a cycle.
        case year
        /// A calendar day, ISO.
        case day
        /// A moment in UTC, or a day for its end.
        case moment
        /// A whole number.
        case number(ClosedRange<Int64>)
        /// One of some words.
        case words([String])
        /// Free text up to so many characters.
        case text(Int)
    }

    let name: String
    let form: Form
    /// What it does, for the document.
    let about: String

    private static let day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

    /// As JSON Schema.
    var schema: JSONValue {
        switch form {
        case .code: ["type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"]
        case .year: ["type": "integer", "minimum": .integer(1900), "maximum": .integer(2999)]
        case .day: ["type": "string", "pattern": .text("^\(Self.day)$")]
        case .moment: ["type": "string", "pattern": .text("^\(Self.day)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$")]
        case .number(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .words(let words): ["type": "string", "enum": .list(words.map(JSONValue.text))]
        case .text(let most): ["type": "string", "minLength": .integer(1), "maxLength": .integer(Int64(most)), "pattern": "^[^\\u0000]+$"]
        }
    }

    /// Whether a text has the form.
    func accepts(_ text: String) -> Bool {
        switch form {
        case .code: (try? Codes.check(text, field: name)) != nil
        case .year: text.wholeMatch(of: /[0-9]{4}/) != nil && (1900...2999).contains(Int(text) ?? 0)
        case .day: text.wholeMatch(of: /[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])/) != nil
        case .moment:
            text.wholeMatch(of: /[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?/) != nil
        case .number(let range):
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int64(text).map(range.contains) == true
        case .words(let words): words.contains(text)
        case .text(let most): !text.isEmpty && text.unicodeScalars.count <= most && !text.utf8.contains(0)
        }
    }

    /// The form in short, for a refusal.
    var wanted: String {
        switch form {
        case .words(let words): words.joined(separator: ", ")
        default: schema["pattern"].flatMap { if case .text(let text) = $0 { text } else { nil } } ?? String(decoding: schema.bytes, as: UTF8.self)
        }
    }
}

/// One address that is read: its parameters, its area, the type it answers with, and how. Routes, document and checks of the
/// interface all come from this value.
struct ReadEndpoint: Sendable {
    /// The segments after `/api/v1`, parameters in braces.
    let path: [String]
    /// The scope it needs.
    let area: ReadingArea
    /// What it shows, for the document.
    let about: String
    /// The parameters of the query.
    let parameters: [ReadParameter]
    /// What it answers with.
    let answer: any (Codable & Sendable).Type
    /// Answers.
    let read: @Sendable (ReadCall) async throws -> any Encodable & Sendable

    /// The parameters of the path.
    var placeParameters: [ReadParameter] {
        path.compactMap { segment in
            guard segment.hasPrefix("{") else { return nil }
            let name = String(segment.dropFirst().dropLast())
            switch name {
            case "year": return ReadParameter(name: name, form: .year, about: "A year with a cycle.")
            case "period": return ReadParameter(name: name, form: .text(64), about: "2022, 2022-Q4, 2022-12, 2022-W51, 2022-12-22 or 2026-07-20/P28D.")
            case "number":
                return ReadParameter(name: name, form: .number(0...9_007_199_254_740_991), about: "The entry’s number.")
            default: return ReadParameter(name: name, form: .code, about: "The code of the \(name).")
            }
        }
    }

    /// One that answers from one reading of the tables.
    init<Answer: Codable & Sendable>(
        _ path: [String], _ area: ReadingArea, _ about: String, _ parameters: [ReadParameter] = [],
        tables read: @escaping @Sendable (ReadCall, any Connection) throws -> Answer
    ) {
        self.init(path, area, about, parameters) { call in try await call.office.database.read { try read(call, $0) } }
    }

    /// One that answers with a part of a list.
    init<Item: Codable & Sendable>(
        _ path: [String], _ area: ReadingArea, _ about: String, _ parameters: [ReadParameter] = [],
        list read: @escaping @Sendable (ReadCall, any Connection) throws -> [Item]
    ) {
        self.init(path, area, about, parameters + ReadCall.paging, tables: { call, tables in call.listing(try read(call, tables)) })
    }

    /// One that answers with what the office as a whole gives.
    init<Answer: Codable & Sendable>(
        _ path: [String], _ area: ReadingArea, _ about: String, _ parameters: [ReadParameter] = [],
        office read: @escaping @Sendable (ReadCall) async throws -> Answer
    ) {
        (self.path, self.area, self.about, self.parameters, self.read) = (path, area, about, parameters, read)
        answer = Answer.self
    }

    /// The address.
    var route: SiteRoute { .interface(path) }
}

extension ReadEndpoint {
    fileprivate init<Answer: Codable & Sendable>(
        _ path: [String], _ area: ReadingArea, _ about: String, _ parameters: [ReadParameter],
        _ read: @escaping @Sendable (ReadCall) async throws -> Answer
    ) {
        self.init(path, area, about, parameters, office: read)
    }
}

/// What an endpoint answers from.
struct ReadCall: Sendable {
    let office: Office
    let caller: Caller
    /// Today, ISO.
    let today: String
    /// The values of the path's and the query's parameters, in their forms.
    let place: [String: String]
    let query: [String: String]
    /// The address, for the link to the following part.
    let path: String

    /// The parameters of every list.
    static let paging = [
        ReadParameter(name: "offset", form: .number(0...1_000_000_000), about: "The place of the first item, from 0."),
        ReadParameter(name: "limit", form: .number(1...500), about: "The most items to give; 100 unless told."),
    ]

    /// A value of the path; the route's pattern guarantees that it is there.
    func word(_ name: String) -> String { place[name] ?? "" }

    /// The year of the path; throws `notFound` for one without cycle.
    func year(in tables: any Connection) throws -> Int {
        guard let year = Int(word("year")), try CycleBook.years(in: tables).contains(year) else {
            throw Failure(.notFound, privateDetail: "year \(word("year"))")
        }
        return year
    }

    /// The day of the query, or today; throws `malformedDay` for one that no calendar has.
    func day() throws -> String {
        guard let day = query["on"] else { return today }
        _ = try Codes.day(day, field: "on")
        return day
    }

    /// The part of a list that the query asks for.
    func listing<Item: Codable & Sendable>(_ all: [Item]) -> Listing<Item> {
        let offset = min(query["offset"].flatMap { Int($0) } ?? 0, all.count)
        let limit = query["limit"].flatMap { Int($0) } ?? 100
        let end = min(offset + limit, all.count)
        var next: String?
        if end < all.count {
            let more = query.merging(["offset": "\(end)", "limit": "\(limit)"]) { $1 }
            let items = more.sorted { $0.key < $1.key }.map { SiteRoute.encoded($0.key) + "=" + SiteRoute.encoded($0.value) }
            next = path + "?" + items.joined(separator: "&")
        }
        return Listing(items: Array(all[offset..<end]), total: all.count, offset: offset, limit: limit, next: next)
    }
}

extension Site {
    /// Answers a reading address: scope, parameters, then 304 where the reader has what the ledger says, else the answer.
    func answer(_ endpoint: ReadEndpoint, _ request: Request, _ context: WebContext) async throws -> Response {
        guard let caller = context.caller else { throw Failure(.tokenNeeded) }
        try caller.mayRead(endpoint.area)
        try Negotiation.accepts(request, Negotiation.json)
        var place: [String: String] = [:]
        for parameter in endpoint.placeParameters {
            let value = context.parameters.word(parameter.name)
            // What cannot be a code names nothing.
            guard parameter.accepts(value) else { throw Failure(.notFound, privateDetail: parameter.name) }
            place[parameter.name] = value
        }
        let query = try Self.parameters(request.uri.query ?? "", of: endpoint)
        let today = office.today
        try await checkHolder(of: caller.integration, today)
        let size = try await office.database.read { try LedgerBook.size(in: $0) }
        // Everything shown follows from the ledger and the day.
        var headers: HTTPFields = [.eTag: "\"\(size)-\(today)\"", .cacheControl: "private, no-cache", .vary: "Authorization"]
        if Self.matches(request.headers[values: .ifNoneMatch], headers[.eTag] ?? "") { return Response(status: .notModified, headers: headers) }
        let call = ReadCall(
            office: office, caller: caller, today: today, place: place, query: query, path: request.uri.path)
        let answer = try await endpoint.read(call)
        headers[.contentType] = Negotiation.json
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(answer))))
    }

    /// Throws `notAppointed` where the integration's post has no holder today.
    private func checkHolder(of integration: Integration, _ today: String) async throws {
        let (place, epoch) = ("read/\(integration.code)", office.epoch)
        guard callers.signatory(place, day: today, epoch: epoch) == nil else { return }
        let holder = try await office.database.read { try IntegrationBook.signatory(of: integration, acting: false, on: today, in: $0) }
        callers.keep(holder, place, day: today, epoch: epoch)
    }

    private static func matches(_ headers: [String], _ tag: String) -> Bool {
        let accepted: Set<String> = ["*", tag, "W/" + tag]
        let given: [String] = headers.joined(separator: ",").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return given.contains(where: accepted.contains)
    }

    /// The query's parameters; throws `badParameter` for one that is unknown, stands twice or has not its form.
    private static func parameters(_ text: String, of endpoint: ReadEndpoint) throws -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = halves[0], let value = halves.count > 1 ? halves[1] : "" else {
                throw Failure(.badParameter, ["name": String(pair.prefix(64)), "allowed": "UTF-8, %XX"])
            }
            guard let parameter = endpoint.parameters.first(where: { $0.name == name }) else {
                let known = endpoint.parameters.map(\.name).joined(separator: ", ")
                throw Failure(.badParameter, ["name": String(name.prefix(64)), "allowed": known.isEmpty ? "–" : known])
            }
            guard query[name] == nil, parameter.accepts(value) else {
                throw Failure(.badParameter, ["name": name, "value": String(value.prefix(64)), "allowed": parameter.wanted])
            }
            query[name] = value
        }
        return query
    }
}
