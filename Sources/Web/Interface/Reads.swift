import Acts
import Figures
import Institution
import Ledger
import Storage

/// Everything the interface shows.
enum Reads {
    /// Every address that is read.
    static let all: [ReadEndpoint] = organization + figures + registers + year + procedure + returns + ledger

    private static let on = ReadParameter(name: "on", form: .day, about: "The day as of which names and tree are shown; today unless told.")
    private static let unit = ReadParameter(name: "unit", form: .code, about: "Only this unit’s.")

    private static let organization: [ReadEndpoint] = [
        ReadEndpoint(["institution"], .institution, "The institution and the state of its ledger.", tables: { call, tables in
            guard let profile = try InstitutionBook.profile(in: tables) else { throw Failure(.notFounded) }
            return InstitutionItem(
                code: profile.code, names: profile.names, notice: profile.notice, today: call.today, entries: try LedgerBook.size(in: tables),
                logKey: call.office.logKey.text, years: try CycleBook.years(in: tables))
        }),
        ReadEndpoint(
            ["units"], .units, "The units, by code.",
            [
                on, ReadParameter(name: "under", form: .code, about: "Only the units right below this one."),
                ReadParameter(name: "kind", form: .code, about: "Only units of this kind."),
                ReadParameter(name: "open", form: .words(["yes", "no"]), about: "yes: only those open on the day; no: only the others."),
            ],
            list: { call, tables in
                let day = try call.day()
                let names = try UnitBook.allNames(on: day, in: tables)
                let below = try call.query["under"].map { Set(try UnitBook.children(of: $0, on: day, in: tables)) }
                return try UnitBook.all(in: tables).filter { unit in
                    (below?.contains(unit.code) ?? true) && (call.query["kind"].map { $0 == unit.kind } ?? true)
                        && (call.query["open"].map { ($0 == "yes") == unit.isOpen(on: day) } ?? true)
                }.map { try item($0, names[$0.code], on: day, in: tables) }
            }),
        ReadEndpoint(["units", "{unit}"], .units, "A unit with its life.", [on], tables: { call, tables in
            let day = try call.day()
            guard let unit = try UnitBook.unit(call.word("unit"), in: tables) else { throw Failure(.unknownUnit, ["unit": call.word("unit")]) }
            return UnitDetail(
                unit: try item(unit, try UnitBook.names(of: unit.code, on: day, in: tables), on: day, in: tables),
                children: try UnitBook.children(of: unit.code, on: day, in: tables),
                events: try UnitBook.events(of: unit.code, in: tables).map {
                    UnitEventItem(act: $0.made, date: $0.date, event: $0.event, unit: $0.unit, other: $0.other, withdrawn: $0.withdrawn)
                })
        }),
    ]

    private static func item(_ unit: Institution.Unit, _ names: Trilingual?, on day: String, in tables: any Connection) throws -> UnitItem {
        UnitItem(
            code: unit.code, kind: unit.kind, names: names ?? Trilingual(ar: unit.code, fr: unit.code, en: unit.code), opened: unit.opened,
            closed: unit.closed, successor: unit.successor, parent: try UnitBook.parent(of: unit.code, on: day, in: tables))
    }

