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

    /// Writes them and answers how many there are.
    func write(_ office: Office) async throws -> Int {
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let jobs = try await jobs(office)
        try await SheetComposer().compose(jobs, .brief)
        return jobs.count
    }

    private func jobs(_ office: Office) async throws -> [SheetComposer.Job] {
        let (year, out, languages, units) = (year, out, languages, units)
        let (cube, today) = (office.cube, office.today)
        return try await office.database.read { tables in
            guard let profile = try InstitutionBook.profile(in: tables) else { throw Failure(.notFounded) }
            let reader = try BriefReader(year: year, cube: cube, day: today, in: tables)
            let convocation = try MeetingBook.convocation(year: year, in: tables)
            let named = try units ?? convocation?.turns.map(\.unit) ?? Set(TermsBook.codes(year: year, in: tables).values).sorted()
            let texts = languages.map {
                ($0, BriefText($0, institution: Wording(profile.names), notice: profile.notice.map { Wording($0) } ?? Wording(), reader: reader))
            }
            let day = convocation?.day ?? "\(year)-12-31"
            return try named.flatMap { unit in
                let brief = try reader.brief(unit)
                return try texts.map { language, text in
                    try SheetComposer.job(text, brief, language, day: day, out: "\(out)/\(unit).\(language.rawValue).pdf")
                }
            }
        }
    }
}
