import Acts
import Figures
import Storage

/// Enters an official in the register. Officials are known by a code and a name; nothing else about the person is kept.
public struct RegisterOfficial: Act {
    public static let kind = "RegisterOfficial"
    public static let policy = Policy.role([.administrator])

    /// The official's code and the name shown.
    public var code: String
    public var names: Trilingual

    /// An official to register.
    public init(code: String, names: Trilingual) {
        self.code = code
        self.names = names
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "official")
        try names.check(field: "name")
        guard try OfficialBook.name(of: code, in: context.tables) == nil else {
            throw Failure(.appointmentExists, ["code": code])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO officials (code, name_ar, name_fr, name_en, made) VALUES (?, ?, ?, ?, ?)",
            [.text(code), .text(names.ar), .text(names.fr), .text(names.en), .integer(context.record.number)])
    }
}

/// Creates a post in a unit, with the role it has in the year's procedure.
public struct CreatePost: Act {
    public static let kind = "CreatePost"
    public static let policy = Policy.role([.administrator])

    /// The post's code, its unit, role and title.
    public var code, unit: String
    public var role: Role
    public var names: Trilingual

    /// A post to create.
    public init(code: String, unit: String, role: Role, names: Trilingual) {
        self.code = code
        self.unit = unit
        self.role = role
        self.names = names
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "post")
        try names.check(field: "name")
        guard try UnitBook.unit(unit, in: context.tables) != nil else { throw Failure(.unknownUnit, ["unit": unit]) }
        guard try OfficialBook.post(code, in: context.tables) == nil else {
            throw Failure(.appointmentExists, ["code": code])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO posts (code, unit, role, name_ar, name_fr, name_en, made) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(code), .text(unit), .text(role.rawValue), .text(names.ar), .text(names.fr), .text(names.en),
                .integer(context.record.number),
            ])
    }
}

/// Gives an official a post from a day on.
public struct AppointOfficial: Act {
    public static let kind = "AppointOfficial"
    public static let policy = Policy.role([.administrator])

    /// The official, the post, and the first day.
    public var official, post, since: String
    /// The reference of the decision that appoints, as the institution numbers them.
    public var decision: String?
    /// True where it counts only once the director general has signed it here.
    public var awaitsSignature: Bool?

    /// An appointment.
    public init(official: String, post: String, since: String, decision: String? = nil, awaitsSignature: Bool? = nil) {
        self.official = official
        self.post = post
        self.since = since
        self.decision = decision
        self.awaitsSignature = awaitsSignature
    }

    public func check(in context: ActContext) throws {
        _ = try Codes.day(since, field: "from")
        if let decision { try Texts.check(decision, field: "decision") }
        guard try OfficialBook.name(of: official, in: context.tables) != nil else {
            throw Failure(.unknownOfficial, ["official": official])
        }
        guard try OfficialBook.post(post, in: context.tables) != nil else { throw Failure(.unknownPost, ["post": post]) }
        let open = try context.tables.query(
            "SELECT official FROM appointments WHERE post = ? AND (until IS NULL OR until > ?)", [.text(post), .text(since)])
        guard open.isEmpty else { throw Failure(.appointmentExists, ["code": post]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO appointments (official, post, since, until, made) VALUES (?, ?, ?, NULL, ?)",
            [.text(official), .text(post), .text(since), .integer(context.record.number)])
        guard decision != nil || awaitsSignature == true else { return }
        try context.tables.execute(
            "INSERT INTO appointment_signatures (appointment, awaits, decision, signed) VALUES (?, ?, ?, NULL)",
            [.integer(context.record.number), .integer(awaitsSignature == true ? 1 : 0), SQLValue(decision)])
    }
}

/// Signs an appointment that waits for it.
public struct SignAppointment: Act {
    public static let kind = "SignAppointment"
    public static let policy = Policy.role([.directorGeneral])

    /// The number of the `AppointOfficial` entry, and its post, so that the entry says whom it concerns.
    public var appointment: Int64
    public var post: String

    /// A signature.
    public init(appointment: Int64, post: String) { (self.appointment, self.post) = (appointment, post) }

    public func check(in context: ActContext) throws {
        let found = try OfficialBook.appointments(to: post, in: context.tables).first { $0.made == appointment }
        guard let found else { throw Failure(.unknownPost, ["post": post]) }
        guard found.isUnsigned else { throw Failure(.confirmedAlready, ["number": "\(appointment)"]) }
        let hands = try Hands.behind(context.signatory, in: context.tables)
        guard !hands.contains(found.official) else { throw Failure(.ownWork, ["official": found.official, "unit": post]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE appointment_signatures SET signed = ? WHERE appointment = ?",
            [.integer(context.record.number), .integer(appointment)])
    }
}

/// Ends an appointment; `until` is the first day without it. With a successor, who is appointed from that day on, the two hand over.
public struct EndAppointment: Act {
    public static let kind = "EndAppointment"
    public static let policy = Policy.role([.administrator])

    /// The official, the post, and the first day without it.
    public var official, post, until: String
    /// The official who holds the post from that day on.
    public var successor: String?

    /// The end of an appointment.
    public init(official: String, post: String, until: String, successor: String? = nil) {
        self.official = official
        self.post = post
        self.until = until
        self.successor = successor
    }

    public func check(in context: ActContext) throws {
        _ = try Codes.day(until, field: "until")
        let open = try context.tables.query(
            "SELECT since FROM appointments WHERE official = ? AND post = ? AND until IS NULL", [.text(official), .text(post)])
        guard let since = try open.first?.text("since") else { throw Failure(.unknownPost, ["post": post]) }
        guard since < until else { throw Failure(.endBeforeStart, ["unit": post, "start": since, "end": until]) }
        guard let successor else { return }
        guard try OfficialBook.name(of: successor, in: context.tables) != nil else {
            throw Failure(.unknownOfficial, ["official": successor])
        }
        guard successor != official else { throw Failure(.appointmentExists, ["code": post]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE appointments SET until = ? WHERE official = ? AND post = ? AND until IS NULL",
            [.text(until), .text(official), .text(post)])
        try context.tables.execute(
            "INSERT INTO appointment_ends (made, subject, leaving, until, successor) VALUES (?, ?, ?, ?, ?)",
            [.integer(context.record.number), .text(post), .text(official), .text(until), SQLValue(successor)])
        if let successor { try AppointOfficial(official: successor, post: post, since: until).project(in: context) }
    }
}
