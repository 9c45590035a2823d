import Acts
import ArgumentParser
import Figures
import Foundation
import Institution
import Ledger
import Storage

struct BenchEntry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entry", abstract: "Forms and single cells entered over HTTP, and what is left of them after kill -9.",
        discussion: """
            A server in a process of its own; the load comes from the same machine. Every save is signed in, validated, durable, in the \
            ledger and in the totals before it is acknowledged. After kill -9 in the middle of the saves, every acknowledged one must be \
            in the ledger under its leaf, and every total must equal a recomputation from the bodies.
            """)

    @Option(help: "Units that report.") var units = 10_000
    @Option(help: "Seconds of each of the two loads.") var seconds = 20
    @Option(help: "Connections.") var connections = 64
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var formsPerSecond, formP50Ms, formP99Ms, savesPerSecond, saveP50Ms, saveP99Ms: Double
        var acknowledged, refused, missing, unequalTotals, staleReads, correctionsSeen, corrections: Int
        var correctionMs, reopenSeconds, probeBeforeMs, probeAfterMs, serverMegabytes: Double
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let house = BenchHouse(folder: folder, units: units)
            Terminal.note("founding \(units) units and entering one month of them")
            let (office, token) = try await house.found()
            try await house.fill(office, months: 1...1)
            await office.close()
            let before = DiskProbe.median(in: folder)
            let server = try BenchServer(folder)
            let crews = (0..<connections).map { EntryCrew($0, of: connections, units: units, port: server.port, token: token) }
            Terminal.note("forms of \(BenchHouse.indicators * BenchHouse.cells) cells, \(connections) connections")
            let watch = RootWatch(port: server.port, token: token)
            let forms = await HTTPFleet(port: server.port, connections: connections, seconds: Double(seconds)).run(crews)
            let stale = watch.stop()
            let (seen, correctionMs) = try correct(crews[0], server.port, token)
            Terminal.note("single cells, then kill -9")
            for crew in crews { crew.savesCells = true }
            let killer = Task {
                try await Task.sleep(for: .seconds(seconds))
                server.kill()
            }
            let megabytes = server.peakMegabytes
            let saves = await HTTPFleet(port: server.port, connections: connections, seconds: Double(seconds + 5)).run(crews)
            try await killer.value
            let result = try await checked(folder, crews) { missing, unequal, reopen in
                Result(
                    formsPerSecond: forms.perSecond, formP50Ms: forms.quantile(0.5), formP99Ms: forms.quantile(0.99),
                    savesPerSecond: Double(saves.times.count) / Double(seconds), saveP50Ms: saves.quantile(0.5),
                    saveP99Ms: saves.quantile(0.99), acknowledged: crews.reduce(0) { $0 + $1.receipts.count },
                    refused: forms.refused + saves.refused, missing: missing, unequalTotals: unequal, staleReads: stale,
                    correctionsSeen: seen, corrections: Self.corrections, correctionMs: correctionMs, reopenSeconds: reopen,
                    probeBeforeMs: before, probeAfterMs: DiskProbe.median(in: folder), serverMegabytes: megabytes)
            }
            if json { try Terminal.json(result) } else { report(result) }
            let isGood = result.missing == 0 && result.unequalTotals == 0 && result.staleReads == 0 && result.refused == 0
            if !isGood || result.correctionsSeen != result.corrections { throw ExitCode(1) }
        }
    }

    private func report(_ result: Result) {
        Terminal.print(
            "forms of 120 cells: \(result.formsPerSecond.short)/s (p50 \(result.formP50Ms.short) ms, p99 \(result.formP99Ms.short) ms); "
                + "single cells: \(result.savesPerSecond.short)/s (p50 \(result.saveP50Ms.short) ms, p99 \(result.saveP99Ms.short) ms); "
                + "\(connections) connections, fdatasync \(result.probeBeforeMs.short) and \(result.probeAfterMs.short) ms")
        Terminal.print(
            "after kill -9: \(result.acknowledged) acknowledged, \(result.missing) missing; \(result.unequalTotals) totals unequal to "
                + "the recomputation; reopened in \(result.reopenSeconds.short) s; \(result.refused) refused")
        Terminal.print(
            "corrections seen at the root by the next read: \(result.correctionsSeen) of \(result.corrections) (save and read "
                + "\(result.correctionMs.short) ms); root totals that went back while forms came: \(result.staleReads); "
                + "server \(result.serverMegabytes.short) MB")
    }

    private static let corrections = 200

    /// Saves one cell, asks for the root's total, and looks whether it has changed by exactly as much.
    private func correct(_ crew: EntryCrew, _ port: Int, _ token: String) throws -> (seen: Int, medianMs: Double) {
        guard let link = HTTPLink(port: port) else { throw Failure(.internal) }
        func ask(_ request: [UInt8]) throws -> (status: Int, body: ArraySlice<UInt8>) {
            guard link.send(request) else { throw Failure(.internal, privateDetail: "the server is gone") }
            while true {
                switch link.receive() {
                case .unfinished: usleep(20)
                case .gone: throw Failure(.internal, privateDetail: "the server is gone")
                case .whole(let status, let body): return (status, body)
                }
            }
        }
        func total(_ indicator: Int) throws -> Int {
            try RootWatch.value(ask(RootWatch.request(indicator: indicator, port: port, token: token)).body) ?? -1
        }
        crew.savesCells = true
        var (seen, timings) = (0, Timings())
        for _ in 0..<Self.corrections {
            guard let request = crew.next(), let change = crew.onItsWay else { break }
            let before = try total(change.cell / BenchHouse.cells)
            var after = before
            timings.add(
                try ContinuousClock().measure {
                    let answer = try ask(request)
                    crew.answered(answer.status, answer.body)
                    after = try total(change.cell / BenchHouse.cells)
                })
            if after - before == change.new - change.old { seen += 1 }
        }
        return (seen, timings.median)
    }

    /// Opens what the killed server left and compares it with what it had acknowledged.
    private func checked(
        _ folder: String, _ crews: [EntryCrew], _ make: (Int, Int, Double) -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        let office = try await Office.open(.directory(folder), more: Rooms.migrations)
        let reopen = (ContinuousClock.now - start).seconds
        let receipts = crews.flatMap(\.receipts).sorted { $0.number < $1.number }
        let missing = try await office.database.read { tables in
            var missing = 0
            for receipt in receipts {
                guard try LedgerBook.entry(receipt.number, in: tables)?.leaf.hex.hasPrefix(receipt.leaf) == true else {
                    missing += 1
                    continue
                }
            }
            return missing
        }
        let recomputed = try await Self.recomputed(office)
        var unequal = 0
        for indicator in 0..<BenchHouse.indicators {
            let answer = try office.cube.answer(
                Question(indicator: "i\(indicator)", unit: "root", span: try Period("\(BenchHouse.year)")))
            if answer.value?.mantissa != recomputed[indicator] { unequal += 1 }
        }
        await office.close()
        return make(missing, unequal, reopen)
    }

    /// The root's totals from the bodies alone: the last value of every cell, added up.
    private static func recomputed(_ office: Office) async throws -> [Int64] {
        try await office.database.read { tables in
            var cells: [String: (indicator: Int, value: Int64)] = [:]
            var from: Int64 = 0
            while true {
                let entries = try LedgerBook.entries(from: from, limit: 5_000, in: tables)
                guard let last = entries.last else { break }
                from = last.record.number + 1
                for entry in entries where entry.record.kind == SubmitReturn.kind {
                    let act = try ReturnReader.read(Self.members(entry.body)) ?? SubmitReturn.decoded(fromBody: entry.body)
                    for value in act.values {
                        cells["\(act.unit)/\(act.period)/\(value.indicator)/\(value.breakdown ?? "")"] =
                            (Int(value.indicator.dropFirst()) ?? 0, Int64(value.value ?? "") ?? 0)
                    }
                }
            }
            var sums = [Int64](repeating: 0, count: BenchHouse.indicators)
            for cell in cells.values { sums[cell.indicator] += cell.value }
            return sums
        }
    }

    /// A body without the signatory in front.
    private static func members(_ body: [UInt8]) -> [UInt8] {
        guard let end = body.firstIndex(of: UInt8(ascii: "}")), body.count > end + 1 else { return body }
        return [UInt8(ascii: "{")] + body[(end + 2)...]
    }
}

