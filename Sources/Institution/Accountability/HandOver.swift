import Acts
import Storage

/// Hands a post over: the leaving official lists what is open, then the coming one confirms having received the list. Two acts of this
/// kind, one a side; what was handed over can be read for ever.
public struct HandOver: Act {
    public static let kind = "HandOver"
    public static let policy = Policy.role(Set(Role.allCases).subtracting([.auditor]))

    /// Something open for the post.
    public struct Item: Codable, Sendable, Hashable {
        /// What sort of thing.
        public enum Sort: String, CaseIterable, Sendable, Codable {
            /// Owed by the post and not yet done; the reference is the task's word and its subject.
            case due
            /// A draft of the leaving official.
            case draft
            /// A decision of a meeting the post's unit carries out; the reference is `YEAR/NUMBER`.
            case decision
            /// An objective of a roadmap the post's unit answers for; `YEAR/CODE`.
            case objective
            /// A delegation of the post that still holds; its number.
            case delegation
        }

        /// What sort of thing, which, of what unit, due when (ISO).
        public var sort: Sort
        public var reference: String
        public var unit, due: String?

        /// Something open.
        public init(_ sort: Sort, reference: String, unit: String? = nil, due: String? = nil) {
            (self.sort, self.reference, self.unit, self.due) = (sort, reference, unit, due)
        }
    }

    /// The post, who leaves it and who comes.
    public var post, leaving, coming: String
    /// What is open, on the leaving side.
    public var items: [Item]?
    /// On the coming side: the number of the leaving side's entry.
    public var accepts: Int64?
    /// What the signatory adds; required where the administrator stands in for someone who is gone.
    public var remark: String?

    /// One side's handing over.
    public init(
        post: String, leaving: String, coming: String, items: [Item]? = nil, accepts: Int64? = nil, remark: String? = nil
    ) {
        (self.post, self.leaving, self.coming) = (post, leaving, coming)
        (self.items, self.accepts, self.remark) = (items, accepts, remark)
    }

    public func check(in context: ActContext) throws {
        let (tables, signatory) = (context.tables, context.signatory)
        let change = try HandoverBook.changes(of: post, in: tables).first { $0.leaving == leaving && $0.coming == coming }
        guard let change else { throw nothing(context) }
        if let remark { try Texts.check(remark, field: "remark") }
        if let accepts {
            guard items == nil, let handover = change.handover, handover.by.number == accepts else { throw nothing(context) }
            guard handover.accepted == nil else { throw Failure(.confirmedAlready, ["number": "\(accepts)"]) }
            guard signatory.official == coming, signatory.post == post, signatory.ownPost == nil else { throw nothing(context) }
            return
        }
        guard let items, items.count <= 1_000 else { throw Failure(.missingText, ["field": "items", "language": "–"]) }
        if let handover = change.handover { throw Failure(.confirmedAlready, ["number": "\(handover.by.number)"]) }
        if signatory.official == leaving, signatory.post == post, signatory.ownPost == nil { return }
        guard signatory.role == .administrator, signatory.ownPost == nil else { throw nothing(context) }
        guard remark != nil else { throw Failure(.missingText, ["field": "remark", "language": "–"]) }
    }

