import Acts
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Why a letter was not taken.
struct MailTrouble: Error, Sendable {
    /// The number and the sentence.
    let failure: Failure
    /// Whether trying again is useless: the server said so for good.
    let isFinal: Bool

    static func unreachable(_ host: String, _ detail: String) -> MailTrouble {
        MailTrouble(failure: Failure(.mailUnreachable, ["host": host], privateDetail: detail), isFinal: false)
    }

    static func refused(_ reply: SMTPReply) -> MailTrouble {
        MailTrouble(failure: Failure(.mailRefused, ["answer": reply.text]), isFinal: reply.code >= 500)
    }
}

/// What a server answers: a number of three digits and lines of text.
struct SMTPReply: Sendable, Hashable {
    let code: Int
    let lines: [String]

    /// As said, in one line without control characters, for people to read.
    var text: String {
        let said = lines.joined(separator: " ").unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) }
        return "\(code) " + String(String(said).prefix(200))
    }
}

/// Hands letters to a mail server over one connection (RFC 5321, STARTTLS of RFC 3207, AUTH of RFC 4954).
struct SMTPSession: Sendable {
    let server: MailServer

    /// Hands over the messages, one after the other; what became of each. Trouble with the connection is every remaining letter's trouble.
    func send(_ messages: [MailMessage]) async -> [Result<Void, MailTrouble>] {
        guard !messages.isEmpty else { return [] }
        let outcomes = MailOutcomes(count: messages.count)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await talk(messages, outcomes) }
                group.addTask {
                    try await Task.sleep(for: .seconds(server.patience))
                    throw MailTrouble.unreachable(server.host, "no end after \(server.patience) s")
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            await outcomes.fillRest(error as? MailTrouble ?? .unreachable(server.host, "\(error)"))
        }
        return await outcomes.all(.unreachable(server.host, "ended early"))
    }

    private func talk(_ messages: [MailMessage], _ outcomes: MailOutcomes) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .connect(host: server.host, port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            var talk = SMTPTalk(host: server.host, inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await open(&talk, channel.channel)
            for (index, message) in messages.enumerated() {
                do {
                    try await hand(message, to: &talk)
                    await outcomes.set(index, .success(()))
                } catch let trouble as MailTrouble where trouble.failure.code == .mailRefused {
                    await outcomes.set(index, .failure(trouble))
                    try await talk.say("RSET", expect: 200..<300)
                }
            }
            // The letters are delivered whether or not the server says goodbye.
            _ = try? await talk.say("QUIT", expect: 200..<300)
        }
    }

    /// Greeting, encryption, sign-in.
    private func open(_ talk: inout SMTPTalk, _ channel: any Channel) async throws {
        let greeting = try await talk.reply()
        guard greeting.code == 220 else { throw MailTrouble.refused(greeting) }
        var offers = try await hello(&talk)
        var isEncrypted = false
        if server.encryption != .off, offers.contains("STARTTLS") {
            try await talk.say("STARTTLS", expect: 220..<221)
            // Whatever came before the encryption could have been slipped in by somebody in between.
            guard talk.isEmpty else { throw MailTrouble.unreachable(server.host, "text before encryption") }
            try await encrypt(channel)
            isEncrypted = true
            offers = try await hello(&talk)
        }
        let mayStayPlain = server.encryption != .required && (server.password == nil || server.isHere)
        guard isEncrypted || mayStayPlain else {
            throw MailTrouble(failure: Failure(.mailUnencrypted, ["host": server.host]), isFinal: false)
        }
        if let password = server.password { try await signIn(&talk, password, offers) }
    }

    private func hello(_ talk: inout SMTPTalk) async throws -> Set<String> {
        let domain = server.from.split(separator: "@").last.map(String.init) ?? "localhost"
        let reply = try await talk.say("EHLO \(domain)", expect: 200..<300)
        return Set(reply.lines.dropFirst().map { $0.uppercased() })
    }

    private func encrypt(_ channel: any Channel) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let authority = server.authority { configuration.trustRoots = .file(authority) }
        let context = try NIOSSLContext(configuration: configuration)
        // A certificate for an address is checked against the address of the connection.
        let name = (try? SocketAddress(ipAddress: server.host, port: 0)) == nil ? server.host : nil
        try await channel.eventLoop.submit {
            let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        }.get()
    }

    private func signIn(_ talk: inout SMTPTalk, _ password: String, _ offers: Set<String>) async throws {
        let user = server.user ?? server.from
        let ways = offers.first { $0.hasPrefix("AUTH ") }?.split(separator: " ").map(String.init) ?? []
        func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
        if ways.contains("LOGIN"), !ways.contains("PLAIN") {
            try await talk.say("AUTH LOGIN", expect: 334..<335)
            try await talk.say(encoded(user), expect: 334..<335)
            try await talk.say(encoded(password), expect: 200..<300)
        } else {
            try await talk.say("AUTH PLAIN " + encoded("\0\(user)\0\(password)"), expect: 200..<300)
        }
    }

    private func hand(_ message: MailMessage, to talk: inout SMTPTalk) async throws {
        try await talk.say("MAIL FROM:<\(message.from)>", expect: 200..<300)
        try await talk.say("RCPT TO:<\(message.to)>", expect: 200..<300)
        try await talk.say("DATA", expect: 354..<355)
        // A line that begins with a dot gets a second one: a single dot ends the letter. Base64 has none; headers might.
        let content = message.content.components(separatedBy: "\r\n").map { $0.hasPrefix(".") ? "." + $0 : $0 }.joined(separator: "\r\n")
        try await talk.say(content + ".", expect: 200..<300)
    }
}

