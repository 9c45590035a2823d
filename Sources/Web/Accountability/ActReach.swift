import Acts
import Institution
import Storage

/// Who may read the register of a unit or a post: those it concerns, and those whose office it is to look everywhere.
enum ActReach {
    /// The roles that read every register.
    static let everywhere: Set<Role> = [.directorGeneral, .evaluator, .inspector, .auditor, .administrator]

    /// Whether the reader may open a unit's register: its head, and the heads of the units it stands under today.
    static func mayRead(unit: String, _ desk: Desk) throws -> Bool {
        if everywhere.contains(desk.signatory.role) { return true }
        guard desk.signatory.role == .unitHead else { return false }
        if desk.signatory.unit == unit { return true }
        return try UnitBook.ancestors(of: unit, on: "\(desk.today)", in: desk.tables).contains(desk.signatory.unit)
    }

    /// Whether the reader may open a post's register: its holder too.
    static func mayRead(post: Post, _ desk: Desk) throws -> Bool {
        try post.code == desk.signatory.post || mayRead(unit: post.unit, desk)
    }
}
