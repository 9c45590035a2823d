import Acts
import ArgumentParser
import Figures
import Foundation
import Institution
import Publication
import Storage

struct CheckClaims: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-claims", abstract: "Says which printed percentages do not follow from the figures.",
        discussion: """
            The file has the columns claim, indicator, unit, period, comparison, published, source; comparison is the period compared \
            with, empty where the level itself is printed. A claim holds if it is within one unit of its last printed digit over the \
            whole interval that the precision of the figures allows. Exit code 1 when one is refused.
            """)

    @Argument(help: "The CSV file of claims.") var file: String
    @Flag(help: "Prints one JSON array.") var json = false
    @OptionGroup var data: DataOption

    struct Line: Encodable {
        let claim, published, verdict: String
        let recomputed, lower, upper: String?
        let source: String
    }

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                guard let bytes = FileManager.default.contents(atPath: file) else {
                    throw Failure(.unreadableFile, ["file": file])
                }
                let checked = try ClaimFile(csv: Array(bytes), cube: office.cube)
                if json { try Terminal.json(checked.checks.map(line)) } else { print(checked) }
                if checked.count(.doesNotFollow) > 0 { throw ExitCode(1) }
            }
        }
    }

    private func line(_ check: ClaimCheck) -> Line {
        Line(
            claim: check.claim.text, published: check.claim.published.description, verdict: check.verdict.rawValue,
            recomputed: check.recomputed?.description, lower: check.interval?.lower?.description,
            upper: check.interval?.upper?.description, source: check.claim.source)
    }

    private func print(_ checked: ClaimFile) {
        for check in checked.checks where check.verdict != .holds {
            let range = check.interval.map { "\($0.lower?.description ?? "−∞") … \($0.upper?.description ?? "∞")" } ?? "–"
            Terminal.print(
                "\(check.verdict.rawValue.uppercased())  \(check.claim.text): printed \(check.claim.published), "
                    + "figures give \(check.recomputed?.description ?? "–") (\(range))  \(check.claim.source)")
        }
        let counts = ClaimCheck.Verdict.allCases.map { "\(checked.count($0)) \($0.rawValue)" }
        Terminal.print("\(checked.checks.count) claims: \(counts.joined(separator: ", "))")
    }
}
