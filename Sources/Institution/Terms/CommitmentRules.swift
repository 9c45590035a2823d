import Acts
import Figures
import Storage

/// What holds for one commitment wherever it is written: in a proposal, an amendment or an assignment from above.
enum CommitmentRules {
    /// How many target levels a commitment has, where it has any.
    static let levelCount = 5

    /// Five decimals, strictly rising for `at_least` and strictly falling for `at_most`; other types have none.
    /// Throws `levelsInvalid`, `notANumber`, `overflow`.
    static func checkLevels(_ commitment: ProposedCommitment) throws {
        guard let levels = commitment.levels else { return }
        let values = try levels.map(Required.decimal)
        let pairs = zip(values, values.dropFirst())
        let goesOneWay =
            switch commitment.targetType {
            case .atLeast: pairs.allSatisfy { $0 < $1 }
            case .atMost: pairs.allSatisfy { $0 > $1 }
            case .between, .exactly, .milestone, .text: false
            }
        guard values.count == levelCount, goesOneWay else {
            throw Failure(.levelsInvalid, ["code": String(commitment.code.prefix(64)), "type": commitment.targetType.rawValue])
        }
    }

    /// The post exists and is of the unit; `unknownPost` or `ownerElsewhere` otherwise.
    static func checkOwner(_ post: String, of unit: String, _ code: String, in tables: any Connection) throws {
        guard let found = try OfficialBook.post(post, in: tables) else { throw Failure(.unknownPost, ["post": String(post.prefix(64))]) }
        guard found.unit == unit else { throw Failure(.ownerElsewhere, ["code": code, "post": post, "unit": unit]) }
    }
}