/// One connection's entries: forms of its own units, then single cells of them, so that no two connections change the same cell.
final class EntryCrew: HTTPFleet.Crew {
    struct Receipt { let number: Int64, leaf: String }
    struct Change { let unit, cell, old, new: Int }

    var savesCells = false
    private(set) var receipts: [Receipt] = []
    /// The cell that was sent last and is not answered yet.
    private(set) var onItsWay: Change?
    private let own: [Int]
    private let port: Int, token: String
    private var place = 0
    private var changed: [Int: Int] = [:]
    private var state: UInt64

    init(_ number: Int, of crews: Int, units: Int, port: Int, token: String) {
        own = Array(stride(from: number, to: units, by: crews))
        (self.port, self.token) = (port, token)
        state = UInt64(number) &* 7_919 &+ 17
    }

    func next() -> [UInt8]? {
        let body: [UInt8]
        if savesCells {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let unit = own[Int(state >> 40) % own.count]
            let cell = Int(state >> 20) % (BenchHouse.indicators * BenchHouse.cells)
            let old = changed[unit * 1_000 + cell] ?? BenchHouse.value(unit: unit, month: 1, cell: cell)
            let change = Change(unit: unit, cell: cell, old: old, new: (old + 1 + Int(state >> 52)) % 5_000)
            onItsWay = change
            body = Self.head(unit, 1, reason: ",\"reason\":\"counted again\"") + Self.cellHeads[cell] + Array("\(change.new)\"}]}".utf8)
        } else {
            let (month, unit) = (2 + place / max(1, own.count), own[place % own.count])
            guard month <= 12 else { return nil }
            place += 1
            body = Self.form(unit, month)
        }
        return BenchHouse.request("POST", "/api/v1/acts/SubmitReturn", port: port, token: token, body: body)
    }

