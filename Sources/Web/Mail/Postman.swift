import Acts
import Foundation
import Identity
import Institution
import Localization
import Logging
import Storage

/// Writes the reminders of a day as letters and hands letters to the mail server.
public struct Postman: Sendable {
    /// What a round did.
    public struct Round: Sendable, Hashable {
        /// Letters written, handed over, put off, and given up.
        public var written = 0, sent = 0, waiting = 0, failed = 0
    }

    let office: Office
    let server: MailServer

    /// A postman of an institution.
    public init(office: Office, server: MailServer) {
        self.office = office
        self.server = server
    }

    /// Writes what is to be said today, and hands over what waits. Throws only what concerns the database.
    public func round() async throws -> Round {
        var round = Round()
        round.written = try await write()
        try await deliver(into: &round)
        return round
    }

    /// Writes the letters of today that are not written yet; returns how many.
    public func write() async throws -> Int {
        let (now, today, address) = (office.clock(), office.today, server.address)
        return try await office.database.write { tables in
            try ReminderPlan.due(on: today, in: tables).filter { told in
                let letter = try ReminderLetter(told, on: today, address: address, in: tables)
                return try Outbox.put(
                    id: Secret.random().text, to: told, subject: letter.subject, content: letter.text, now: now, in: tables)
            }.count
        }
    }

    /// The letters of today as they would be written; nothing changes.
    public static func preview(_ office: Office, address: String?) async throws -> [(post: String, to: String, subject: String, text: String)] {
        let today = office.today
        return try await office.database.read { tables in
            try ReminderPlan.due(on: today, in: tables).map { told in
                let letter = try ReminderLetter(told, on: today, address: address, in: tables)
                return (told.post.code, told.contact.email, letter.subject, letter.text)
            }
        }
    }

    /// Hands over what waits, fifty letters a connection.
    private func deliver(into round: inout Round) async throws {
        while true {
            let now = office.clock()
            let letters = try await office.database.write { try Outbox.take(50, now: now, in: $0) }
            guard !letters.isEmpty else { return }
            let name = try await office.database.read { try InstitutionBook.profile(in: $0) }.map { $0.names.fr } ?? "Hasila"
            let results = await SMTPSession(server: server).send(
                letters.map { letter in
                    MailMessage(
                        from: server.from, fromName: name, to: letter.address, subject: letter.subject, text: letter.content,
                        id: letter.id, date: now)
                })
            for (letter, result) in zip(letters, results) { try await note(letter, result, into: &round) }
        }
    }

    private func note(_ letter: Letter, _ result: Result<Void, MailTrouble>, into round: inout Round) async throws {
        let now = office.clock()
        switch result {
        case .success:
            round.sent += 1
            try await office.database.write { try Outbox.markSent(letter.id, now: now, in: $0) }
        case .failure(let trouble):
            let isGivenUp = trouble.isFinal || letter.attempts + 1 >= Outbox.mostAttempts
            if isGivenUp { round.failed += 1 } else { round.waiting += 1 }
            let text = Phrasebook.standard.failure(trouble.failure.code.rawValue, .en, trouble.failure.arguments)
            try await office.database.write {
                try Outbox.markTrouble(letter.id, text, isFinal: trouble.isFinal, now: now, in: $0)
            }
        }
    }

    /// Goes on every minute until cancelled: what waits is tried again, and a new day's reminders are written.
    public func work(logger: Logger) async {
        while !Task.isCancelled {
            do {
                let round = try await round()
                if round != Round() {
                    logger.notice("reminders: \(round.written) written, \(round.sent) sent, \(round.waiting) put off, \(round.failed) given up")
                }
            } catch { logger.error("reminders: \(error)") }
            try? await Task.sleep(for: .seconds(60))
        }
    }
}
