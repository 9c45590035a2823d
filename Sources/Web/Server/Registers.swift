import Acts
import Figures
import Institution
import Storage
import Synchronization

/// What almost every page needs of the registers: names, units, indicators, years. Read once for a state of the ledger and a day.
struct Registers: Sendable {
    /// How many entries the ledger had.
    fileprivate(set) var size: Int64
    /// The day for names.
    let day: String
    let profile: InstitutionProfile
    let units: [String: Institution.Unit]
    let names: [String: Trilingual]
    let indicators: [Indicator]
    let measures: [String: Trilingual]
    /// The dimensions of breakdowns with their code lists, by code.
    let dimensions: [String: CodeList]
    let years: [Int]
    /// The phases in force for all units, extensions counted.
    let phases: [Int: [PhaseDates]]
    let calendars: [Int: YearCalendar]
    let posts: [String: Post]
    let officials: [String: Trilingual]
    /// The years with a published report.
    let published: Set<Int>
    private let byCode: [String: Int]

    /// Reads the registers as they stand in the transaction.
    init(size: Int64, day: String, in tables: any Connection) throws {
        self.size = size
        self.day = day
        guard let profile = try InstitutionBook.profile(in: tables) else { throw Failure(.notFounded) }
        self.profile = profile
        units = Dictionary(uniqueKeysWithValues: try UnitBook.all(in: tables).map { ($0.code, $0) })
        names = try UnitBook.allNames(on: day, in: tables)
        indicators = try IndicatorBook.all(in: tables)
        measures = try IndicatorBook.measures(in: tables)
        dimensions = Dictionary(uniqueKeysWithValues: try DimensionBook.all(in: tables).map { ($0.code, $0) })
        years = try CycleBook.years(in: tables)
        let calendars = Dictionary(uniqueKeysWithValues: try years.map { ($0, try YearCalendar(year: $0, in: tables)) })
        self.calendars = calendars
        phases = calendars.mapValues(\.phases)
        let held = try OfficialBook.held(on: day, in: tables)
        posts = Dictionary(held.map { ($0.post.code, $0.post) }) { first, _ in first }
        let holders = Set(held.map(\.official))
        officials = try OfficialBook.names(in: tables).filter { holders.contains($0.key) }
        published = Set(try PublicationsBook.all(in: tables).map(\.year))
        byCode = Dictionary(uniqueKeysWithValues: indicators.enumerated().map { ($1.code, $0) })
    }

    /// Whether the institution is an example: then everything below its root is invented and says so.
    var isExample: Bool { profile.notice != nil }

    /// The indicator of a code.
    func indicator(_ code: String) -> Indicator? { byCode[code].map { indicators[$0] } }

    /// The year in course on the day; nil without any cycle.
    var currentYear: Int? {
        years.first { year in (phases[year]?.map(\.starts).min() ?? "9") <= day } ?? years.last
    }
}

/// Keeps the registers of the latest state of the ledger, so that a page does not read them anew.
final class RegisterShelf: Sendable {
    private let held = Mutex<Registers?>(nil)

    /// The registers as of the transaction's ledger and the day.
    func registers(day: String, in tables: any Connection) throws -> Registers {
        let size = try LedgerBook.size(in: tables)
        if var known = held.withLock({ $0 }), known.day == day, known.size <= size {
            if known.size == size { return known }
            // Returns, self-assessments and the like change no register: what is read stays good.
            let isUntouched = try LedgerBook.kinds(from: known.size, in: tables).allSatisfy {
                Schema.catalogue[$0].map { !$0.changesDefinitions } ?? false
            }
            if isUntouched {
                known.size = size
                held.withLock { if ($0?.size ?? -1) <= size { $0 = known } }
                return known
            }
        }
        let fresh = try Registers(size: size, day: day, in: tables)
        held.withLock { if ($0?.size ?? -1) <= size { $0 = fresh } }
        return fresh
    }
}
