import ArgumentParser
import Foundation

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures, beside its peers where there are any, and prints ratios.",
        discussion: "Machines are noisy: medians of several runs, in turn, with a disk probe before and after where the disk decides.",
        subcommands: [
            BenchRollup.self, BenchTotal.self, BenchImport.self, BenchEntry.self, BenchStart.self, BenchLedger.self, BenchWeb.self,
            BenchYear.self, BenchBriefs.self, BenchInstitutions.self,
        ])
}

/// Medians and quantiles of measured times.
struct Timings {
    private(set) var milliseconds: [Double] = []

    mutating func add(_ duration: Duration) { milliseconds.append(duration.milliseconds) }

    var best: Double { milliseconds.min() ?? 0 }
    var median: Double { quantile(0.5) }

    /// The value below which this share of the times lies.
    func quantile(_ share: Double) -> Double {
        guard !milliseconds.isEmpty else { return 0 }
        let sorted = milliseconds.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15 }
    var seconds: Double { milliseconds / 1_000 }
}

extension Double {
    /// With three significant digits, for tables.
    var short: String {
        if self >= 100 { return String(format: "%.0f", self) }
        return String(format: self >= 10 ? "%.1f" : (self >= 1 ? "%.2f" : "%.3f"), self)
    }
}
