/// Who may do an act: a pure value over the signatory and the unit concerned, so that the whole matrix can be printed and read.
public indirect enum Policy: Sendable, Hashable {
    /// Only possible while the ledger is empty: the founding of the institution.
    case founder
    /// A post with one of these roles.
    case role(Set<Role>)
    /// A post with one of these roles in the unit the act concerns.
    case ownUnit(Set<Role>)
    /// At least one of the policies holds.
    case any([Policy])
    /// All of the policies hold.
    case all([Policy])

    /// Whether the policy lets this signatory act on this unit.
    public func allows(_ signatory: Signatory, unit: String?, ledgerIsEmpty: Bool) -> Bool {
        switch self {
        case .founder: ledgerIsEmpty
        case .role(let roles): roles.contains(signatory.role)
        case .ownUnit(let roles): roles.contains(signatory.role) && unit == signatory.unit
        case .any(let policies): policies.contains { $0.allows(signatory, unit: unit, ledgerIsEmpty: ledgerIsEmpty) }
        case .all(let policies): policies.allSatisfy { $0.allows(signatory, unit: unit, ledgerIsEmpty: ledgerIsEmpty) }
        }
    }
}
