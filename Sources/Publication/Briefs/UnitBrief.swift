import Acts
import Figures
import Institution
import Storage

/// What is put before the meeting about one unit, as values without words: two pages of paper, one slide.
public struct UnitBrief: Sendable, Equatable {
    /// A commitment with what became of it.
    public struct Line: Sendable, Equatable {
        /// What was proposed and signed.
        public let terms: ProposedCommitment
        /// The result as a decimal or in the evaluator's words; nil without one.
        public let result: String?
        /// What became of it; nil where nobody can say yet.
        public let status: CommitmentStatus?
        /// How far it is kept.
        public let attainment: Attainment?
    }

    /// Something the meeting should look at.
    public enum Alert: Sendable, Equatable {
        /// A commitment that is missed, kept in part, or without a result.
        case commitment(Line)
        /// The evaluator's cause for concern.
        case concern(Finding)
        /// A decision past its day.
        case overdue(Decision)
        /// A figure that moved against its wanted direction.
        case worse(ReportFigure)
    }

    /// The year, and the unit with its names on the year's last day.
    public let year: Int
    public let unit: String
    public let name: Wording
    /// Score and grade; nil before the evaluation.
    public let score: Score?
    public let rating: Rating?
    /// The figures that measure the unit, the weightiest first; of the unit itself, or of the institution where the unit has none of its own.
    public let figures: [ReportFigure]
    /// The commitments in the order of the terms.
    public let lines: [Line]
    /// At most three figures that are the highest or lowest for years.
    public let records: [(figure: ReportFigure, record: FigureRecord)]
    /// At most three alerts, the gravest first.
    public let alerts: [Alert]
    /// Decisions the unit has yet to carry out, by day due, with what was said of each last.
    public let decisions: [(decision: Decision, standing: FollowUp?)]
    /// Challenges and constraints in the unit's own words.
    public let difficulties: [SubmitSelfAssessment.Item]
    /// The frozen dossier it is made from; nil before the freeze.
    public let dossier: Dossier?
    /// What figures of the dossier read now, where they changed since the freeze; by indicator.
    public let moved: [String: FigurePoint]
    /// Whether the example invented what stands below national level.
    public let isSimulated: Bool

    public static func == (a: UnitBrief, b: UnitBrief) -> Bool {
        a.year == b.year && a.unit == b.unit && a.score == b.score && a.lines == b.lines && a.figures == b.figures && a.alerts == b.alerts
            && a.records.map(\.record) == b.records.map(\.record) && a.decisions.map(\.decision) == b.decisions.map(\.decision)
            && a.dossier == b.dossier
    }

    /// The figure whose series is drawn: the weightiest with at least three years.
    public var trend: ReportFigure? {
        figures.first { $0.points.filter { $0.value != nil }.count > 2 }
    }
}

/// Reads briefs inside one snapshot of the tables. Registers and the institution's own figures are read once for all units.
public final class BriefReader {
    /// Years a series looks back.
    static let span = 12
    /// How many records and alerts a brief holds.
    static let most = 3

    /// The year, and the day by which what is due counts as late.
    public let year: Int
    private let day: String
    private let tables: any Connection
    private let cube: Cube
    private let root: String
    private let indicators: [Indicator]
    private let byCode: [String: Indicator]
    private let measures: [String: Trilingual]
    private let names: [String: Trilingual]
    private let standing: [AdoptObjective.DecisionReference: FollowUp]
    private let isExample: Bool
    private var known: [String: ReportFigure] = [:]

    /// A reader; `day` is today, ISO. Throws `notFounded` before the founding.
    public init(year: Int, cube: Cube, day: String, in tables: any Connection) throws {
        guard let profile = try InstitutionBook.profile(in: tables), let root = try UnitBook.root(in: tables) else {
            throw Failure(.notFounded)
        }
        (self.year, self.tables, self.cube, self.root) = (year, tables, cube, root)
        // Late is what is late on the meeting's day, also when one looks back at it.
        self.day = min(day, try MeetingBook.convocation(year: year, in: tables)?.day ?? day)
        isExample = profile.notice != nil
        indicators = try IndicatorBook.all(in: tables)
        byCode = Dictionary(indicators.map { ($0.code, $0) }) { first, _ in first }
        measures = try IndicatorBook.measures(in: tables)
        names = try UnitBook.allNames(on: "\(year)-12-31", in: tables)
        standing = try MeetingBook.standing(in: tables)
    }

