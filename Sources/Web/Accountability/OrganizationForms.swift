import Acts
import Figures
import Institution
import Storage

extension OrganizationQuery {
    private static let names = [
        FormField(name: "name_ar", kind: .text, lang: "ar"), FormField(name: "name_fr", kind: .text, lang: "fr"),
        FormField(name: "name_en", kind: .text, lang: "en"),
    ]

    private func choice(_ name: String, _ choices: [Choice], isRequired: Bool = true) -> FormField {
        let none = Choice(choiceValue: "", choiceText: desk.words.text("organization.choose"), isChosen: false)
        return FormField(name: name, kind: .choice, choices: [none] + choices, isRequired: isRequired)
    }

    /// The forms of the section.
    func forms() throws -> [OrganizationForm] {
        switch section {
        case .units: try unitForms()
        case .posts: try postForms()
        case .officials: officialForms()
        case .appointments: try appointmentForms()
        case .delegations: try delegationForms()
        }
    }

    private func unitForms() throws -> [OrganizationForm] {
        let announced = try announcedEvents()
        let day = FormField(name: "date", kind: .day)
        let me = desk.signatory
        return [
            OrganizationForm(
                name: "open",
                fields: [FormField(name: "code", kind: .code), choice("parent", units, isRequired: false), FormField(name: "kind", kind: .code)]
                    + Self.names + [FormField(name: "opened", kind: .day)], isOpen: OpenUnit.allows(me, unit: nil),
                act: { form, _ in
                    OpenUnit(
                        code: form["code"], parent: form.optional("parent"), unitKind: form["kind"], names: form.names,
                        opened: form["opened"])
                }),
            OrganizationForm(
                name: "rename", fields: [choice("unit", units)] + Self.names + [day], isOpen: RenameUnit.allows(me, unit: nil),
                act: { form, _ in RenameUnit(unit: form["unit"], date: form["date"], names: form.names) }),
            OrganizationForm(
                name: "move", fields: [choice("unit", units), choice("parent", units), day], isOpen: MoveUnit.allows(me, unit: nil),
                act: { form, _ in MoveUnit(unit: form["unit"], date: form["date"], parent: form["parent"]) }),
            OrganizationForm(
                name: "close", fields: [choice("unit", units), day], isOpen: CloseUnit.allows(me, unit: nil),
                act: { form, _ in CloseUnit(unit: form["unit"], date: form["date"]) }),
            OrganizationForm(
                name: "merge", fields: [choice("unit", units), choice("into", units), day], isOpen: MergeUnit.allows(me, unit: nil),
                act: { form, _ in MergeUnit(unit: form["unit"], date: form["date"], into: form["into"]) }),
            OrganizationForm(
                name: "split", fields: [choice("unit", units), day] + heirs, isOpen: SplitUnit.allows(me, unit: nil),
                act: { form, _ in
                    let parts = (1...Self.heirs).filter { form.optional("into.\($0)") != nil || form.optional("share.\($0)") != nil }
                    return SplitUnit(
                        unit: form["unit"], date: form["date"],
                        into: parts.map { SplitUnit.Part(unit: form["into.\($0)"], share: form["share.\($0)"].replacing(",", with: ".")) })
                }),
            OrganizationForm(
                name: "withdraw", fields: [choice("event", announced), FormField(name: "reason", kind: .area)],
                isOpen: WithdrawUnitEvent.allows(me, unit: nil),
                act: { form, _ in
                    let halves = form["event"].split(separator: "/", maxSplits: 1).map(String.init)
                    guard halves.count == 2, let number = Int64(halves[0]) else {
                        throw Failure(.unknownUnitEvent, ["number": String(form["event"].prefix(20)), "unit": "–"])
                    }
                    return WithdrawUnitEvent(event: number, unit: halves[1], reason: form["reason"])
                }),
        ]
    }

    /// Heirs that the form of a split has room for; an import takes any number.
    private static let heirs = 6

