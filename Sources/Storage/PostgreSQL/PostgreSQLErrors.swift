internal import CPostgreSQL

/// The server's error codes in the words of `StorageError`.
enum PostgreSQLErrors {
    /// The error of a failed result. Only messages that cannot carry values are passed on.
    static func error(_ result: OpaquePointer, lost: Bool) -> StorageError {
        let state = field(result, "C")
        if lost { return .connectionLost(state.map { "the server ended it (\($0))" } ?? "no answer") }
        guard let state else { return .failed("PostgreSQL gave an error without a code") }
        switch state {
        case "23505": return .constraint("unique \(place(result))")
        case "23502": return .constraint("not null \(table(result))(\(field(result, "c") ?? "?"))")
        case "23514": return .constraint("check \(field(result, "n") ?? "?")")
        case "23503": return .constraint("foreign key")
        case "53100": return .diskFull
        case "25006": return .readOnly
        case "55P03", "40001", "40P01", "57014": return .busy
        case "57P01", "57P02", "57P03", "25P03": return .connectionLost("the server ended it (\(state))")
        case "25P02": return .afterFailure
        case "42501": return .permission(message(result))
        case "XX001", "XX002": return .corrupt("PostgreSQL \(state)")
        case "22003": return .refused("a number out of range")
        case "22012": return .refused("a division by zero")
        case "22021", "22P05": return .refused("text that UTF-8 cannot hold")
        case "42804": return .refused("a value of the wrong kind for its column")
        default: break
        }
        switch state.prefix(2) {
        // These name tables, columns and pieces of SQL, never arguments.
        case "42", "0A", "3D", "3F": return .refused(message(result))
        case "23": return .constraint(field(result, "n") ?? state)
        case "22": return .refused("a value the server cannot take (\(state))")
        case "08": return .connectionLost("PostgreSQL \(state)")
        case "53": return .unreachable("the server is out of resources (\(state))")
        default: return .failed("PostgreSQL \(state)")
        }
    }

    /// Whether the server refuses a prepared statement because its tables have changed since.
    static func isStalePlan(_ result: OpaquePointer) -> Bool { ["0A000", "26000"].contains(field(result, "C")) }

    /// The message of a connection without its line ends.
    static func message(connection: OpaquePointer?) -> String {
        PQerrorMessage(connection).map { String(cString: $0) }?.split(separator: "\n").joined(separator: " ") ?? ""
    }

    private static func message(_ result: OpaquePointer) -> String { field(result, "M") ?? "" }
    private static func table(_ result: OpaquePointer) -> String { field(result, "t") ?? "?" }

    private static func field(_ result: OpaquePointer, _ code: Character) -> String? {
        PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
    }

    /// "t(a, b)" of a unique constraint. Only the detail lists the columns: "Key (a, b)=(1, 2) …",
    /// in any language, and only its first brackets are read: the second hold values.
    private static func place(_ result: OpaquePointer) -> String {
        guard let detail = field(result, "D"), let start = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(")
        else { return field(result, "n") ?? "?" }
        return table(result) + detail[start..<end.lowerBound] + ")"
    }
}
