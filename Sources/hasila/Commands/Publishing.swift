import Acts
import ArgumentParser
import Foundation
import Institution
import Publication

struct ReportRun { var year: Int; var out: String
    func publish(_ office: Office) async throws -> Int { throw Failure(.documentFailed) } }
struct VerifyRun { var place: String; func run() async throws {} }
struct Report: AsyncParsableCommand { func run() async throws {} }
struct Verify: AsyncParsableCommand { func run() async throws {} }
struct BenchWeb: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "web"); func run() async throws {} }
