import ArgumentParser
import Figures
import Institution
import Publication

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
                let check = ClaimCheck(cube: office.cube)
                let checked = try PrintedClaim.read(path: file).map(check.check)
                if json { try Terminal.json(checked.map(line)) } else { print(checked) }
                if checked.contains(where: { $0.verdict == .refused }) { throw ExitCode(1) }
            }
        }
    }

    private func line(_ checked: CheckedClaim) -> Line {
        Line(
            claim: checked.claim.claim, published: checked.claim.published, verdict: checked.verdict.rawValue,
            recomputed: checked.recomputed?.description, lower: checked.interval?.lower?.description,
            upper: checked.interval?.upper?.description, source: checked.claim.source)
    }

    private func print(_ checked: [CheckedClaim]) {
        for claim in checked where claim.verdict != .holds {
            let range = claim.interval.map { "\($0.lower?.description ?? "−∞") … \($0.upper?.description ?? "∞")" } ?? "–"
            Terminal.print(
                "\(claim.verdict.rawValue.uppercased())  \(claim.claim.claim): printed \(claim.claim.published), "
                    + "figures give \(claim.recomputed?.description ?? "–") (\(range))  \(claim.claim.source)")
        }
        let counts = ClaimVerdict.allCases.map { verdict in "\(checked.filter { $0.verdict == verdict }.count) \(verdict.rawValue)" }
        Terminal.print("\(checked.count) claims: \(counts.joined(separator: ", "))")
    }
}