/// The lines that go to and fro on one connection.
private struct SMTPTalk {
    let host: String
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    /// No honest answer is longer.
    private static let longest = 65_536

    init(host: String, inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        (self.host, self.inbound, self.outbound) = (host, inbound, outbound)
    }

    /// Whether everything received was read.
    var isEmpty: Bool { received.readableBytes == 0 }

    /// Says one line; throws `MailTrouble` unless the answer is as expected.
    @discardableResult
    mutating func say(_ line: String, expect: Range<Int>) async throws -> SMTPReply {
        try await outbound.write(ByteBuffer(string: line + "\r\n"))
        let reply = try await reply()
        guard expect.contains(reply.code) else { throw MailTrouble.refused(reply) }
        return reply
    }

    /// The next answer, of one line or several.
    mutating func reply() async throws -> SMTPReply {
        var lines: [String] = []
        var size = 0
        while true {
            let line = try await line()
            size += line.utf8.count
            guard let code = Int(line.prefix(3)), (200..<600).contains(code), size < Self.longest else {
                throw MailTrouble.unreachable(host, "no SMTP answer")
            }
            lines.append(String(line.dropFirst(4)))
            if line.utf8.dropFirst(3).first != UInt8(ascii: "-") { return SMTPReply(code: code, lines: lines) }
        }
    }

    private mutating func line() async throws -> String {
        while true {
            if let end = received.readableBytesView.firstIndex(of: 0x0A) {
                let text = received.readString(length: end - received.readerIndex) ?? ""
                received.moveReaderIndex(forwardBy: 1)
                received.discardReadBytes()
                return text.hasSuffix("\r") ? String(text.dropLast()) : text
            }
            guard received.readableBytes < Self.longest, var more = try await inbound.next() else {
                throw MailTrouble.unreachable(host, "connection ended")
            }
            received.writeBuffer(&more)
        }
    }
}

/// What became of each letter, gathered while the talk goes on.
private actor MailOutcomes {
    private var outcomes: [Result<Void, MailTrouble>?]

    init(count: Int) { outcomes = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ outcome: Result<Void, MailTrouble>) { outcomes[index] = outcome }

    func fillRest(_ trouble: MailTrouble) { for index in outcomes.indices where outcomes[index] == nil { outcomes[index] = .failure(trouble) } }

    func all(_ missing: MailTrouble) -> [Result<Void, MailTrouble>] { outcomes.map { $0 ?? .failure(missing) } }
}