    private static let figures: [ReadEndpoint] = [
        ReadEndpoint(
            ["indicators"], .indicators, "The indicators, in the institution’s order.",
            [
                ReadParameter(name: "measure", form: .code, about: "Only those counted in this unit of measure."),
                ReadParameter(name: "frequency", form: .words(Frequency.allCases.map(\.rawValue)), about: "Only those of this rhythm."),
            ],
            list: { call, tables in
                try IndicatorBook.all(in: tables).filter { indicator in
                    (call.query["measure"].map { $0 == indicator.unitOfMeasure } ?? true)
                        && (call.query["frequency"].map { $0 == indicator.frequency.rawValue } ?? true)
                }
            }),
        ReadEndpoint(["indicators", "{indicator}"], .indicators, "An indicator’s definition.", tables: { call, tables in
            guard let indicator = try IndicatorBook.indicator(call.word("indicator"), in: tables) else {
                throw Failure(.unknownIndicator, ["indicator": call.word("indicator")])
            }
            return indicator
        }),
        ReadEndpoint(
            ["figures", "{indicator}", "{unit}", "{period}"], .figures,
            "One figure with all that belongs to it, as `hasila figure --json` prints it. One that does not exist has a null value and a reason.",
            [
                ReadParameter(name: "tree", form: .words(["then", "now"]), about: "then: each period under the tree of its day; now: today’s tree."),
                ReadParameter(name: "treeOn", form: .day, about: "All periods under the tree of this day; instead of tree."),
                ReadParameter(name: "asOf", form: .moment, about: "What was known then."),
                ReadParameter(name: "breakdown", form: .text(400), about: "KEY=VALUE;KEY=VALUE."),
            ],
            office: { call in
                var question = FigureQuestion(
                    indicator: call.word("indicator"), unit: call.word("unit"), period: call.word("period"),
                    tree: try TreeChoice(call.query["treeOn"] ?? call.query["tree"] ?? "then"), breakdown: call.query["breakdown"])
                if let asOf = call.query["asOf"] {
                    guard let time = Timestamp(endOf: asOf) else { throw Failure(.malformedTime, ["value": asOf]) }
                    question.asOf = time
                }
                return try await FigureAnswer.read(question, office: call.office)
            }),
        ReadEndpoint(
            ["figures", "{indicator}", "{unit}", "{period}", "bridge"], .figures,
            "How one statement of a figure became another, as `hasila figure --bridge --json` prints it: the steps add up exactly.",
            [
                ReadParameter(name: "from", form: .text(60), about: "then, now or a day for the first tree, with @TIME for what was known then."),
                ReadParameter(name: "to", form: .text(60), about: "The same for the second; by default now."),
                ReadParameter(name: "breakdown", form: .text(400), about: "KEY=VALUE;KEY=VALUE."),
            ],
            office: { call in
                let period = call.word("period")
                let question = BridgeQuestion(
                    indicator: call.word("indicator"), unit: call.word("unit"), breakdown: call.query["breakdown"],
                    from: try BridgeQuestion.Side(call.query["from"] ?? "then", period: period, tree: .then),
                    to: try BridgeQuestion.Side(call.query["to"] ?? "now", period: period, tree: .now))
                return BridgeAnswer(try await BridgeBook.bridge(question, office: call.office), question)
            }),
    ]

    private static let ledger: [ReadEndpoint] = [
        ReadEndpoint(["ledger"], .ledger, "The ledger’s size, signed checkpoint and key.", tables: { call, tables in
            guard let checkpoint = try LedgerBook.checkpoint(in: tables) else { throw Failure(.notFounded) }
            return LedgerItem(size: try LedgerBook.size(in: tables), checkpoint: checkpoint, key: call.office.logKey.text)
        }),
        ReadEndpoint(["ledger", "entries"], .ledger, "The public envelopes of the ledger’s entries, by number.", ReadCall.paging, tables: { call, tables in
            let total = Int(try LedgerBook.size(in: tables))
            let offset = min(call.query["offset"].flatMap { Int($0) } ?? 0, total)
            let limit = call.query["limit"].flatMap { Int($0) } ?? 100
            let entries = try LedgerBook.entries(from: Int64(offset), limit: limit, in: tables).map { EntryItem($0) }
            let end = offset + entries.count
            return Listing(
                items: entries, total: total, offset: offset, limit: limit, next: end < total ? "\(call.path)?limit=\(limit)&offset=\(end)" : nil)
        }),
        ReadEndpoint(["ledger", "entries", "{number}"], .ledger, "An entry with its path to the signed root.", tables: { call, tables in
            guard let number = Int64(call.word("number")), let entry = try LedgerBook.entry(number, in: tables),
                let checkpoint = try LedgerBook.checkpoint(in: tables)
            else { throw Failure(.notFound, privateDetail: "entry") }
            let tree = try LedgerBook.tree(in: tables)
            return EntryProof(
                entry: EntryItem(entry), size: tree.size, checkpoint: checkpoint,
                path: try tree.inclusionProof(index: UInt64(number)).map(\.hex))
        }),
    ]
}

