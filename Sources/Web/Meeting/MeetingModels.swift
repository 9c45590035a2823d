import Institution
import Publication

/// The links that every page of the meeting carries.
struct MeetingLinks: Sendable {
    let overviewLink, agendaLink, presentLink, liveLink, minutesLink, minutesFile, decisionsLink, prioritiesLink: String
    /// Whether there are minutes to read and print.
    let isHeld: Bool
}

/// The meeting at a glance.
struct MeetingModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let headTags: [Tag]
    let links: MeetingLinks
    let counts: [CountCard]
    let agenda: [AgendaRow]
    let agendaNoteMarkup: String
    let signatures: [SignatureRow]
    let voidedMarkup: String?
    let priorityCountMarkup: String
    let priorities: [PriorityRow]
    let decisionCountMarkup: String
    let decisions: [DecisionRow]
    let guidance: [GuidanceRow]
    let cycleLink: String
}

/// A point of the agenda.
struct AgendaRow: Sendable {
    let agendaTimeMarkup: String
    let agendaName: String
    let agendaLink: String?
    let agendaMinutesMarkup: String
    let agendaTags: [Tag]
}

/// A signature under the minutes.
struct SignatureRow: Sendable {
    let signatureRole: String
    let signatureMarkup: String
    let signatureTag: Tag
}

/// A guidance of the Director General.
struct GuidanceRow: Sendable {
    let guidanceText: String
    let guidanceDetailMarkup: String
}

/// A priority of the next year.
struct PriorityRow: Sendable {
    let priorityTitle: String
    let priorityTextMarkup: String?
    let priorityTags: [Tag]
}

/// A decision with its owner and date.
struct DecisionRow: Sendable {
    let decisionAnchor: String
    let decisionText: String
    let decisionDetailMarkup: String
    let decisionTags: [Tag]
    /// What was said of it last.
    let decisionNote: String?
    /// The figure and the dossier that moved it, as links.
    let supports: [Link]
}

/// The minutes as they are recorded, for pages and for the followers' stream.
struct LiveModel: Sendable {
    struct Point: Sendable {
        let pointTimeMarkup: String
        let pointTitle: String
        let records: [Record]
        let isQuiet: Bool
    }
    struct Record: Sendable {
        let recordKind: String
        let recordLabelMarkup: String
        let recordText: String
        let recordLang: String
        let recordDetailMarkup: String
        let recordSupportMarkup: String?
    }
    struct SeatRow: Sendable {
        let seatPost: String
        let seatState: String
        let seatDetail: String
    }

    let sheetLeadMarkup: String
    let seatRows: [SeatRow]
    let points: [Point]
    let sheetPriorities: [String]
    let sheetSignatures: [SignatureRow]
    let sheetVoidedMarkup: String?
    let sheetDigest: String
    let attendanceWord, prioritiesWord, signaturesWord, digestWord, quietWord: String

    init(_ sheet: MinutesSheet) {
        sheetLeadMarkup = RunningText.markup(sheet.lead)
        seatRows = sheet.seats.map { SeatRow(seatPost: $0.post, seatState: $0.state, seatDetail: $0.detail) }
        points = sheet.points.map { point in
            Point(
                pointTimeMarkup: RunningText.markup(point.time), pointTitle: point.title,
                records: point.entries.map { entry in
                    Record(
                        recordKind: entry.kind, recordLabelMarkup: RunningText.markup(entry.label), recordText: entry.text,
                        recordLang: entry.lang, recordDetailMarkup: RunningText.markup(entry.detail),
                        recordSupportMarkup: entry.support.isEmpty ? nil : RunningText.markup(entry.support))
                }, isQuiet: point.entries.isEmpty)
        }
        sheetPriorities = sheet.priorities
        sheetSignatures = sheet.signatures.map { SignatureRow($0) }
        sheetVoidedMarkup = sheet.voided.isEmpty ? nil : RunningText.markup(sheet.voided)
        sheetDigest = sheet.digest
        func word(_ key: String) -> String { sheet.words[key] ?? "" }
        (attendanceWord, prioritiesWord, signaturesWord) = (word("attendance"), word("priorities"), word("signatures"))
        (digestWord, quietWord) = (word("digest"), word("no_entries"))
    }
}

extension SignatureRow {
    init(_ signature: MinutesSheet.Signature) {
        self.init(
            signatureRole: signature.role, signatureMarkup: RunningText.markup(signature.isSigned ? signature.text : signature.role),
            signatureTag: signature.isSigned ? .good(signature.role) : .plain(signature.text))
    }
}

/// The followers' page.
struct LivePageModel: Sendable {
    let titleMarkup: String
    let links: MeetingLinks
    let live: LiveModel?
    let eventsLink: String
    let selfLink: String
    let simulatedTag: Tag?
}
