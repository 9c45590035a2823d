import Figures

/// All claims of a file with their verdicts.
public struct ClaimFile: Sendable, Equatable {
    /// The checks in the order of the file.
    public let checks: [ClaimCheck]

    /// Reads and checks a file. Throws a `Failure` that names the line for a malformed row or an unknown code.
    public init(csv bytes: [UInt8], cube: Cube) throws {
        checks = try Claim.read(csv: bytes).map { try ClaimCheck($0, cube: cube) }
    }

    /// How many claims have a verdict.
    public func count(_ verdict: ClaimCheck.Verdict) -> Int { checks.count { $0.verdict == verdict } }
}
