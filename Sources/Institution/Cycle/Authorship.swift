import Acts
import Storage

/// Which act stated something, by whom, in which post, and when.
public struct Authorship: Sendable, Hashable {
    /// The entry's number in the ledger.
    public let number: Int64
    /// The official's code and the code of the post held.
    public let official, post: String
    /// The time of the entry.
    public let recorded: Timestamp

    /// An authorship as known.
    init(number: Int64, official: String, post: String, recorded: Timestamp) {
        (self.number, self.official, self.post, self.recorded) = (number, official, post, recorded)
    }

    /// Reads the columns `made, official, post, recorded`.
    init(_ row: Row) throws {
        number = try row.integer("made")
        official = try row.text("official")
        post = try row.text("post")
        recorded = Timestamp(milliseconds: try row.integer("recorded"))
    }
}

extension ActContext {
    /// The values of the columns `made, official, post, recorded`, in this order.
    var authorship: [SQLValue] {
        [.integer(record.number), .text(signatory.official), .text(signatory.post), .integer(record.time.milliseconds)]
    }
}

extension Trilingual {
    /// Reads the columns `<name>_ar`, `<name>_fr`, `<name>_en`.
    init(_ row: Row, _ name: String) throws {
        try self.init(ar: row.text(name + "_ar"), fr: row.text(name + "_fr"), en: row.text(name + "_en"))
    }

    /// The values of the three columns, in the order ar, fr, en.
    var columns: [SQLValue] { [.text(ar), .text(fr), .text(en)] }
}
