import Acts

/// The annual meeting of a year.
public struct Meeting: Sendable, Hashable {
    /// The year whose results it heard, the ISO day it was held, and where.
    public let year: Int
    public let held: String
    public let place: Trilingual
    /// The act that recorded it.
    public let by: Authorship
}

/// The convocation of a meeting with its agenda.
public struct Convocation: Sendable, Hashable {
    /// The year, the ISO day, the hour `09:00` and where.
    public let year: Int
    public let day, starts: String
    public let place: Trilingual
    /// Minutes for the opening and last year's decisions.
    public let opening: Int
    /// The units in the order in which they are heard.
    public let turns: [ConveneMeeting.Turn]
    /// The act that convened.
    public let by: Authorship

    /// When the opening and then each turn begins, `HH:MM`, and when the last one ends.
    public var times: [String] {
        var minute = ConveneMeeting.minutes(of: starts) ?? 0
        var times = [Self.text(minute)]
        for length in [opening] + turns.map(\.minutes) {
            minute += length
            times.append(Self.text(minute))
        }
        return times
    }

    private static func text(_ minute: Int) -> String {
        let (hours, minutes) = ((minute / 60) % 24, minute % 60)
        return (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)"
    }
}

/// A decision of the annual meeting.
public struct Decision: Sendable, Hashable {
    /// The year of the meeting and the number within it.
    public let year, number: Int
    /// What was decided.
    public let text: Trilingual
    /// The unit that carries it out, and the ISO day by which.
    public let owner, due: String
    /// The commitment and the indicator it rests on.
    public let commitment, indicator: String?
    /// Number of the frozen dossier that moved it.
    public let dossier: Int64?
    /// The unit and the period of the figure that moved it.
    public let figureUnit, figurePeriod: String?
    /// The unit that watches over it.
    public let follower: String?
    /// The act that recorded it.
    public let by: Authorship

    /// The decision as others name it.
    public var reference: AdoptObjective.DecisionReference { .init(year: year, number: number) }
    /// As printed: `2022-07`.
    public var label: String { "\(year)-\(number < 10 ? "0" : "")\(number)" }
}

/// What was said of a decision.
public struct FollowUp: Sendable, Hashable {
    /// The decision.
    public let decision: AdoptObjective.DecisionReference
    /// Where it stands, and why.
    public let state: FollowDecision.State
    public let note: Trilingual
    /// The decision that took its place.
    public let successor: AdoptObjective.DecisionReference?
    /// The year of the meeting at which it was said; nil outside a meeting.
    public let meeting: Int?
    /// The act that said it.
    public let by: Authorship
}

/// What a post said in the meeting.
public struct Intervention: Sendable, Hashable {
    /// The unit whose turn it was.
    public let unit: String?
    /// The post that spoke, the language, and what was said in short.
    public let speaker, language, summary: String
    /// The act that recorded it.
    public let by: Authorship
}

/// The Director General's guidance.
public struct Guidance: Sendable, Hashable {
    /// The unit it is given to; nil for all.
    public let unit: String?
    /// The guidance.
    public let text: Trilingual
    /// The act that gave it.
    public let by: Authorship
}

/// A frozen dossier.
public struct Dossier: Sendable, Hashable {
    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// SHA-256 of what it covers.
    public let digest: String
    /// Numbers of the terms' proposal, the self-assessment and the rating.
    public let terms, assessment, rating: Int64?
    /// The figures as they read.
    public let figures: [FrozenFigure]
    /// The act that froze it.
    public let by: Authorship

    /// The frozen figure of an indicator; nil when the dossier holds none.
    public func figure(_ indicator: String, of unit: String) -> FrozenFigure? {
        figures.first { $0.indicator == indicator && $0.unit == unit }
    }
}

/// A signature under the minutes.
public struct MinutesSignature: Sendable, Hashable {
    /// The digest it stands on.
    public let digest: String
    /// `secretary` or `directorGeneral`.
    public let role: Role
    /// The act that signed.
    public let by: Authorship
}
