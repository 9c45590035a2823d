import Acts
import Figures
import Foundation
import Storage

/// The register of acts: for every unit and post the entries that concern it. It follows from the entries and their bodies alone and is
/// brought up to the ledger when it is read, so that the write path carries nothing for it.
public enum ActRegister {
    /// How a unit or a post takes part in an act.
    public enum Part: String, Sendable, CaseIterable {
        /// It acted: the post of the signatory, and that post's unit.
        case by
        /// The act concerns it.
        case about
        /// Both: a unit that acts in its own matter.
        case both
    }

    /// Of what a page of the register is.
    public enum Sort: String, Sendable { case unit, post }

    /// Entries read in one go.
    private static let slice = 2_000

    /// How many entries the register holds.
    public static func size(in tables: any Connection) throws -> Int64 {
        try tables.first("SELECT size FROM act_register WHERE one = 1")?.integer("size") ?? 0
    }

    /// Brings the register up to the ledger, a transaction a slice; by at most so many slices where a number is given. What bodies say is
    /// read outside the transactions: the write path waits for the rows alone.
    public static func catchUp(_ database: any Database, slices: Int = .max) async throws {
        for _ in 0..<slices {
            let next = try await database.read { tables in
                let from = try size(in: tables)
                return try Slice(LedgerBook.entries(from: from, limit: slice, in: tables), from: from, in: tables)
            }
            guard let next else { return }
            try await database.write { try next.add(in: $0) }
        }
    }

    /// Adds the next entries; those the register holds already are passed over.
    public static func add(_ entries: [Entry], in tables: any Connection) throws {
        let known = try size(in: tables)
        try Slice(entries.filter { $0.record.number >= known }, from: known, in: tables)?.add(in: tables)
    }
}

/// The next entries of the register, read and ready to be added.
private struct Slice: Sendable {
    let from: Int64
    let size: Int64
    let rows: [[SQLValue]]

    /// The rows of entries, the next ones of a register of this size; nil where there are none.
    init?(_ entries: [Entry], from: Int64, in tables: any Connection) throws {
        guard let last = entries.last else { return nil }
        self.from = from
        size = last.record.number + 1
        var units: [String: String] = [:]
        for row in try tables.query("SELECT code, unit FROM posts") { units[try row.text("code")] = try row.text("unit") }
        var rows: [[SQLValue]] = []
        for entry in entries {
            let subjects = try ActSubjects(of: entry, unitOfPost: units)
            for (sort, codes) in [(ActRegister.Sort.unit, subjects.units), (.post, subjects.posts)] {
                for (code, part) in codes.sorted(by: { $0.key < $1.key }) {
                    rows.append([
                        .text(sort.rawValue), .text(code), .integer(entry.record.number), .text(part.rawValue), .text(entry.record.kind),
                        .integer(entry.record.time.milliseconds), subjects.year.map { .integer(Int64($0)) } ?? .null,
                    ])
                }
            }
        }
        self.rows = rows
    }

    /// Adds them, unless somebody else has done so meanwhile.
    func add(in tables: any Connection) throws {
        guard try ActRegister.size(in: tables) == from else { return }
        try tables.insert(
            "INSERT INTO act_subjects (sort, code, number, part, kind, time, year) VALUES (?, ?, ?, ?, ?, ?, ?)", rows: rows)
        try tables.execute(
            "INSERT INTO act_register (one, size) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET size = excluded.size", [.integer(size)])
    }
}

/// Whom an entry concerns, read from its body: members named `unit`, `owner`, … are codes of units wherever they stand, `post` of posts.
/// The names mean the same in every kind of act; `docs/ACCOUNTABILITY.md` lists them.
public struct ActSubjects: Sendable, Hashable {
    /// Units and posts with the part they take.
    public private(set) var units: [String: ActRegister.Part] = [:]
    public private(set) var posts: [String: ActRegister.Part] = [:]
    /// The institution's year the act is about, where it says one.
    public private(set) var year: Int?

    static let unitMembers: Set<String> = ["unit", "units", "owner", "owners", "parent", "into", "counterpart"]
    static let postMembers: Set<String> = ["post", "posts"]

    /// Reads an entry; `unitOfPost` is the register of posts, in which a post never leaves its unit.
    public init(of entry: Entry, unitOfPost: [String: String]) throws {
        posts[entry.post] = .by
        if let unit = unitOfPost[entry.post] { units[unit] = .by }
        // Figures name indicators, never units or posts.
        let whole = entry.record.kind == SubmitReturn.kind ? ReturnScanner.head(of: entry.body) ?? entry.body : entry.body
        guard let body = try JSONSerialization.jsonObject(with: Data(whole)) as? [String: Any] else {
            throw Failure(.malformedRecord, ["record": "entry \(entry.record.number)"])
        }
        // A unit's own acts name it by its code, and posts and founding theirs.
        switch entry.record.kind {
        case OpenUnit.kind, FoundInstitution.kind: note(body["code"], in: \.units)
        case CreatePost.kind: note(body["code"], in: \.posts)
        default: break
        }
        for (name, value) in body where name != "by" { walk(name, value) }
        // What concerns a post concerns its unit.
        for (post, part) in posts where part != .by {
            if let unit = unitOfPost[post], units[unit] == nil || units[unit] == .by { note(unit, in: \.units) }
        }
        year = (body["year"] as? NSNumber)?.intValue ?? (body["period"] as? String).flatMap { Int($0.prefix(4)) }
    }

    private mutating func walk(_ name: String, _ value: Any) {
        if Self.unitMembers.contains(name) { note(value, in: \.units) }
        if Self.postMembers.contains(name) { note(value, in: \.posts) }
        if let members = value as? [String: Any] {
            for (name, value) in members { walk(name, value) }
        } else if let list = value as? [Any] {
            for element in list where element is [String: Any] { walk("", element) }
        }
    }

    private mutating func note(_ value: Any?, in place: WritableKeyPath<ActSubjects, [String: ActRegister.Part]>) {
        for case let code as String in (value as? [Any]) ?? [value as Any] where !code.isEmpty && code.utf8.count <= 64 {
            self[keyPath: place][code] = self[keyPath: place][code].map { $0 == .about ? .about : .both } ?? .about
        }
    }
}
