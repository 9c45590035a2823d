import Acts
import Figures
import Institution

/// A percentage as somebody printed it, with what it speaks of.
public struct PrintedClaim: Sendable, Hashable {
    /// What it says, in words.
    public var claim: String
    /// Codes of indicator and unit, and the period.
    public var indicator, unit, period: String
    /// The period it is compared with; nil when the level itself is printed.
    public var comparison: String?
    /// The digits as printed, such as `-30.22`.
    public var published: String
    /// Where it was printed.
    public var source: String

    /// The columns of a file of claims.
    public static let columns = ["claim", "indicator", "unit", "period", "comparison", "published", "source"]

    /// Reads a file; throws the failure of the first row that cannot be read, with its line.
    public static func read(path: String) throws -> [PrintedClaim] {
        do {
            var reader = try DelimitedReader(path: path, required: columns)
            var claims: [PrintedClaim] = []
            while let record = try reader.next() {
                claims.append(
                    PrintedClaim(
                        claim: record.text("claim"), indicator: record.text("indicator"), unit: record.text("unit"),
                        period: record.text("period"), comparison: record.textIfAny("comparison"),
                        published: record.text("published"), source: record.text("source")))
            }
            return claims
        } catch let error as DelimitedError {
            throw error.failure.adding(["file": path, "line": "\(error.line)", "column": error.column ?? "–"])
        }
    }
}

/// Whether a printed claim follows from the figures.
public enum ClaimVerdict: String, Sendable, Codable, CaseIterable {
    /// It does, whatever the exact values behind rounded figures were.
    case holds
    /// It does not, whatever they were.
    case refused
    /// It depends on digits that the figures do not give.
    case undecidable
    /// A figure it speaks of is not there.
    case unanswerable
}

/// A claim with what the figures say.
public struct CheckedClaim: Sendable {
    /// The claim.
    public let claim: PrintedClaim
    public let verdict: ClaimVerdict
    /// What follows from the figures as stated, with two decimals more than printed; nil when unanswerable.
    public let recomputed: ExactDecimal?
    /// All that can follow, given how exactly the figures are known.
    public let interval: DecimalInterval?
}
