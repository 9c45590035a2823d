import Acts
import Institution

/// Who may do what, and when.
struct RolesModel: Sendable {
    let leadMarkup: String
    let ownRole: String
    let roles: [RoleColumn]
    let groups: [RoleGroup]
}

/// A role at the head of a column.
struct RoleColumn: Sendable {
    let roleName: String
    let isOwnRole: Bool
}

/// The acts of one phase, or those of any time.
struct RoleGroup: Sendable {
    let groupName: String
    let groupAnchor: String
    let groupWhenMarkup: String
    let groupRows: [RoleRow]
}

/// One act.
struct RoleRow: Sendable {
    let rowAct: String
    let rowKind: String
    let rowCells: [RoleCell]
}

/// What a role may do.
struct RoleCell: Sendable {
    /// `all`, `own` or empty.
    let cellStyle: String
    let cellText: String
}

/// Fills the matrix of roles, acts and phases: from the policies themselves, so that it cannot say anything else than what is enforced.
struct RolesQuery {
    let desk: Desk

    func page() throws -> Page {
        let words = desk.words
        let title = words.text("accountability.roles_title")
        let types = Schema.catalogue.all
        func phases(_ type: any Act.Type) -> [Phase] { (type as? any PhasedAct.Type)?.phases ?? [] }
        var groups = Phase.allCases.map { one in
            group(words.text("words.phase.\(one.rawValue)"), one.rawValue, when(one), types.filter { phases($0).contains(one) })
        }
        groups.append(group(words.text("accountability.any_time"), "any", words.markup("accountability.any_time_lead"), types.filter { phases($0).isEmpty }))
        let model = RolesModel(
            leadMarkup: words.markup("accountability.roles_lead"), ownRole: words.text("words.role.\(desk.signatory.role.rawValue)"),
            roles: Role.allCases.map {
                RoleColumn(roleName: words.text("words.role.\($0.rawValue)"), isOwnRole: $0 == desk.signatory.role)
            }, groups: groups.filter { !$0.groupRows.isEmpty })
        return Page(
            Layout(title, crumbs: [Link(href: desk.link(AccountabilityRoutes.index), text: words.text("accountability.title"))], here: title),
            "roles", model)
    }

    private func when(_ phase: Phase) -> String {
        guard let year = desk.registers.currentYear, let dates = desk.registers.phases[year]?.first(where: { $0.phase == phase }) else {
            return ""
        }
        return desk.words.markup("accountability.phase_dates", ["year": "\(year)", "dates": desk.words.range(dates.starts, dates.ends)])
    }

    private func group(_ name: String, _ anchor: String, _ when: String, _ types: [any Act.Type]) -> RoleGroup {
        let rows = types.map { type in
            RoleRow(
                rowAct: ActReading.phrase(type.kind, desk.words), rowKind: type.kind, rowCells: Role.allCases.map { cell(type, $0) })
        }
        return RoleGroup(groupName: name, groupAnchor: anchor, groupWhenMarkup: when, groupRows: rows.sorted { $0.rowAct < $1.rowAct })
    }

    private func cell(_ type: any Act.Type, _ role: Role) -> RoleCell {
        let signatory = Signatory(official: "o", post: "p", role: role, unit: "own")
        guard type.policy.allows(signatory, unit: "own", ledgerIsEmpty: false) else { return RoleCell(cellStyle: "", cellText: "–") }
        let reach = type.policy.allows(signatory, unit: "other", ledgerIsEmpty: false) ? "all" : "own"
        return RoleCell(cellStyle: reach, cellText: desk.words.text("accountability.may_\(reach)"))
    }
}
