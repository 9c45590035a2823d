import Acts
import Figures
import Foundation
import Institution
import Storage

extension ExampleYear {
    /// What analysis needs besides the year's own figures: divisors for rates, the places of commands, and two views to begin with.
    func prepareAnalysis() async throws {
        let administrator = try await official(.administrator)
        for (kind, file) in [
            (ImportKind.measures, "analysis-measures.csv"), (.indicators, "analysis-indicators.csv"),
            (.assignments, "analysis-assignments.csv"), (.figures, "analysis-figures.csv"),
        ] {
            try await load(kind, file, by: administrator)
        }
        let places = try folder.rows("places.csv", columns: ["unit", "latitude", "longitude"])
        for row in places {
            let place = PlaceUnit(
                unit: row["unit"] ?? "", latitude: row["latitude"], longitude: row["longitude"],
                source: "city centre, to a hundredth of a degree")
            try await office.registrar.submit(place, by: administrator)
        }
        let owner = try await official(.secretary).official
        let now = office.clock()
        for (name, kind, query) in [
            ("مخدر الشيرا حسب ولايات الأمن", "pivot", "from=2021&indicators=cannabis_resin&to=2022"),
            ("Affaires de stupéfiants : pairs de même taille", "ranking", "indicator=drug_cases&period=2022&size=cnie_issued"),
        ] {
            let view = SavedView(official: owner, name: name, kind: kind, query: query, isShared: true, saved: now)
            try await office.database.write { try SavedViewBook.keep(view, in: $0) }
        }
        step("analysis: \(places.count) places, 2 views kept")
    }
}