    /// The brief of a unit.
    public func brief(_ unit: String) throws -> UnitBrief {
        let terms = try TermsBook.current(year: year, unit: unit, in: tables)
        let evaluation = try EvaluationBook.current(year: year, unit: unit, in: tables)
        let dossier = try MeetingBook.dossier(year: year, unit: unit, in: tables)
        let (figures, moved) = try asFrozen(figures(of: unit, terms?.commitments ?? []), dossier)
        let lines = try (terms?.commitments ?? []).map { try line($0, evaluation, figures) }
        // A brief is made before the meeting: what that meeting itself decides is not yet open.
        let decisions = try MeetingBook.openDecisions(owner: unit, in: tables).filter { $0.year < year }.map { ($0, standing[$0.reference]) }
        let records = figures.compactMap { figure in
            FigureRecord.find(in: figure, year: year).map { (figure: figure, record: $0) }
        }
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit, in: tables)
        return UnitBrief(
            year: year, unit: unit, name: names[unit].map { Wording($0) } ?? Wording(same: unit), score: evaluation?.score,
            rating: evaluation?.rating, figures: figures, lines: lines, records: Array(records.prefix(Self.most)),
            alerts: alerts(lines, evaluation, decisions.map(\.0), figures), decisions: decisions,
            difficulties: assessment?.items.filter(\.isDifficulty) ?? [],
            dossier: dossier, moved: moved, isSimulated: isExample && unit != root)
    }

    /// The year's figures as they read now, for the dossier: at most 40, of the unit or, where it has none, of the institution.
    public func frozen(_ unit: String) throws -> [FrozenFigure] {
        let commitments = try TermsBook.current(year: year, unit: unit, in: tables)?.commitments ?? []
        return figures(of: unit, commitments).prefix(40).map { figure in
            let point = figure.point(year)
            return FrozenFigure(
                indicator: figure.indicator, unit: figure.unit, value: point?.value?.description,
                precision: point.flatMap { $0.isExact ? nil : $0.precision.rawValue }, reported: point?.coverage?.reported ?? 0,
                expected: point?.coverage?.expected ?? 0)
        }
    }

    /// The year's values as the dossier froze them, and those that read otherwise now.
    private func asFrozen(_ figures: [ReportFigure], _ dossier: Dossier?) throws -> ([ReportFigure], [String: FigurePoint]) {
        guard let dossier else { return (figures, [:]) }
        var moved: [String: FigurePoint] = [:]
        let frozen = try figures.map { figure -> ReportFigure in
            guard let kept = dossier.figure(figure.indicator, of: figure.unit) else { return figure }
            let now = figure.point(year)
            let precision = kept.precision.flatMap(Precision.init(rawValue:)) ?? .exact
            if now?.value?.description == kept.value, (now?.precision ?? .exact) == precision { return figure }
            moved[figure.indicator] = now ?? FigurePoint(year: year, value: nil)
            var figure = figure
            figure.points.removeAll { $0.year == year }
            let point = FigurePoint(year: year, value: try kept.value.map { try ExactDecimal($0) }, precision: precision)
            figure.points.append(point)
            return figure
        }
        return (frozen, moved)
    }

    private func line(_ commitment: Commitment, _ evaluation: Evaluation?, _ figures: [ReportFigure]) throws -> UnitBrief.Line {
        if let line = evaluation?.derivation.first(where: { $0.commitment == commitment.code }) {
            return UnitBrief.Line(terms: commitment.terms, result: line.result, status: line.status, attainment: line.attainment)
        }
        let figure = figures.first { $0.indicator == commitment.terms.indicator }
        guard let value = figure?.point(year)?.value, let target = try Scoring.Target(commitment.terms) else {
            return UnitBrief.Line(terms: commitment.terms, result: nil, status: nil, attainment: nil)
        }
        let (attainment, status) = Scoring.attainment(of: value, for: target)
        return UnitBrief.Line(terms: commitment.terms, result: value.description, status: status, attainment: attainment)
    }

    private func alerts(
        _ lines: [UnitBrief.Line], _ evaluation: Evaluation?, _ decisions: [Decision], _ figures: [ReportFigure]
    ) -> [UnitBrief.Alert] {
        func kept(_ status: CommitmentStatus) -> [UnitBrief.Alert] {
            lines.filter { $0.status == status }.sorted { $0.terms.weight > $1.terms.weight }.map { .commitment($0) }
        }
        let concerns = (evaluation?.findings ?? []).filter { $0.kind == .concern }.map { UnitBrief.Alert.concern($0) }
        let overdue = decisions.filter { $0.due < day }.map { UnitBrief.Alert.overdue($0) }
        let worse = figures.filter(isWorse).map { UnitBrief.Alert.worse($0) }
        let all = kept(.missed) + concerns + overdue + kept(.noData) + kept(.partial) + kept(.near) + worse
        return Array(all.prefix(Self.most))
    }

    /// A clear move, of five percent or two points, against what the institution wants.
    private func isWorse(_ figure: ReportFigure) -> Bool {
        let change: ExactDecimal
        let least: Int64
        switch FigureChange.of(figure, in: year) {
        case .percent(let value, _): (change, least) = (value, 5)
        case .points(let value, _): (change, least) = (value, 2)
        case .noBase, .broken, .undecidable: return false
        }
        let bound = ExactDecimal(mantissa: least, decimals: 0)
        switch figure.direction {
        case "up": return change <= ExactDecimal(mantissa: -least, decimals: 0)
        case "down": return change >= bound
        default: return false
        }
    }
}

