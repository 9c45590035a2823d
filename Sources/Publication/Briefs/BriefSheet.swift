import Acts
import Figures
import Institution
import Localization

/// A brief in one language, every number already printed: what the document template reads, and what the page of the same name shows.
public struct BriefSheet: Encodable, Sendable {
    public struct Figure: Encodable, Sendable {
        /// Name, value with its precision, unit of measure, change, and whose figure it is where it is not the unit's own.
        public let indicator, unit, label, value, measure, change, note: String
    }
    public struct Line: Encodable, Sendable {
        /// Code, text, target, result, weight.
        public let code, text, target, result, weight: String
        /// `reached`, `near`, `partial`, `missed`, `no_data` or `open`, and its word.
        public let status, word: String
        /// Attainment in percent, 0 to 100, and as printed.
        public let share: Int
        public let attainment: String
    }
    public struct Item: Encodable, Sendable {
        /// What sort of thing it is, in a word; the text; owner, day and the like.
        public let kind, text, detail: String
        /// `bad`, `warn` or empty.
        public let style: String
    }
    public struct Chart: Encodable, Sendable {
        public let title, finding: String
    }

    public let lang, dir, title, kicker, institution, notice: String
    public let score, rating, frozen: String
    public let figures: [Figure]
    public let records: [String]
    public let alerts, decisions, difficulties: [Item]
    public let lines: [Line]
    public let chart: Chart?
    public let simulated: Bool
    /// Headings and what stands where a list is empty.
    public let words: [String: String]
    /// How many commitments and decisions there are beyond those printed, in words; empty for none.
    public let moreLines, moreDecisions: String
}

/// Puts a brief into the words of a language.
public struct BriefText {
    private let text: FigureText
    private let institution: Wording
    private let notice: Wording
    private let owner: (String) -> Wording
    private let measure: (String) -> String?

    private static let mostLines = 12
    private static let mostDecisions = 5

    private var language: Language { text.language }

    /// Texts in one language; `reader` names units and knows indicators.
    public init(_ language: Language, institution: Wording, notice: Wording, reader: BriefReader) {
        text = FigureText(language)
        self.institution = institution
        self.notice = notice
        owner = reader.name
        measure = { reader.indicator($0)?.unitOfMeasure }
    }

    /// The sheet, and the drawing of its trend.
    public func sheet(_ brief: UnitBrief, chartHeight: Int = 190) -> (sheet: BriefSheet, chart: LineChart?) {
        let chart = brief.trend.flatMap {
            FigureCharts(text).line($0, upTo: brief.year, current: brief.year, id: "trend-\(brief.unit)", height: chartHeight)
        }
        let keys = [
            "figures", "records", "alerts", "commitments", "decisions", "difficulties", "no_records", "no_alerts", "no_decisions",
            "no_commitments", "no_difficulties", "commitment", "target", "result", "weight", "attainment", "score", "not_rated",
            "simulated", "no_trend",
        ]
        let sheet = BriefSheet(
            lang: language.rawValue, dir: "\(language.direction)", title: brief.name[language],
            kicker: text.phrase("brief.kicker", ["year": "\(brief.year)"]), institution: institution.best(language).text,
            notice: notice.best(language).text,
            score: brief.score.map { Numerals.format(Self.short("\($0)"), language) } ?? "",
            rating: brief.rating.map { text.phrase("words.rating.\($0.rawValue)") } ?? "", frozen: frozen(brief.dossier),
            figures: brief.figures.prefix(3).map { figure($0, brief) },
            records: brief.records.map { text.record($0.record, of: $0.figure, year: brief.year) }, alerts: brief.alerts.map { alert($0, brief) },
            decisions: brief.decisions.prefix(Self.mostDecisions).map { decision($0.decision, $0.standing) },
            difficulties: brief.difficulties.prefix(4).map {
                BriefSheet.Item(kind: text.phrase("brief.kind_\($0.kind.rawValue)"), text: Wording($0.text)[language], detail: "", style: "")
            },
            lines: brief.lines.prefix(Self.mostLines).map(line), chart: chart.map { .init(title: $0.title, finding: $0.description) },
            simulated: brief.isSimulated,
            words: Dictionary(uniqueKeysWithValues: keys.map { ($0, text.phrase("brief.\($0)")) }),
            moreLines: more(brief.lines.count - Self.mostLines), moreDecisions: more(brief.decisions.count - Self.mostDecisions))
        return (sheet, chart)
    }

    private func more(_ count: Int) -> String {
        count > 0 ? text.phrase("brief.more", ["more": Numerals.format(count, language)]) : ""
    }

    private func frozen(_ dossier: Dossier?) -> String {
        guard let dossier else { return text.phrase("brief.not_frozen") }
        return text.phrase(
            "brief.frozen",
            [
                "date": text.day(String(dossier.by.recorded.text.prefix(10))), "entry": Numerals.format("\(dossier.by.number)", language),
                "digest": String(dossier.digest.prefix(16)),
            ])
    }

