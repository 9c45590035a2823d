/// What crosses a boundary when something is refused: a permanent number, arguments for the sentence in the user's language,
/// and a private detail that only the log sees.
public struct Failure: Error, Sendable, Equatable {
    /// The permanent number.
    public let code: FailureCode
    /// Values for the placeholders of the sentence `errors.E<number>`; shown to the user, so never a secret.
    public let arguments: [String: String]
    /// For the log only.
    public let privateDetail: String?

    /// A refusal.
    public init(_ code: FailureCode, _ arguments: [String: String] = [:], privateDetail: String? = nil) {
        self.code = code
        self.arguments = arguments
        self.privateDetail = privateDetail
    }

    /// The same refusal with a place added (a line, a column, a record).
    public func adding(_ more: [String: String]) -> Failure {
        Failure(code, arguments.merging(more) { old, _ in old }, privateDetail: privateDetail)
    }
}

extension Failure: CustomStringConvertible {
    /// Number and arguments, for logs of tests and tools; people are shown the sentence of their language instead.
    public var description: String {
        let list = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return list.isEmpty ? code.label : "\(code.label) \(list)"
    }
}
