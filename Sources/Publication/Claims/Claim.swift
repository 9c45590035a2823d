import Acts
import Figures
import Institution

/// A percentage that somebody printed, with the figures it speaks of.
public struct Claim: Sendable, Equatable {
    /// The line of the file.
    public let line: Int
    /// What was said, in the file's own words.
    public let text: String
    /// The indicator and the unit.
    public let indicator, unit: String
    /// The period it speaks of.
    public let period: Period
    /// The period it compares with; nil where the value itself is the percentage.
    public let comparison: Period?
    /// The percentage as printed; its decimals are the ones printed.
    public let published: ExactDecimal
    /// Where it was printed.
    public let source: String

    private static let columns = ["claim", "indicator", "unit", "period", "comparison", "published", "source"]

    /// Reads a file with the columns `claim,indicator,unit,period,comparison,published,source`. Throws a `Failure` that names the
    /// line and the column.
    public static func read(csv bytes: [UInt8]) throws -> [Claim] {
        var claims: [Claim] = []
        do {
            var reader = try DelimitedReader(bytes: bytes, required: columns)
            while let row = try reader.next() { claims.append(try Claim(row: row.line, field: row.text)) }
        } catch let error as DelimitedError {
            throw Failure(.unreadableFile, ["line": "\(error.line)", "reason": "CSV"], privateDetail: "\(error)")
        }
        return claims
    }

    private init(row line: Int, field: (String) -> String) throws {
        self.line = line
        text = field("claim")
        indicator = field("indicator")
        unit = field("unit")
        source = field("source")
        period = try Self.period(field("period"), line: line)
        comparison = field("comparison").isEmpty ? nil : try Self.period(field("comparison"), line: line)
        do { published = try ExactDecimal(field("published")) } catch {
            throw Failure(.notANumber, ["value": field("published"), "line": "\(line)", "column": "published"])
        }
        // A percentage with many decimals could not be compared exactly any more; nobody prints such a one.
        guard published.decimals <= 6 else {
            throw Failure(
                .tooManyDecimals, ["value": field("published"), "line": "\(line)", "column": "published", "decimals": "6"])
        }
    }

    private static func period(_ text: String, line: Int) throws -> Period {
        do { return try Period(text) } catch {
            throw Failure(.malformedPeriod, ["value": text, "period": text, "line": "\(line)"])
        }
    }
}
