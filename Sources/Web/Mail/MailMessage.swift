import Acts
import Figures
import Foundation
import Institution

/// A letter as it travels: RFC 5322 headers in ASCII, one text in UTF-8 as base64, so that no server on the way can break a line.
struct MailMessage: Sendable {
    /// Address of the institution, its name, and the address it goes to.
    let from, fromName, to: String
    let subject, text: String
    /// The left half of the Message-ID; the same for every try.
    let id: String
    let date: Timestamp

    /// The message with CRLF line ends, without the dot that ends it.
    var content: String {
        let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: \(Self.encodedWords(fromName))\r\n <\(from)>", "To: <\(to)>", "Subject: \(Self.encodedWords(subject))",
            "Date: \(Self.dateText(date))", "Message-ID: <\(id)@\(domain)>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated",
        ]
        return (headers + [""] + Self.base64Lines(text.replacing("\n", with: "\r\n"))).joined(separator: "\r\n") + "\r\n"
    }

    /// RFC 2047 words cut between letters, short enough that a line with its header's name stays below 78; folded lines.
    static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var part: [UInt8] = []
        for character in text where !character.isNewline {
            let bytes = Array(String(character).utf8)
            if part.count + bytes.count > 39, !part.isEmpty {
                words.append(Data(part).base64EncodedString())
                part = []
            }
            part += bytes
        }
        words.append(Data(part).base64EncodedString())
        return words.map { "=?utf-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    private static func base64Lines(_ text: String) -> [String] {
        let encoded = Array(Data(text.utf8).base64EncodedString().utf8)
        return stride(from: 0, to: encoded.count, by: 76).map {
            String(decoding: encoded[$0..<min($0 + 76, encoded.count)], as: UTF8.self)
        }
    }

    /// `Thu, 26 Nov 2026 10:54:18 +0000`.
    static func dateText(_ time: Timestamp) -> String {
        let day = time.day
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[((Int(day.number) % 7) + 7) % 7]
        let clock = time.text.dropFirst(11).prefix(8)
        return "\(weekday), \(day.day < 10 ? "0" : "")\(day.day) \(months[day.month - 1]) \(day.year) \(clock) +0000"
    }
}
