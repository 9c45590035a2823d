import Acts
import Figures
import Storage

/// A figure by the codes of one dimension, under the list of a day: earlier codes are added into those they are read as.
public struct BreakdownReading: Sendable, Hashable {
    /// One line.
    public struct Line: Sendable, Hashable {
        /// The code of the list of the day.
        public let code: String
        /// The reported codes that make the line, in order; more than one where codes were mapped.
        public let sources: [String]
        /// Their sum; nil where none of them has a value.
        public let value: ExactDecimal?
        public let precision: Precision
    }

    /// The lines in the order of the list, then codes that no list has.
    public let lines: [Line]
    /// The undivided figure.
    public let total: Answer
    /// What the total has beyond the lines, shown and never spread; nil where there is no total or no line.
    public let rest: ExactDecimal?

    /// Reads the figure under the list of an ISO day; each cell as it was reported with `day` nil.
    /// Throws the cube's refusals as `unknownIndicator` or `unknownUnit`, and `overflow`.
    public init(_ question: Question, by dimension: CodeList, listOf day: String?, cube: Cube) throws {
        (lines, total, rest) = try Self.refusing(question) { try Self.read(question, dimension, day, cube) }
    }

    private static func read(
        _ question: Question, _ dimension: CodeList, _ day: String?, _ cube: Cube
    ) throws -> ([Line], Answer, ExactDecimal?) {
        let cells = try cube.breakdowns(of: question.indicator)
        let reported = Set(cells.flatMap(\.parts).filter { $0.key == dimension.code }.map(\.value))
        var groups: [String: [String]] = [:]
        for code in reported { groups[day.map { dimension.reading(of: code, on: $0) } ?? code, default: []].append(code) }
        let order = dimension.codes.map(\.code).filter { groups[$0] != nil }
        let others = groups.keys.filter { !order.contains($0) }.sorted()
        var lines: [Line] = []
        var sum: ExactDecimal?
        for code in order + others {
            var value: ExactDecimal?
            var precision = Precision.exact
            let sources = (groups[code] ?? []).sorted()
            for source in sources {
                var asked = question
                asked.breakdown = try Breakdown("\(dimension.code)=\(source)")
                let answer = try cube.answer(asked)
                guard let part = answer.value else { continue }
                value = try value?.adding(part) ?? part
                precision = precision.adding(answer.precision)
            }
            if let value { sum = try sum?.adding(value) ?? value }
            lines.append(Line(code: code, sources: sources, value: value, precision: precision))
        }
        let total = try cube.answer(question)
        var rest: ExactDecimal?
        if let whole = total.value, let sum { rest = try whole.subtracting(sum) }
        return (lines, total, rest)
    }

    private static func refusing<Value>(_ question: Question, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch CubeError.unknownIndicator(let code) {
            throw Failure(.unknownIndicator, ["indicator": String(code.prefix(64))])
        } catch CubeError.unknownUnit(let code) {
            throw Failure(.unknownUnit, ["unit": String(code.prefix(64))])
        } catch is DecimalError {
            throw Failure(.overflow, ["indicator": question.indicator, "value": "–"])
        }
    }
}
