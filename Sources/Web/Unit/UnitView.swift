import Acts
import Figures
import Institution

/// Which tree and which period the address asks for.
struct UnitView {
    let tree: TreeView
    let period: Period
    /// `then`, `now` or an ISO day.
    let treeWord: String

    /// Reads `tree` and `period` of a query; throws `notFound` for what is neither, so that a wrong link does not show a wrong figure.
    init(_ query: [String: String], today: Day, year: Int) throws {
        treeWord = query["tree"] ?? "then"
        switch treeWord {
        case "then": tree = .then
        case "now": tree = .on(today)
        default:
            guard let day = try? Day(treeWord) else { throw Failure(.notFound, privateDetail: "tree \(treeWord.prefix(40))") }
            tree = .on(day)
        }
        let text = query["period"] ?? "\(year)"
        guard let period = try? Period(text) else { throw Failure(.notFound, privateDetail: "period \(text.prefix(40))") }
        self.period = period
    }

    /// The day whose tree is drawn.
    var day: Day {
        switch tree {
        case .then: period.last
        case .on(let day): day
        }
    }

    /// The choices of the tree, with the one in force.
    func treeChoices(_ words: Words) -> [Choice] {
        var choices = [
            Choice(choiceValue: "then", choiceText: words.text("unit.tree_then"), isChosen: treeWord == "then"),
            Choice(choiceValue: "now", choiceText: words.text("unit.tree_now"), isChosen: treeWord == "now"),
        ]
        if case .on(let day) = tree, treeWord != "now" {
            choices.append(
                Choice(choiceValue: treeWord, choiceText: words.text("unit.tree_on", ["date": words.day("\(day)")]), isChosen: true))
        }
        return choices
    }

    /// The years up to today, with the period in force.
    func periodChoices(_ words: Words, today: Day) -> [Choice] {
        var choices = (0..<12).map { back -> Choice in
            let year = Period(year: today.year - back)
            return Choice(choiceValue: "\(year)", choiceText: words.period(year), isChosen: year == period)
        }
        if !choices.contains(where: \.isChosen) {
            choices.insert(Choice(choiceValue: "\(period)", choiceText: words.period(period), isChosen: true), at: 0)
        }
        return choices
    }
}