extension Reads {
    /// What belongs to a year.
    fileprivate static let year: [ReadEndpoint] = [
        ReadEndpoint(["cycles"], .cycles, "The years, latest first.", list: { call, tables in
            try CycleBook.years(in: tables).map { try cycle($0, call, tables) }
        }),
        ReadEndpoint(["cycles", "{year}"], .cycles, "A year with its phases.", tables: { call, tables in
            try cycle(try call.year(in: tables), call, tables)
        }),
        ReadEndpoint(
            ["cycles", "{year}", "dues"], .cycles, "What is owed and not yet done: by a unit, else by the integration’s own post.", [unit],
            list: { call, tables in
                let year = try call.year(in: tables)
                let dues: [Due]
                if let unit = call.query["unit"] {
                    guard try UnitBook.unit(unit, in: tables) != nil else { throw Failure(.unknownUnit, ["unit": unit]) }
                    dues = try DueBook.owed(by: unit, year: year, on: call.today, in: tables)
                } else {
                    dues = try DueBook.owed(by: try call.signatory(in: tables), year: year, on: call.today, in: tables)
                }
                return dues.map {
                    DueItem(
                        task: $0.task.rawValue, year: $0.year, unit: $0.unit, subject: $0.subject, starts: $0.starts, due: $0.due,
                        state: $0.state.rawValue)
                }
            }),
        ReadEndpoint(
            ["cycles", "{year}", "terms"], .terms, "The units’ current terms of reference.",
            [unit, ReadParameter(name: "state", form: .words(["proposed", "partly_signed", "signed"]), about: "Only those that stand so.")],
            list: { call, tables in
                try TermsBook.all(year: try call.year(in: tables), in: tables).filter { terms in
                    (call.query["unit"].map { $0 == terms.unit } ?? true) && (call.query["state"].map { $0 == terms.state.rawValue } ?? true)
                }.map { TermsItem($0) }
            }),
        ReadEndpoint(["cycles", "{year}", "terms", "{unit}"], .terms, "A unit’s current terms of reference.", tables: { call, tables in
            try TermsItem(found(TermsBook.current(year: call.year(in: tables), unit: call.word("unit"), in: tables)))
        }),
        ReadEndpoint(["cycles", "{year}", "assessments"], .assessments, "The units’ current self-assessments.", [unit], list: { call, tables in
            try SelfAssessmentBook.all(year: try call.year(in: tables), in: tables)
                .filter { assessment in call.query["unit"].map { $0 == assessment.unit } ?? true }.map { AssessmentItem($0) }
        }),
        ReadEndpoint(["cycles", "{year}", "assessments", "{unit}"], .assessments, "A unit’s current self-assessment.", tables: { call, tables in
            try AssessmentItem(found(SelfAssessmentBook.current(year: call.year(in: tables), unit: call.word("unit"), in: tables)))
        }),
        ReadEndpoint(["cycles", "{year}", "evaluations"], .evaluations, "The units’ current ratings.", [unit], list: { call, tables in
            try EvaluationBook.all(year: try call.year(in: tables), in: tables)
                .filter { evaluation in call.query["unit"].map { $0 == evaluation.unit } ?? true }.map { EvaluationItem($0) }
        }),
        ReadEndpoint(
            ["cycles", "{year}", "evaluations", "{unit}"], .evaluations, "A unit’s current rating with its derivation.",
            tables: { call, tables in
                try EvaluationItem(found(EvaluationBook.current(year: call.year(in: tables), unit: call.word("unit"), in: tables)))
            }),
        ReadEndpoint(["cycles", "{year}", "meeting"], .meetings, "The annual meeting.", tables: { call, tables in
            let meeting = try found(MeetingBook.meeting(year: call.year(in: tables), in: tables))
            return MeetingItem(year: meeting.year, held: meeting.held, place: meeting.place, by: ActReference(meeting.by))
        }),
        ReadEndpoint(
            ["cycles", "{year}", "decisions"], .meetings, "The decisions of the annual meeting, by number.",
            [ReadParameter(name: "owner", form: .code, about: "Only those this unit carries out.")],
            list: { call, tables in
                try MeetingBook.decisions(year: try call.year(in: tables), in: tables)
                    .filter { decision in call.query["owner"].map { $0 == decision.owner } ?? true }.map { DecisionItem($0) }
            }),
        ReadEndpoint(["cycles", "{year}", "priorities"], .meetings, "The priorities that guide the year, by rank.", list: { call, tables in
            try PrioritiesBook.priorities(year: try call.plannedYear(in: tables), in: tables).map { PriorityItem($0) }
        }),
        ReadEndpoint(
            ["cycles", "{year}", "objectives"], .roadmap, "The objectives of the year’s roadmap, by first day.",
            [ReadParameter(name: "owner", form: .code, about: "Only those this unit answers for.")],
            list: { call, tables in
                try RoadmapBook.objectives(year: try call.plannedYear(in: tables), in: tables)
                    .filter { objective in call.query["owner"].map { $0 == objective.terms.owner } ?? true }
                    .map { ObjectiveItem(objective: $0.terms, state: $0.state(on: call.today).rawValue, by: ActReference($0.by)) }
            }),
    ]

    private static func cycle(_ year: Int, _ call: ReadCall, _ tables: any Connection) throws -> CycleItem {
        CycleItem(
            year: year, phases: try CycleBook.phases(year: year, in: tables),
            running: try CycleBook.running(year: year, on: call.today, in: tables).map(\.phase))
    }

    private static func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Failure(.notFound, privateDetail: "nothing there") }
        return value
    }
}
