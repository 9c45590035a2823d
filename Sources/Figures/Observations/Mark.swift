/// The byte kept for each value, and the bits that totals count.
///
/// A byte of 0 is an absent value; otherwise bits 0-4 hold the status plus one, bits 5-6 the precision, bit 7 an own share.
/// Its mask has a bit for every property a total must know of: present, missing, each imprecision, each status but A.
enum Mark {
    static let value: UInt32 = 1
    static let missing: UInt32 = 1 << 1
    static let about: UInt32 = 1 << 2
    static let atLeast: UInt32 = 1 << 3
    static let atMost: UInt32 = 1 << 4
    private static let firstStatus = 5

    private static let statuses = ObservationStatus.allCases
    private static let precisions = Precision.allCases

    static func pack(_ status: ObservationStatus, _ precision: Precision, isOwn: Bool) -> UInt8 {
        let state = UInt8(statuses.firstIndex(of: status) ?? 0) + 1
        let exactness = UInt8(precisions.firstIndex(of: precision) ?? 0)
        return state | exactness << 5 | (isOwn ? 0x80 : 0)
    }

    /// The byte of an ordinary value: status A, exact, plain.
    static let ordinary = pack(.normal, .exact, isOwn: false)

    static func status(_ byte: UInt8) -> ObservationStatus { statuses[Int(byte & 0x1f) - 1] }
    static func precision(_ byte: UInt8) -> Precision { precisions[Int(byte >> 5 & 3)] }
    static func isOwn(_ byte: UInt8) -> Bool { byte & 0x80 != 0 }

    /// Byte by byte, its mask; for bytes that no observation has, 0.
    static let masks: [UInt32] = (0..<256).map { number in
        let byte = UInt8(number)
        let state = Int(byte & 0x1f)
        guard state >= 1, state <= statuses.count else { return 0 }
        let status = status(byte)
        if status.meansMissing { return missing | bit(status) }
        var mask = value | (status == .normal ? 0 : bit(status))
        switch precision(byte) {
        case .exact: break
        case .about: mask |= about
        case .atLeast: mask |= atLeast
        case .atMost: mask |= atMost
        }
        return mask
    }

    static func bit(_ status: ObservationStatus) -> UInt32 {
        1 << UInt32(firstStatus + (statuses.firstIndex(of: status) ?? 0))
    }

    /// The combined precision of the values whose masks were joined: the rule of ``Precision/adding(_:)``.
    static func precision(ofJoined mask: UInt32) -> Precision {
        if mask & about != 0 || mask & (atLeast | atMost) == atLeast | atMost { return .about }
        if mask & atLeast != 0 { return .atLeast }
        return mask & atMost != 0 ? .atMost : .exact
    }

    /// The status of a total: the first by precedence among its values; without any value, among the missing ones, and O
    /// (missing, no reason stated) where nothing at all was reported.
    static func status(ofJoined mask: UInt32, hasValue: Bool) -> ObservationStatus {
        for status in ObservationStatus.byPrecedence where status.meansMissing != hasValue && mask & bit(status) != 0 {
            return status
        }
        return hasValue ? .normal : .missingUnstated
    }
}