    private func nothing(_ context: ActContext) -> Failure {
        Failure(.nothingToHandOver, ["post": post, "official": context.signatory.official])
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        if let accepts {
            try tables.execute(
                "UPDATE handovers SET accepted = ?, accepted_recorded = ?, reserve = ? WHERE made = ?",
                [made, .integer(context.record.time.milliseconds), SQLValue(remark), .integer(accepts)])
            return
        }
        let change = try HandoverBook.changes(of: post, in: tables).first { $0.leaving == leaving && $0.coming == coming }
        try tables.execute(
            """
            INSERT INTO handovers (subject, leaving, coming, until, remark, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.text(post), .text(leaving), .text(coming), .text(change?.until ?? ""), SQLValue(remark)] + context.authorship)
        try tables.insert(
            "INSERT INTO handover_items (handover, ordinal, sort, reference, unit, due) VALUES (?, ?, ?, ?, ?, ?)",
            rows: (items ?? []).enumerated().map { ordinal, item in
                [
                    made, .integer(Int64(ordinal)), .text(item.sort.rawValue), .text(item.reference), SQLValue(item.unit),
                    SQLValue(item.due),
                ]
            })
    }
}

/// A post that changed hands, with the handing over where it was done.
public struct PostChange: Sendable, Hashable {
    /// The post, who left it, who came, and the first day of the latter.
    public let post, leaving, coming, until: String
    /// The number of the act that ended the appointment.
    public let ended: Int64
    /// What was handed over; nil while nobody did.
    public let handover: Handover?
}

/// A list that was handed over.
public struct Handover: Sendable, Hashable {
    /// The act of the leaving side.
    public let by: Authorship
    /// The list.
    public let items: [HandOver.Item]
    /// What the leaving side added, and what the coming side did.
    public let remark, reserve: String?
    /// The number and time of the coming side's act.
    public let accepted: Int64?
    public let acceptedTime: Timestamp?
}

/// Reads changes of posts and what was handed over.
public enum HandoverBook {
    /// The changes of a post, or of every post, with a successor, latest first.
    public static func changes(of post: String? = nil, in tables: any Connection) throws -> [PostChange] {
        try tables.query(
            """
            SELECT * FROM appointment_ends WHERE successor IS NOT NULL AND (? = '' OR subject = ?) ORDER BY made DESC
            """, [.text(post ?? ""), .text(post ?? "")]
        ).map { row in
            let (subject, leaving, coming) = try (row.text("subject"), row.text("leaving"), row.text("successor"))
            let until = try row.text("until")
            return PostChange(
                post: subject, leaving: leaving, coming: coming, until: until, ended: try row.integer("made"),
                handover: try handover(subject, leaving, coming, until, in: tables))
        }
    }

    private static func handover(
        _ post: String, _ leaving: String, _ coming: String, _ until: String, in tables: any Connection
    ) throws -> Handover? {
        try tables.first(
            "SELECT * FROM handovers WHERE subject = ? AND leaving = ? AND coming = ? AND until = ?",
            [.text(post), .text(leaving), .text(coming), .text(until)]
        ).map { row in
            let by = try Authorship(row)
            let items = try tables.query("SELECT * FROM handover_items WHERE handover = ? ORDER BY ordinal", [.integer(by.number)]).map { item in
                guard let sort = HandOver.Item.Sort(rawValue: try item.text("sort")) else {
                    throw Failure(.databaseDamaged, privateDetail: "sort of handover item")
                }
                return try HandOver.Item(sort, reference: item.text("reference"), unit: item.textOrNil("unit"), due: item.textOrNil("due"))
            }
            return try Handover(
                by: by, items: items, remark: row.textOrNil("remark"), reserve: row.textOrNil("reserve"),
                accepted: row.integerOrNil("accepted"),
                acceptedTime: row.integerOrNil("accepted_recorded").map { Timestamp(milliseconds: $0) })
        }
    }

    /// What is open for a post on an ISO day: what it owes, the leaving official's drafts, and, for a unit's head or reporting officer,
    /// what the unit has yet to carry out. In the order of `HandOver.Item.Sort`, then by day due.
    public static func open(
        for signatory: Signatory, on day: String, in tables: any Connection
    ) throws -> [HandOver.Item] {
        var items: [HandOver.Item] = []
        for year in try CycleBook.years(in: tables) {
            items += try DueBook.owed(by: signatory, year: year, on: day, in: tables).filter { $0.state != .toCome }.map { due in
                let reference = [due.task.rawValue, "\(due.year)", due.subject ?? ""].filter { !$0.isEmpty }.joined(separator: "/")
                return HandOver.Item(.due, reference: reference, unit: due.unit, due: due.due)
            }
        }
        items += try tables.query(
            "SELECT kind, subject FROM drafts WHERE official = ? ORDER BY kind, subject, branch", [.text(signatory.official)]
        ).map { HandOver.Item(.draft, reference: "\(try $0.text("kind"))/\(try $0.text("subject"))") }
        if signatory.role == .unitHead || signatory.role == .reportingOfficer {
            items += try MeetingBook.decisions(owner: signatory.unit, in: tables).filter { $0.due >= day }.map {
                HandOver.Item(.decision, reference: "\($0.year)/\($0.number)", unit: $0.owner, due: $0.due)
            }
            items += try RoadmapBook.objectives(owner: signatory.unit, in: tables).filter { $0.terms.due >= day }.map {
                HandOver.Item(.objective, reference: "\($0.terms.year)/\($0.terms.code)", unit: $0.terms.owner, due: $0.terms.due)
            }
        }
        items += try DelegationBook.all(of: signatory.post, in: tables).filter { $0.recalled == nil && $0.ends >= day }.map {
            HandOver.Item(.delegation, reference: "\($0.by.number)", due: $0.ends)
        }
        return items
    }
}
