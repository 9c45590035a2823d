import Acts
import Figures
import Institution

/// The data files of the site, all made from the report's own value: `figures.csv` and `indicators.csv` in the form that
/// `hasila import` reads, `proofs.csv` with one line for each line of `figures.csv`, and `report-YEAR.json`.
struct OpenData {
    let report: AnnualReport
    let indicators: [Indicator]
    let units: [UnitLine]

    /// The file that names each figure's proof; line n speaks of line n of `figures.csv`.
    static let figureColumns = [
        "indicator", "unit", "period", "breakdown", "value", "status", "precision", "as_of", "source", "note", "scope",
    ]
    static let proofColumns = ["indicator", "unit", "period", "as_of", "act", "proof"]

    /// The files by address.
    func files() throws -> [String: [UInt8]] {
        var figures = DelimitedWriter(Self.figureColumns)
        var proofs = DelimitedWriter(Self.proofColumns)
        for line in lines {
            let revision = line.revision
            let precision = revision.precision.rawValue
            figures.row([
                line.indicator, line.unit, line.period, "", revision.text, revision.status, precision, revision.asOf,
                revision.source,
                revision.note, revision.scope,
            ])
            let proof = revision.proof.isEmpty ? "" : "figures/\(revision.proof)"
            proofs.row([line.indicator, line.unit, line.period, revision.asOf, String(revision.act), proof])
        }
        return [
            "data/figures.csv": Array(figures.text.utf8), "data/proofs.csv": Array(proofs.text.utf8),
            "data/indicators.csv": Array(indicatorTable().utf8), "data/units.csv": Array(unitTable().utf8),
            "data/report-\(report.year).json": try CanonicalJSON.encode(ReportData(report)),
        ]
    }

    private struct Line {
        let indicator: String
        let unit: String
        let period: String
        let revision: FigureRevision
    }

    private var lines: [Line] {
        report.orderedFigures.flatMap { figure in
            let own = figure.points.flatMap { point in
                point.revisions.map {
                    Line(indicator: figure.indicator, unit: figure.unit, period: String(point.year), revision: $0)
                }
            }
            let parts = figure.parts.flatMap { part in
                part.revisions.map {
                    Line(indicator: figure.indicator, unit: part.unit, period: String(report.year), revision: $0)
                }
            }
            return own + parts
        }
    }

    private func indicatorTable() -> String {
        var table = DelimitedWriter([
            "code", "name_ar", "name_fr", "name_en", "unit_of_measure", "decimals", "over_units", "over_time", "numerator",
            "denominator",
            "scale", "direction", "definition_ar", "definition_fr", "definition_en", "source", "frequency",
        ])
        for one in indicators where report.figures[one.code] != nil {
            table.row([
                one.code, one.names.ar, one.names.fr, one.names.en, one.unitOfMeasure, String(one.decimals),
                one.overUnits.rawValue,
                one.overTime.rawValue, one.numerator ?? "", one.denominator ?? "", one.isRatio ? String(one.scale) : "",
                one.direction.rawValue, one.definition.ar, one.definition.fr, one.definition.en, one.source,
                one.frequency.rawValue,
            ])
        }
        return table.text
    }

    private func unitTable() -> String {
        var table = DelimitedWriter(["code", "parent", "kind", "name_ar", "name_fr", "name_en", "opened", "closed"])
        for unit in units {
            table.row([unit.code, unit.parent, unit.kind, unit.names.ar, unit.names.fr, unit.names.en, unit.opened, unit.closed])
        }
        return table.text
    }
}

/// One line of the public list of units.
public struct UnitLine: Sendable, Equatable {
    let code, parent, kind: String
    let names: Wording
    let opened, closed: String
}