    private func figure(_ figure: ReportFigure, _ brief: UnitBrief) -> BriefSheet.Figure {
        let point = figure.point(brief.year) ?? FigurePoint(year: brief.year, value: nil)
        let change = text.change(FigureChange.of(figure, in: brief.year))
        var notes = figure.unit == brief.unit ? [] : [text.phrase("brief.of_institution")]
        if let coverage = point.coverage, coverage.reported != coverage.expected { notes.append(text.coverage(coverage)) }
        if let now = brief.moved[figure.indicator] { notes.append(text.phrase("brief.moved", ["value": text.full(now, of: figure)])) }
        return BriefSheet.Figure(
            indicator: figure.indicator, unit: figure.unit, label: figure.name[language], value: text.full(point, of: figure),
            measure: point.value == nil ? "" : text.measure(figure),
            change: change == "–" ? "" : text.phrase("brief.change", ["change": change, "before": "\(brief.year - 1)"]),
            note: notes.joined(separator: " · "))
    }

    private func line(_ line: UnitBrief.Line) -> BriefSheet.Line {
        let status = line.status?.rawValue ?? "open"
        let share = line.attainment.map { $0.tenThousandths / 100 } ?? 0
        let printed = line.attainment.map {
            percent(ExactDecimal(mantissa: Int64($0.tenThousandths), decimals: 2).description, isPercent: true)
        }
        return BriefSheet.Line(
            code: line.terms.code, text: Wording(line.terms.text)[language], target: target(line.terms),
            result: line.result.map { value($0, line.terms) } ?? "–", weight: Numerals.format(line.terms.weight, language), status: status,
            word: text.phrase("brief.status_\(status)"), share: share, attainment: printed ?? "–")
    }

    private func target(_ terms: ProposedCommitment) -> String {
        let target = terms.target.map { value($0, terms) } ?? ""
        return switch terms.targetType {
        case .atLeast: "≥\u{A0}\(target)"
        case .atMost: "≤\u{A0}\(target)"
        case .between: "\(target) – \(terms.targetMax.map { value($0, terms) } ?? "")"
        case .exactly: target
        case .milestone: terms.due.map(text.day) ?? ""
        case .text: "–"
        }
    }

    private func value(_ decimal: String, _ terms: ProposedCommitment) -> String {
        guard (try? ExactDecimal(decimal)) != nil else { return decimal }
        return percent(decimal, isPercent: terms.indicator.flatMap(measure) == "percent")
    }

    private func percent(_ decimal: String, isPercent: Bool) -> String {
        let short = Self.short(decimal)
        return isPercent ? Numerals.percent(short, language) : Numerals.format(short, language)
    }

    /// Without idle zeros behind the comma.
    private static func short(_ decimal: String) -> String {
        guard decimal.contains(".") else { return decimal }
        var digits = decimal[...]
        while digits.last == "0" { digits = digits.dropLast() }
        if digits.last == "." { digits = digits.dropLast() }
        return String(digits)
    }

    private func alert(_ alert: UnitBrief.Alert, _ brief: UnitBrief) -> BriefSheet.Item {
        switch alert {
        case .commitment(let line):
            let status = line.status?.rawValue ?? "open"
            return .init(
                kind: text.phrase("brief.status_\(status)"), text: Wording(line.terms.text)[language],
                detail: text.phrase(
                    "brief.alert_commitment",
                    ["code": line.terms.code, "result": line.result.map { value($0, line.terms) } ?? "–", "target": target(line.terms)]),
                style: line.status == .missed ? "bad" : "warn")
        case .concern(let finding):
            return .init(
                kind: text.phrase("brief.alert_concern"), text: Wording(finding.text)[language],
                detail: ownerAndDay(finding.owner, finding.due), style: "bad")
        case .overdue(let decision):
            return .init(
                kind: text.phrase("brief.alert_overdue"), text: Wording(decision.text)[language],
                detail: decision.label + " · " + ownerAndDay(decision.owner, decision.due), style: "warn")
        case .worse(let figure):
            let point = figure.point(brief.year) ?? FigurePoint(year: brief.year, value: nil)
            return .init(
                kind: text.phrase("brief.alert_worse"), text: figure.name[language],
                detail: [text.full(point, of: figure), text.change(FigureChange.of(figure, in: brief.year))].joined(separator: " · "),
                style: "warn")
        }
    }

    private func decision(_ decision: Decision, _ standing: FollowUp?) -> BriefSheet.Item {
        let state = standing?.state.rawValue ?? "open"
        var detail = decision.label + " · " + ownerAndDay(decision.owner, decision.due)
        if let standing { detail += " · " + Wording(standing.note)[language] }
        return .init(
            kind: text.phrase("brief.decision_\(state)"), text: Wording(decision.text)[language], detail: detail,
            style: standing?.state == .blocked ? "bad" : "")
    }

    private func ownerAndDay(_ unit: String?, _ day: String?) -> String {
        let parts = [unit.map { owner($0)[language] }, day.map { text.phrase("brief.by_day", ["date": text.day($0)]) }]
        return parts.compactMap { $0 }.joined(separator: " · ")
    }
}