    private static let leafMark = Array("\"leafHash\":\"".utf8), numberMark = Array("\"number\":".utf8)
    /// Cell by cell, what stands before its value.
    private static let cellHeads = (0..<(BenchHouse.indicators * BenchHouse.cells)).map { cell in
        Array("{\"breakdown\":\"k=\(cell % BenchHouse.cells)\",\"indicator\":\"i\(cell / BenchHouse.cells)\",\"value\":\"".utf8)
    }

    private static func head(_ unit: Int, _ month: Int, reason: String = "") -> [UInt8] {
        Array("{\"period\":\"\(BenchHouse.period(month))\"\(reason),\"unit\":\"u\(unit)\",\"values\":[".utf8)
    }

    private static func form(_ unit: Int, _ month: Int) -> [UInt8] {
        var body = head(unit, month)
        body.reserveCapacity(8_192)
        for (cell, head) in cellHeads.enumerated() {
            if cell > 0 { body.append(UInt8(ascii: ",")) }
            body += head
            body += String(BenchHouse.value(unit: unit, month: month, cell: cell)).utf8
            body += [UInt8(ascii: "\""), UInt8(ascii: "}")]
        }
        body += [UInt8(ascii: "]"), UInt8(ascii: "}")]
        return body
    }

    /// What follows a mark, up to the next quote, comma or brace.
    private static func text(after mark: [UInt8], in body: ArraySlice<UInt8>) -> Substring? {
        body.withUnsafeBufferPointer { bytes in
            guard bytes.count > mark.count else { return nil }
            for start in 0...(bytes.count - mark.count) where mark.indices.allSatisfy({ bytes[start + $0] == mark[$0] }) {
                let rest = bytes[(start + mark.count)...]
                let end = rest.firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
                return Substring(decoding: rest[..<(end ?? rest.endIndex)], as: UTF8.self)
            }
            return nil
        }
    }

    func answered(_ status: Int, _ body: ArraySlice<UInt8>) {
        defer { onItsWay = nil }
        guard status == 201 else { return }
        // The load must not cost what it measures: no regular expressions here.
        guard let leaf = Self.text(after: Self.leafMark, in: body), let text = Self.text(after: Self.numberMark, in: body),
            let number = Int64(text)
        else { return }
        receipts.append(Receipt(number: number, leaf: String(leaf.prefix(15))))
        if let change = onItsWay { changed[change.unit * 1_000 + change.cell] = change.new }
    }
}

/// Asks for the root's total again and again while forms come: it may only grow.
final class RootWatch: @unchecked Sendable {
    private let finished = DispatchSemaphore(value: 0)
    private let stopping = DispatchSemaphore(value: 0)
    /// Written by the thread before it signals, read after that.
    private var stale = 0

    init(port: Int, token: String) {
        Thread.detachNewThread { [self] in
            defer { finished.signal() }
            guard let link = HTTPLink(port: port) else { return }
            var last = 0
            while stopping.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
                guard link.send(Self.request(indicator: 0, port: port, token: token)) else { return }
                while true {
                    let answer = link.receive()
                    if case .unfinished = answer {
                        usleep(200)
                        continue
                    }
                    guard case .whole(_, let body) = answer, let total = Self.value(body) else { return }
                    if total < last { stale += 1 }
                    last = total
                    break
                }
            }
        }
    }

    /// How often a total was smaller than one before.
    func stop() -> Int {
        stopping.signal()
        finished.wait()
        return stale
    }

    static func request(indicator: Int, port: Int, token: String) -> [UInt8] {
        BenchHouse.request("GET", "/api/v1/figures/i\(indicator)/root/\(BenchHouse.year)", port: port, token: token)
    }

    /// The value in an answer about a figure.
    static func value(_ body: ArraySlice<UInt8>) -> Int? {
        String(decoding: body, as: UTF8.self).firstMatch(of: /"value":"(-?[0-9]+)"/).flatMap { Int($0.1) }
    }
}
