import Institution
import Publication

/// A box for a cited file.
struct FileChoice: Sendable {
    /// The end of the field's name.
    let fileField: String
    let fileName: String
    /// Kind, size, the head of the hash, the last day.
    let fileDetailMarkup: String
    let isCited: Bool
    /// Whether it can no longer be cited: it expired, and nothing cites it yet.
    let isClosed: Bool

    /// The box of a file; `field` is the end of its name.
    init(_ file: EvidenceFile, field: String, isCited: Bool, desk: Desk) {
        fileField = field
        fileName = file.caption ?? file.name
        let isExpired = file.isExpired(on: "\(desk.today)")
        let expired = isExpired ? " · <b>" + Markup.escape(desk.words.text("assessment.expired")) + "</b>" : ""
        fileDetailMarkup = Self.detail(file, desk.words) + expired
        self.isCited = isCited
        isClosed = isExpired && !isCited
    }

    /// What a file is besides its name: kind, size, the head of its hash (with the way to its entry, where one is given), its last day.
    static func detail(_ file: EvidenceFile, _ words: Words, entry: String? = nil) -> String {
        let kind = EvidenceKind.ofName(file.name)?.rawValue.uppercased() ?? ""
        let hash = Markup.escape(String(file.hash.prefix(12))) + "…"
        var parts = [
            Markup.escape(kind), RunningText.markup(StatementReading.size(file.bytes, words)),
            entry.map { "<a class=\"hash\" href=\"\(Markup.escape($0))\">\(hash)</a>" } ?? "<span class=\"hash\">\(hash)</span>",
        ]
        if let expires = file.expires { parts.append(words.markup("assessment.valid_until", ["date": words.day(expires)])) }
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The files to choose from at one place: first those cited there and those filed for it (`isNear`), then the rest. A short list
    /// is not parted.
    static func parted(_ files: [EvidenceFile], isNear: (EvidenceFile) -> Bool) -> (near: [EvidenceFile], far: [EvidenceFile]) {
        let near = files.filter(isNear)
        return files.count <= 6 || near.isEmpty ? (files, []) : (near, files.filter { !isNear($0) })
    }
}
