import Acts
import Storage

/// Whether the evaluators' posts read the institution's scale alike: how each spreads its grades, how far it stands from the mean of all
/// for the same scores, and where the same score was graded differently. It compares posts' readings of a scale; it ranks nobody.
public struct Calibration: Sendable {
    /// The grades given by one post.
    public struct Post: Sendable, Hashable {
        /// Code of the post.
        public let post: String
        /// How many units got each grade, in the order of `Rating.allCases`.
        public let counts: [Int]
        /// How far its grades lie above (more lenient) or below (more severe) the mean of all posts for the same band of scores, in
        /// hundredths of a grade, rounded once.
        public let drift: Int

        /// How many units it rated.
        public var total: Int { counts.reduce(0, +) }
    }

    /// A band of scores of `bandWidth` points in which grades differ.
    public struct Band: Sendable, Hashable {
        /// First point of the band.
        public let from: Int
        /// How many units got each grade, in the order of `Rating.allCases`.
        public let counts: [Int]
        /// A unit of the lowest and one of the highest grade given in the band: what to lay side by side.
        public let lowest, highest: Example
    }

    /// A unit with its grade.
    public struct Example: Sendable, Hashable {
        public let unit, post: String
        public let rating: Rating
        public let score: Score
    }

    /// Points of a band: 0–4, 5–9, … 95–99, 100.
    public static let bandWidth = 5

    /// By code of post.
    public let posts: [Post]
    /// Bands in which at least two grades were given, from the highest scores down.
    public let bands: [Band]
    /// All grades, in the order of `Rating.allCases`.
    public let counts: [Int]

    /// Reads the ratings in force of a year.
    public init(year: Int, in tables: any Connection) throws {
        var ratings: [Example] = []
        try tables.forEach(
            "SELECT unit, post, rating, score FROM ratings WHERE year = ? AND replaced_by IS NULL ORDER BY unit",
            [.integer(Int64(year))]
        ) { row in
            guard let rating = try Rating(rawValue: row.text("rating")) else { throw Failure(.databaseDamaged, privateDetail: "rating") }
            ratings.append(try Example(unit: row.text("unit"), post: row.text("post"), rating: rating, score: Score(row.text("score"))))
        }
        self.init(ratings)
    }

    /// Compares ratings.
    init(_ ratings: [Example]) {
        let bands = Dictionary(grouping: ratings) { $0.score.hundredths / (Self.bandWidth * 100) }
        let sums = bands.mapValues { $0.reduce(0) { $0 + $1.rating.grade } }
        posts = Dictionary(grouping: ratings, by: \.post).map { post, own in
            // Σ (grade − mean of the band), over a common denominator only at the end: each band's part is exact in 1/size.
            let parts = Dictionary(grouping: own) { $0.score.hundredths / (Self.bandWidth * 100) }.map { band, mine in
                let size = bands[band]?.count ?? 1
                return (mine.reduce(0) { $0 + $1.rating.grade } * size - mine.count * (sums[band] ?? 0), size)
            }
            let ten = parts.reduce(0) { $0 + $1.0 * 1_000_000 / $1.1 }
            return Post(post: post, counts: Self.counts(own), drift: Self.rounded(ten, over: own.count * 10_000))
        }.sorted { $0.post < $1.post }
        self.bands = bands.compactMap { band, units in
            let sorted = units.sorted { ($0.rating.grade, $0.unit) < ($1.rating.grade, $1.unit) }
            guard let low = sorted.first, let high = sorted.last, low.rating != high.rating else { return nil }
            return Band(from: band * Self.bandWidth, counts: Self.counts(units), lowest: low, highest: high)
        }.sorted { $0.from > $1.from }
        counts = Self.counts(ratings)
    }

    private static func counts(_ ratings: [Example]) -> [Int] {
        Rating.allCases.map { grade in ratings.count { $0.rating == grade } }
    }

    /// Halves away from zero.
    private static func rounded(_ top: Int, over bottom: Int) -> Int {
        let half = (2 * abs(top) + bottom) / (2 * bottom)
        return top < 0 ? -half : half
    }
}

extension Rating {
    /// Its place on the scale: 5 for the highest, 1 for the lowest.
    public var grade: Int { Rating.allCases.count - (Rating.allCases.firstIndex(of: self) ?? 0) }
}