extension BriefReader {
    /// The measures of the commitments by weight, then what else the unit reports itself.
    private func figures(of unit: String, _ commitments: [Commitment]) -> [ReportFigure] {
        var found: [ReportFigure] = []
        var seen: Set<String> = []
        for commitment in commitments.sorted(by: { ($1.weight, $0.code) < ($0.weight, $1.code) }) {
            guard let code = commitment.terms.indicator, let indicator = byCode[code], seen.insert(code).inserted else { continue }
            let own = figure(indicator, unit)
            found.append(own.point(year)?.value == nil && unit != root ? figure(indicator, root) : own)
        }
        guard found.count < Self.most else { return found }
        for indicator in indicators where found.count < Self.most * 2 && !seen.contains(indicator.code) {
            guard answer(indicator, unit, year)?.value != nil else { continue }
            found.append(figure(indicator, unit))
        }
        return found
    }

    private func answer(_ indicator: Indicator, _ unit: String, _ year: Int) -> Answer? {
        try? cube.answer(Question(indicator: indicator.code, unit: unit, span: Period(year: year)))
    }

    private func figure(_ indicator: Indicator, _ unit: String) -> ReportFigure {
        let key = "\(indicator.code)/\(unit)"
        if unit == root, let figure = known[key] { return figure }
        let points = ((year - Self.span)...year).compactMap { year -> FigurePoint? in
            guard let answer = answer(indicator, unit, year), let value = answer.value else { return nil }
            let isDeclared = answer.declared != nil || answer.coverage.expected <= 1
            return FigurePoint(
                year: year, value: value, precision: answer.precision, status: answer.status.rawValue,
                isBreak: answer.hasBreak || answer.status == .seriesBreak,
                coverage: isDeclared ? nil : FigureCoverage(reported: answer.coverage.reported, expected: answer.coverage.expected),
                isSimulated: isExample && unit != root)
        }
        let figure = ReportFigure(
            indicator: indicator.code, name: Wording(indicator.names), measure: indicator.unitOfMeasure,
            measureName: measures[indicator.unitOfMeasure].map { Wording($0) } ?? Wording(), decimals: indicator.decimals,
            direction: indicator.direction.rawValue, unit: unit, unitName: names[unit].map { Wording($0) } ?? Wording(same: unit),
            points: points)
        if unit == root { known[key] = figure }
        return figure
    }

    /// The names of all units on the year's last day.
    public func name(_ unit: String) -> Wording { names[unit].map { Wording($0) } ?? Wording(same: unit) }

    /// An indicator of a code.
    public func indicator(_ code: String) -> Indicator? { byCode[code] }
}
