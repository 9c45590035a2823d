import Acts
import ArgumentParser
import Figures
import Institution
import Ledger
import Web

struct FigureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure", abstract: "Answers with one figure and all that belongs to it.",
        discussion: """
            \u{20}   hasila figure psychotropic_pills --unit dgsn --period 2022
            \u{20}   hasila figure psychotropic_pills --unit dgsn --period 2022 --as-of 2022-12-22 --json
            \u{20}   hasila figure crime_cases --unit rabat --period 2022 --tree now
            \u{20}   hasila figure psychotropic_pills --unit dgsn --period 2022 --bridge @2022-12-22

            A figure that does not exist is no failure: the value is null and the reason is given.
            """)

    @Argument(help: "The indicator's code.") var indicator: String
    @Option(help: "The unit's code.") var unit: String
    @Option(help: "2022, 2022-Q4, 2022-12, 2022-W51, 2022-12-22 or an interval such as 2026-07-20/P28D.") var period: String
    @Option(help: "then: each period under the tree of its day; now: today's tree; or a day.") var tree = "then"
    @Option(name: .customLong("as-of"), help: "What was known then: 2022-12-22T23:59:59Z, or a day for its end.") var asOf: String?
    @Option(help: "KEY=VALUE;KEY=VALUE.") var breakdown: String?
    @Option(help: "How the figure became this one: then, now or a day for the tree it was under, with @TIME for what was known then.")
    var bridge: String?
    @Flag(help: "Prints one JSON object.") var json = false
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            try await data.withOffice { office in
                var question = FigureQuestion(
                    indicator: indicator, unit: unit, period: period, tree: try TreeChoice(tree), breakdown: breakdown)
                if let asOf {
                    guard let time = Timestamp(endOf: asOf) else { throw Failure(.malformedTime, ["value": asOf]) }
                    question.asOf = time
                }
                if let bridge {
                    let to = BridgeQuestion.Side(period: period, tree: question.tree, asOf: question.asOf)
                    let asked = BridgeQuestion(
                        indicator: indicator, unit: unit, breakdown: breakdown,
                        from: try BridgeQuestion.Side(bridge, period: period, tree: question.tree), to: to)
                    let answer = BridgeAnswer(try await BridgeBook.bridge(asked, office: office), asked)
                    if json { try Terminal.json(answer) } else { answer.printed().forEach(Terminal.print) }
                    return
                }
                let reading = try await FigureAnswer.read(question, office: office)
                if json { try Terminal.json(reading) } else { reading.printed().forEach(Terminal.print) }
            }
        }
    }
}
