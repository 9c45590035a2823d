import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Localization
import NIOCore
import Publication

/// A roadmap as files: a table for other programs, a calendar for calendars.
enum RoadmapFiles {
    /// One row an objective, with baseline, plan, expected end and slippage in days. Codes and ISO days, no words of a language but the texts.
    static func table(_ reading: RoadmapReading) -> String {
        var rows = [
            [
                "year", "code", "text_ar", "text_fr", "text_en", "owner", "priority", "goal", "decision", "starts", "due", "baseline_starts",
                "baseline_due", "expected_end", "slip_days", "handed_on_days", "percent", "state", "milestones", "milestones_reached", "depends_on",
                "as_of",
            ]
        ]
        rows += reading.standings.map { standing in
            let (terms, plan, baseline) = (standing.objective.terms, standing.plan, standing.objective.baseline)
            return [
                "\(reading.year)", standing.code, plan.text.ar, plan.text.fr, plan.text.en, plan.owner, terms.priority ?? "",
                terms.goal.map { "\($0.strategy)/\($0.goal)" } ?? "", terms.decision.map { "\($0.year)-\($0.number)" } ?? "", plan.starts, plan.due,
                baseline.starts, baseline.due, standing.end, "\(standing.slip)", "\(standing.handedOn)", "\(standing.percent)", standing.state.rawValue,
                "\(standing.milestones.count)", "\(standing.milestones.filter { $0.reached != nil }.count)", plan.dependsOn.joined(separator: " "),
                "\(reading.day)",
            ]
        }
        return rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        // A cell that begins like a formula is one to a spreadsheet: a text may not be that.
        let safe = text.first.map { "=+@\t".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// One all-day event a milestone, and one for the end of an objective without milestones (RFC 5545).
    static func calendar(_ reading: RoadmapReading) -> String {
        let stamp = "\(reading.desk.today)".replacing("-", with: "") + "T000000Z"
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hasila//Roadmap//\(reading.words.language.rawValue.uppercased())"]
        func event(_ id: String, _ day: String, _ summary: String, _ detail: String) {
            guard let date = try? Day(day) else { return }
            lines += ["BEGIN:VEVENT", "UID:\(reading.year)-\(id)@hasila", "DTSTAMP:\(stamp)"]
            lines += ["DTSTART;VALUE=DATE:\(plain(date))", "DTEND;VALUE=DATE:\(plain(date.next))"]
            lines += folded("SUMMARY:\(escaped(summary))") + folded("DESCRIPTION:\(escaped(detail))") + ["END:VEVENT"]
        }
        for standing in reading.standings {
            let text = reading.words.pick(standing.plan.text)
            let owner = reading.desk.name(ofUnit: standing.plan.owner)
            for milestone in standing.plan.milestones {
                event("\(standing.code)-\(milestone.code)", milestone.due, "\(standing.code) · \(reading.words.pick(milestone.text))", "\(text) · \(owner)")
            }
            if standing.plan.milestones.isEmpty { event(standing.code, standing.plan.due, "\(standing.code) · \(text)", owner) }
        }
        return (lines + ["END:VCALENDAR"]).map { $0 + "\r\n" }.joined()
    }

    private static func plain(_ day: Day) -> String { "\(day)".replacing("-", with: "") }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,").replacing("\n", with: "\\n").replacing("\r", with: "")
    }

    /// At most 75 bytes a line, never inside a character; a continued line begins with a space.
    private static func folded(_ line: String) -> [String] {
        var lines: [String] = []
        var current = ""
        for character in line {
            if current.utf8.count + "\(character)".utf8.count > 73 {
                lines.append(current)
                current = " "
            }
            current.append(character)
        }
        return lines + [current]
    }

    /// The file as an answer.
    static func response(_ text: String, type: String, name: String) -> Response {
        let headers: HTTPFields = [.contentType: "\(type); charset=utf-8", .contentDisposition: "attachment; filename=\"\(name)\""]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