    private var heirs: [FormField] {
        (1...Self.heirs).flatMap { number in
            [
                choice("into.\(number)", units, isRequired: number < 3),
                FormField(name: "share.\(number)", kind: .code, isRequired: number < 3),
            ]
        }
    }

    /// The events that are announced, by entry.
    private func announcedEvents() throws -> [Choice] {
        var seen: Set<Int64> = []
        return try UnitBook.events(from: "\(desk.today.next)", through: "9999-12-31", in: desk.tables)
            .filter { $0.withdrawn == nil && seen.insert($0.made).inserted }.map { event in
                let kind = ActReading.phrase(Self.kind(of: event.event), desk.words)
                return Choice(
                    choiceValue: "\(event.made)/\(event.unit)",
                    choiceText: "\(desk.words.day(event.date)) · \(kind) · \(desk.name(ofUnit: event.unit))", isChosen: false)
            }
    }

    private static func kind(of event: String) -> String {
        switch event {
        case "open": OpenUnit.kind
        case "move": MoveUnit.kind
        case "rename": RenameUnit.kind
        case "merge": MergeUnit.kind
        case "split": SplitUnit.kind
        default: CloseUnit.kind
        }
    }

    private func postForms() throws -> [OrganizationForm] {
        let words = desk.words
        let roles = Role.allCases.map {
            Choice(choiceValue: $0.rawValue, choiceText: words.text("words.role.\($0.rawValue)"), isChosen: false)
        }
        return [
            OrganizationForm(
                name: "post", fields: [FormField(name: "code", kind: .code), choice("unit", units), choice("role", roles)] + Self.names,
                isOpen: CreatePost.allows(desk.signatory, unit: nil),
                act: { form, _ in
                    guard let role = Role(rawValue: form["role"]) else {
                        throw Failure(.malformedValue, ["field": "role", "value": String(form["role"].prefix(40))])
                    }
                    return CreatePost(code: form["code"], unit: form["unit"], role: role, names: form.names)
                })
        ]
    }

    private func officialForms() -> [OrganizationForm] {
        [
            OrganizationForm(
                name: "official", fields: [FormField(name: "code", kind: .code)] + Self.names,
                isOpen: RegisterOfficial.allows(desk.signatory, unit: nil),
                act: { form, _ in RegisterOfficial(code: form["code"], names: form.names) })
        ]
    }

    private func appointmentForms() throws -> [OrganizationForm] {
        let (posts, officials) = try (posts(), officials())
        let running = try OfficialBook.appointments(in: desk.tables).filter { $0.until == nil }
        func choices(_ list: [OfficialBook.Appointment], _ value: (OfficialBook.Appointment) -> String) throws -> [Choice] {
            try list.map {
                let text = "\(try desk.title(ofPost: $0.post)) · \(try desk.name(ofOfficial: $0.official))"
                return Choice(choiceValue: value($0), choiceText: text, isChosen: false)
            }
        }
        return [
            OrganizationForm(
                name: "appoint",
                fields: [
                    choice("official", officials), choice("post", posts), FormField(name: "since", kind: .day),
                    FormField(name: "decision", kind: .text, isRequired: false),
                    FormField(name: "awaits", kind: .check, isRequired: false),
                ], isOpen: AppointOfficial.allows(desk.signatory, unit: nil),
                act: { form, _ in
                    AppointOfficial(
                        official: form["official"], post: form["post"], since: form["since"], decision: form.optional("decision"),
                        awaitsSignature: form["awaits"] == "yes" ? true : nil)
                }),
            OrganizationForm(
                name: "end",
                fields: [
                    choice("appointment", try choices(running) { "\($0.official)/\($0.post)" }), FormField(name: "until", kind: .day),
                    choice("successor", officials, isRequired: false),
                ], isOpen: EndAppointment.allows(desk.signatory, unit: nil),
                act: { form, _ in
                    let parts = form["appointment"].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                    guard parts.count == 2 else { throw Failure(.missingText, ["field": "appointment", "language": "–"]) }
                    return EndAppointment(official: parts[0], post: parts[1], until: form["until"], successor: form.optional("successor"))
                }),
            OrganizationForm(
                name: "sign", fields: [choice("waiting", try choices(running.filter(\.isUnsigned)) { "\($0.made)/\($0.post)" })],
                isOpen: SignAppointment.allows(desk.signatory, unit: nil) && running.contains(where: \.isUnsigned),
                act: { form, _ in
                    let parts = form["waiting"].split(separator: "/", maxSplits: 1).map(String.init)
                    guard parts.count == 2, let number = Int64(parts[0]) else {
                        throw Failure(.missingText, ["field": "waiting", "language": "–"])
                    }
                    return SignAppointment(appointment: number, post: parts[1])
                }),
        ]
    }

