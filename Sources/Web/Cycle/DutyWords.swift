import Figures
import Institution

/// How a duty reads: on the register, on the home page, in a letter.
struct DutyWords {
    let words: Words
    let today: Day

    /// What is owed, as an errand.
    func title(_ duty: Duty) -> String { title(duty.task, year: duty.year, subject: duty.subject) }

    /// What is owed, as an errand.
    func title(_ task: Due.Task, year: Int, subject: String?) -> String {
        var named = subject ?? "\(year)"
        if task == .submitReturn, let subject, let period = try? Period(subject) { named = words.period(period) }
        return words.text("duties.task.\(task.rawValue)", ["year": "\(year)", "subject": named])
    }

    /// The kind of duty, for filters.
    func kind(_ task: Due.Task) -> String { words.text("duties.kind.\(task.rawValue)") }

    /// Where it stands.
    func state(_ state: Duty.State) -> Tag {
        let text = words.text("duties.state.\(state.rawValue)")
        return switch state {
        case .overdue: .bad(text)
        case .open: .now(text)
        case .toCome: .plain(text)
        case .doneLate: .warn(text)
        case .done: .good(text)
        }
    }

    /// How far the day due is: in so many days, today, so many days late.
    func distance(_ due: String) -> String {
        guard let day = try? Day(due) else { return due }
        let left = today.distance(to: day)
        return switch left {
        case ..<0: words.text("home.late", count: -left)
        case 0: words.text("home.when_today")
        case 1: words.text("home.when_tomorrow")
        default: words.text("duties.in_days", count: left)
        }
    }
}
