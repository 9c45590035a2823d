import Acts
import Figures
import Foundation
import Identity
import Institution
import Storage

/// An institution made for measuring: a root, regions of two hundred units, twenty monthly indicators of six cells each, and a program
/// that may enter and read figures.
struct BenchHouse {
    static let indicators = 20
    static let cells = 6
    static let year = 2025

    var folder: String
    var units: Int

    static func words(_ text: String) -> Trilingual { Trilingual(ar: "قياس \(text)", fr: "mesure \(text)", en: "bench \(text)") }

    /// Founds it in the folder; answers with the office and the program's token.
    func found() async throws -> (office: Office, token: String) {
        let founding = FoundInstitution(
            code: "root", names: Self.words("root"), notice: nil, administrator: "founder", post: "founding-administrator")
        let office = try await Office.found(
            founding, at: .directory(folder), origin: "bench.hasila.invalid/log", more: Rooms.migrations)
        let by = founding.founder
        var acts: [any Act] = [
            DefineMeasure(code: "cases", names: Self.words("cases")),
            OpenUnit(code: "root", parent: nil, unitKind: "root", names: Self.words("root"), opened: "2000-01-01"),
        ]
        for region in 0..<((units + 199) / 200) {
            acts.append(
                OpenUnit(code: "r\(region)", parent: "root", unitKind: "region", names: Self.words("r\(region)"), opened: "2000-01-01"))
        }
        for indicator in 0..<Self.indicators {
            acts.append(
                DefineIndicator(
                    Indicator(
                        code: "i\(indicator)", names: Self.words("i\(indicator)"), unitOfMeasure: "cases", decimals: 0,
                        frequency: .month, overUnits: .sum, overTime: .sum, direction: .none,
                        definition: Self.words("what is counted"), source: "bench")))
        }
        try await office.registrar.submitAll(acts, by: by)
        for slice in stride(from: 0, to: units, by: 5_000) {
            let opened = (slice..<min(units, slice + 5_000)).map { unit in
                OpenUnit(
                    code: "u\(unit)", parent: "r\(unit / 200)", unitKind: "unit", names: Self.words("u\(unit)"), opened: "2000-01-01")
            }
            try await office.registrar.submitAll(opened, by: by)
        }
        let secret = Secret.random()
        let expires = office.clock().day.advanced(by: 30)
        try await office.registrar.submit(
            RegisterIntegration(
                code: "bench", post: by.post, scopes: ["act:SubmitReturn", "read:*"], expires: "\(expires)", tokenHash: secret.hash),
            by: by)
        return (office, secret.text)
    }

    /// The value first entered in a cell.
    static func value(unit: Int, month: Int, cell: Int) -> Int {
        var word = UInt64(unit) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(month * 1_000 + cell) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 29)) &* 0x94D0_49BB_1331_11EB
        return Int(word >> 33) % 1_000
    }

    static func period(_ month: Int) -> String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    /// A whole form: 120 cells of a unit and month.
    static func form(unit: Int, month: Int) -> SubmitReturn {
        SubmitReturn(
            unit: "u\(unit)", period: period(month),
            values: (0..<(indicators * cells)).map { cell in
                ReturnedValue(
                    indicator: "i\(cell / cells)", breakdown: "k=\(cell % cells)",
                    value: String(value(unit: unit, month: month, cell: cell)))
            })
    }

    /// Enters the forms of some months in process, in slices.
    func fill(_ office: Office, months: ClosedRange<Int>) async throws {
        let by = try await office.signatory(role: .administrator)
        for month in months {
            for slice in stride(from: 0, to: units, by: 1_000) {
                let forms = (slice..<min(units, slice + 1_000)).map { Self.form(unit: $0, month: month) }
                try await office.registrar.submitAll(forms, by: by)
            }
        }
        try await Self.settle(office)
    }

    /// Works off what a server does beside its work after many acts: the register of acts, and what the checks say.
    static func settle(_ office: Office) async throws {
        try await ActRegister.catchUp(office.database)
        try await VerdictRegister.catchUp(office.database)
    }

    /// A request of the programming interface.
    static func request(_ method: String, _ path: String, port: Int, token: String, body: [UInt8] = []) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r\n"
        if !body.isEmpty { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}

/// A server in a process of its own, on the same machine.
final class BenchServer: @unchecked Sendable {
    let port: Int
    private let process = Process()

    /// Starts `hasila serve` on a folder and waits until it answers.
    init(_ folder: String) throws {
        port = try Self.freePort()
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--data", folder, "--port", "\(port)", "--published", folder + "/none", "--calls", "10000000"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let end = ContinuousClock.now + .seconds(120)
        while HTTPLink(port: port) == nil {
            guard process.isRunning, ContinuousClock.now < end else { throw Failure(.toolMissing, ["name": "hasila serve"]) }
            usleep(20_000)
        }
    }

    /// Ends it without warning: `kill -9`.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it as an operator does.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// The most memory it has held so far, in MB.
    var peakMegabytes: Double { Memory.peakMegabytes(of: "\(process.processIdentifier)") }

    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
        }
        guard isBound else { throw Failure(.toolMissing, ["name": "127.0.0.1"]) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// What a process holds.
enum Memory {
    /// The most memory a process has held so far, in MB; nan where the system does not say.
    static func peakMegabytes(of process: String = "self") -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
        else { return .nan }
        return kilobytes / 1_024
    }
}
