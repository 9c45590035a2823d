import Figures
import Foundation
import Institution
import Publication

/// The report of 2022 made straight from the example's own files, without database and ledger: for pages and documents.
enum ExampleReport {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = repository.appending(path: "Examples/dgsn")

    static let checkpoint = ReportCheckpoint(
        origin: "example.org/log", size: 241, root: String(repeating: "5e", count: 32),
        noteHash: String(repeating: "b41f9c02", count: 8),
        key: "example.org/log+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")

    static func make(year: Int = 2022) throws -> AnnualReport {
        let outline = try ReportOutline(csv: bytes("report.csv"))
        let measures = try rows("measures.csv", ["code", "ar", "fr", "en"])
        let figures = try figures(year: year, measures: Dictionary(uniqueKeysWithValues: measures.map { ($0[0], $0) }))
        let notice = try rows("notice.csv", ["ar", "fr", "en"]).first ?? ["", "", ""]
        var report = AnnualReport(
            year: year, institution: "dgsn",
            institutionName: Wording(
                ar: "المديرية العامة للأمن الوطني", fr: "Direction générale de la Sûreté nationale",
                en: "Directorate General of National Security"),
            firstDay: "\(year)-01-01", closingDay: "\(year)-12-15", publishedDay: "\(year)-12-23",
            notice: Wording(ar: notice[0], fr: notice[1], en: notice[2]), checkpoint: checkpoint, headline: outline.headline,
            sections: outline.sections, figures: figures)
        report.decisions = try rows("decisions.csv", ["number", "text_ar", "text_fr", "text_en", "owner", "due"]).map {
            ReportStatement(
                code: $0[0], text: Wording(ar: $0[1], fr: $0[2], en: $0[3]), owner: Wording(same: $0[4]), due: $0[5],
                isSimulated: true)
        }
        report.priorities = try rows("priorities.csv", ["text_ar", "text_fr", "text_en"]).map {
            ReportStatement(text: Wording(ar: $0[0], fr: $0[1], en: $0[2]))
        }
        return report
    }

    private static func figures(year: Int, measures: [String: [String]]) throws -> [String: ReportFigure] {
        let columns = [
            "code", "name_ar", "name_fr", "name_en", "unit_of_measure", "decimals", "over_units", "over_time", "direction",
            "definition_ar", "definition_fr", "definition_en",
        ]
        let values = try rows(
            "figures.csv", ["indicator", "period", "value", "status", "precision", "as_of", "source", "note", "unit"])
        var figures: [String: ReportFigure] = [:]
        for row in try rows("indicators.csv", columns) {
            let mine = values.filter { $0[0] == row[0] && $0[8] == "dgsn" }.sorted { $0[5] < $1[5] }
            var points: [Int: FigurePoint] = [:]
            for value in mine {
                guard let year = Int(value[1]), let number = try? ExactDecimal(value[2]) else { continue }
                let precision = Precision(rawValue: value[4]) ?? .exact
                var point = points[year] ?? FigurePoint(year: year, value: nil)
                let act = Int64(year - 2000)
                let proof = year == 2022 ? "\(row[0]).\(year).\(act).proof" : ""
                let revisions =
                    point.revisions + [
                        FigureRevision(
                            act: act, recorded: value[5], asOf: value[5], value: number, precision: precision,
                            source: value[6], note: value[7], proof: proof)
                    ]
                point = FigurePoint(
                    year: year, value: number, precision: precision, status: value[3], isBreak: value[3] == "B", source: value[6],
                    note: value[7], revisions: revisions, hasProof: year == 2022)
                points[year] = point
            }
            let measure = measures[row[4]] ?? [row[4], row[4], row[4], row[4]]
            figures[row[0]] = ReportFigure(
                indicator: row[0], name: Wording(ar: row[1], fr: row[2], en: row[3]),
                definition: Wording(ar: row[9], fr: row[10], en: row[11]), measure: row[4],
                measureName: Wording(ar: measure[1], fr: measure[2], en: measure[3]), decimals: Int(row[5]) ?? 0,
                direction: row[8],
                overUnits: row[6], overTime: row[7], unit: "dgsn",
                unitName: Wording(
                    ar: "المديرية العامة للأمن الوطني", fr: "Direction générale de la Sûreté nationale",
                    en: "Directorate General of National Security"), points: points.values.sorted { $0.year < $1.year })
        }
        return figures
    }

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

    /// The named columns of an example file, row by row.
    static func rows(_ name: String, _ columns: [String]) throws -> [[String]] {
        let bytes = try bytes(name)
        let header = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: ",").map(String.init)
        var reader = try DelimitedReader(bytes: bytes, required: header)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(columns.map { row.text($0) }) }
        return rows
    }
}
