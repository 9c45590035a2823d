import Acts
import ArgumentParser
import Foundation
import Institution
import Localization
import Publication
import Storage

struct Briefs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the two-page briefs for the annual meeting as PDF: one a unit and language.",
        discussion: """
            The units are those of the agenda; before the meeting is convened, those with terms of reference. Figures are those of \
            the frozen dossier where there is one.

            \u{20}   hasila briefs 2022 --out briefs --languages ar,fr
            """)

    @Argument(help: "The year.") var year: Int
    @Option(help: "The folder to write into.") var out: String
    @Option(help: "Languages, separated by commas.") var languages = "ar,fr,en"
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let wanted = try languages.split(separator: ",").map { word in
                guard let language = Language(rawValue: String(word)) else {
                    throw Failure(.unknownWord, ["field": "--languages", "value": String(word), "known": "ar, fr, en"])
                }
                return language
            }
            try await data.withOffice { office in
                let files = try await BriefsRun(year: year, out: out, languages: wanted).write(office)
                Terminal.print("\(out): \(files) briefs")
            }
        }
    }
}

/// One writing of briefs.
struct BriefsRun {
    var year: Int
    var out: String
    var languages: [Language]
    /// The units; nil for those of the agenda, else those with terms.
    var units: [String]?

    /// Units of one lot: enough for a warm process to pay, few enough to hold in memory.
    private static let lot = 500

    /// Writes them and answers how many there are. Lots are read and composed in turn by two lanes, so that one is read while another is
    /// composed.
    func write(_ office: Office) async throws -> Int {
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let named = try await named(office)
        let size = min(Self.lot, max(1, (named.count + 1) / 2))
        let lots = stride(from: 0, to: named.count, by: size).map { Array(named[$0..<min($0 + size, named.count)]) }
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<2 {
                group.addTask {
                    var count = 0
                    for place in stride(from: lane, to: lots.count, by: 2) {
                        let jobs = try await jobs(lots[place], office)
                        try await SheetComposer().compose(jobs, .brief)
                        count += jobs.count
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private func named(_ office: Office) async throws -> [String] {
        if let units { return units }
        let year = year
        return try await office.database.read { tables in
            try MeetingBook.convocation(year: year, in: tables)?.turns.map(\.unit)
                ?? Set(TermsBook.codes(year: year, in: tables).values).sorted()
        }
    }

    private func jobs(_ units: [String], _ office: Office) async throws -> [SheetComposer.Job] {
        let (year, out, languages) = (year, out, languages)
        let (cube, today) = (office.cube, office.today)
        return try await office.database.read { tables in
            guard let profile = try InstitutionBook.profile(in: tables) else { throw Failure(.notFounded) }
            let reader = try BriefReader(year: year, cube: cube, day: today, in: tables)
            let texts = languages.map {
                ($0, BriefText($0, institution: Wording(profile.names), notice: profile.notice.map { Wording($0) } ?? Wording(), reader: reader))
            }
            let day = try MeetingBook.convocation(year: year, in: tables)?.day ?? "\(year)-12-31"
            return try units.flatMap { unit in
                let brief = try reader.brief(unit)
                return try texts.map { language, text in
                    try SheetComposer.job(text, brief, language, day: day, out: "\(out)/\(unit).\(language.rawValue).pdf")
                }
            }
        }
    }
}
