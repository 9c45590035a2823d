/// Writes CSV as RFC 4180 has it, with `\n` line ends, in the form that Hasila's own imports read back.
struct DelimitedWriter {
    private(set) var text: String

    init(_ header: [String]) { text = header.joined(separator: ",") + "\n" }

    mutating func row(_ fields: [String]) {
        text += fields.map(Self.field).joined(separator: ",") + "\n"
    }

    private static func field(_ field: String) -> String {
        guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D || $0 == 0x3B }) else {
            return field
        }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