    private func delegationForms() throws -> [OrganizationForm] {
        let me = desk.signatory
        let isAdministrator = me.role == .administrator
        let posts = try posts().filter { isAdministrator || $0.choiceValue == me.post }
        let causes = DelegatePost.Cause.allCases.map {
            Choice(choiceValue: $0.rawValue, choiceText: desk.words.text("organization.cause.\($0.rawValue)"), isChosen: false)
        }
        let given = try delegations().filter { $0.recalled == nil && $0.ends >= "\(desk.today)" }
        let recallable = try given.filter { isAdministrator || $0.post == me.post || $0.delegate == me.official }.map {
            Choice(
                choiceValue: "\($0.by.number)/\($0.post)",
                choiceText: "\(try desk.title(ofPost: $0.post)) · \(try desk.name(ofOfficial: $0.delegate))", isChosen: false)
        }
        return [
            OrganizationForm(
                name: "delegate",
                fields: [
                    choice("post", posts), choice("official", try officials()), FormField(name: "starts", kind: .day),
                    FormField(name: "ends", kind: .day), choice("cause", causes), FormField(name: "reason", kind: .area),
                    FormField(name: "kinds", kind: .code, isRequired: false),
                ], isOpen: DelegatePost.allows(me, unit: nil) && me.ownPost == nil,
                act: { form, _ in
                    guard let cause = DelegatePost.Cause(rawValue: form["cause"]) else {
                        throw Failure(.malformedValue, ["field": "cause", "value": String(form["cause"].prefix(40))])
                    }
                    let kinds = form["kinds"].split(whereSeparator: { " ,;\n\r\t".contains($0) }).map(String.init)
                    return DelegatePost(
                        post: form["post"], official: form["official"], starts: form["starts"], ends: form["ends"],
                        kinds: kinds.isEmpty ? nil : kinds, cause: cause, reason: form["reason"])
                }),
            OrganizationForm(
                name: "recall", fields: [choice("delegation", recallable), FormField(name: "reason", kind: .area)],
                isOpen: RecallDelegation.allows(me, unit: nil) && !recallable.isEmpty,
                act: { form, _ in
                    let parts = form["delegation"].split(separator: "/", maxSplits: 1).map(String.init)
                    guard parts.count == 2, let number = Int64(parts[0]) else {
                        throw Failure(.unknownDelegation, ["number": String(form["delegation"].prefix(20))])
                    }
                    return RecallDelegation(delegation: number, post: parts[1], reason: form["reason"])
                }),
        ]
    }

    // MARK: Choices

    private var units: [Choice] {
        let day = "\(desk.today)"
        return desk.registers.units.values.filter { ($0.closed ?? "9") > day }.map { $0.code }.sorted().map {
            Choice(choiceValue: $0, choiceText: "\(desk.name(ofUnit: $0)) (\($0))", isChosen: false)
        }
    }

    private func posts() throws -> [Choice] {
        try OfficialBook.posts(in: desk.tables).map {
            Choice(choiceValue: $0.code, choiceText: "\(desk.title(of: $0)) (\($0.code))", isChosen: false)
        }
    }

    private func officials() throws -> [Choice] {
        try OfficialBook.officials(in: desk.tables).map {
            Choice(choiceValue: $0.code, choiceText: "\(desk.words.pick($0.names)) (\($0.code))", isChosen: false)
        }
    }
}
