import Acts
import Figures
import Institution
import Localization
import Publication

/// What stands beside the grid for each cell.
struct EntryDetails {
    let place: EntryDesk
    /// Whether the period is locked: then a cell says what is in force, and nothing is asked of it.
    var isLocked = false

    private var words: Words { place.desk.words }

    func detail(_ reading: CellReading) -> EntryDetail {
        let (id, key, indicator) = (EntryDesk.id(reading.cell), reading.cell.key, reading.indicator)
        let section = place.form.definition.sections[reading.cell.section]
        return EntryDetail(
            detailId: id, detailKey: key, detailPlace: place.name(reading.cell), detailValueMarkup: value(reading),
            detailTag: tag(isLocked ? (reading.inForce == nil ? .missing : .given) : reading.state),
            detailHelp: section.lines[reading.cell.line].help.map(words.pick) ?? words.pick(indicator.definition),
            remark: isLocked ? nil : remark(reading),
            sparkMarkup: spark(reading, id), rangeMarkup: range(reading),
            pastRows: reading.past.values.filter { $0.value != nil }.map {
                PastRow(pastPeriod: words.period($0.period), pastValueMarkup: shown($0.value, indicator))
            }, detailFacts: isLocked ? facts(reading) : [], noteText: reading.draft.note,
            precisionChoices: Precision.allCases.map { precision in
                let word = precision == .exact ? "" : precision.rawValue
                return Choice(
                    choiceValue: word, choiceText: words.text("words.precision.\(precision.rawValue)"),
                    isChosen: word == reading.draft.precision)
            }, statusChoices: statuses(reading.draft.status),
            figureHref: reading.inForce == nil
                ? nil : place.desk.link(.figure(indicator: indicator.code, unit: place.unit.code, period: "\(place.period)")),
            fieldHref: "#" + id)
    }

    /// What is said of a figure besides its value.
    private func facts(_ reading: CellReading) -> [NamedFact] {
        let draft = reading.draft
        let said = [
            ("note", draft.note), ("precision", draft.precision.isEmpty ? "" : words.text("words.precision.\(draft.precision)")),
            ("status", draft.status.isEmpty ? "" : words.text("words.status.\(draft.status)")),
        ]
        return said.filter { !$0.1.isEmpty }.map {
            NamedFact(factName: words.text("entry.\($0.0)"), factMarkup: Markup.escape($0.1))
        }
    }

    /// The statuses that people choose: normal, provisional, estimated, not collected, not applicable; another one stays as it
    /// is.
    private func statuses(_ chosen: String) -> [Choice] {
        let usual: [ObservationStatus] = [.normal, .provisional, .estimated, .missingNotCollected, .missing]
        let other = ObservationStatus(rawValue: chosen).flatMap { usual.contains($0) ? nil : $0 }
        return (usual + [other].compactMap { $0 }).map { status in
            let code = status == .normal ? "" : status.rawValue
            return Choice(choiceValue: code, choiceText: words.text("words.status.\(status.rawValue)"), isChosen: code == chosen)
        }
    }

    func value(_ reading: CellReading) -> String {
        if let plain = reading.draft.plain { return RunningText.markup(number(plain, reading.indicator)) }
        if !reading.draft.typed.isEmpty { return Markup.escape(reading.draft.typed) }
        return "<span class=\"q\">–</span>"
    }

    /// A number with its unit of measure.
    private func number(_ plain: String, _ indicator: Indicator) -> String {
        let text = indicator.unitOfMeasure == "percent" ? Numerals.percent(plain, words.language) : place.written(plain)
        let measure = place.desk.measure(of: indicator)
        return measure.isEmpty ? text : "\(text) \(measure)"
    }

    private func shown(_ value: ExactDecimal?, _ indicator: Indicator) -> String {
        value.map { RunningText.markup(place.written($0.description)) } ?? "–"
    }

    func tag(_ state: CellReading.State) -> Tag {
        let text = words.text("entry.key.\(state.rawValue)")
        return switch state {
        case .given: .good(text)
        case .changed: .now(text)
        case .unusual: .warn(text)
        case .refused: .bad(text)
        case .missing: .plain(text)
        }
    }

    /// Why a cell is refused, or what makes it unusual.
    func remark(_ reading: CellReading) -> EntryRemark? {
        if let failure = reading.failure {
            return EntryRemark(remarkStyle: "bad", remarkMark: "sq", remarkMarkup: place.desk.fault(failure).faultMarkup)
        }
        guard let finding = reading.finding else { return nil }
        return EntryRemark(
            remarkStyle: "warn", remarkMark: "tri", remarkMarkup: words.markup("entry.unusual", ["finding": finding]))
    }

    private func range(_ reading: CellReading) -> String {
        guard let least = reading.past.least, let most = reading.past.most, let middle = reading.past.middle else {
            return words.markup("entry.no_past")
        }
        return words.markup(
            "entry.range",
            [
                "number": words.number(reading.past.count), "least": place.written(least.description),
                "most": place.written(most.description),
                "middle": place.written(middle.description),
            ])
    }

    /// The earlier values and this one as a line; nil below two values.
    private func spark(_ reading: CellReading, _ id: String) -> String? {
        let (indicator, current) = (reading.indicator, reading.value?.value.flatMap { try? ExactDecimal($0) })
        var points = reading.past.values.reversed().map { period, value in
            ChartPoint(label: "\(period)", value: value, text: value.map { place.written($0.description) } ?? "")
        }
        points.append(
            ChartPoint(
                label: "\(place.period)", value: current, text: current.map { place.written($0.description) } ?? "",
                isCurrent: true))
        // Nothing is drawn for the years before the first value.
        points = Array(points.drop { $0.value == nil })
        guard points.filter({ $0.value != nil }).count > 1 else { return nil }
        let finding = points.filter { $0.value != nil }.map { point in
            "\(words.period((try? Period(point.label)) ?? place.period)): \(point.text)"
        }
        return Sparkline(
            id: "g-\(id)", title: place.desk.name(of: indicator), description: finding.joined(separator: "; "), points: points,
            height: 64
        ).svg(words.language)
    }
}
