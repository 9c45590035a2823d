import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Localization
import Storage

/// `POST /api/v1/returns`: figures from programs, as JSON or CSV, with a dry run.
enum ReturnsInterface {
    static let route = SiteRoute.interface(["returns"])
    static let csv = "text/csv"

    /// What the address asks for.
    struct Options: Equatable {
        /// Whether everything is only to be tried.
        var isDryRun = false
        /// The code of the form by which all figures are given.
        var form: String?
    }

    /// The options of a query: `dryRun=true` and `form=CODE`, each at most once. Throws `badParameter` for anything else.
    static func options(_ query: String) throws -> Options {
        var options = Options()
        var seen: Set<String> = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (name, value) = (parts[0], parts.count > 1 ? parts[1] : "")
            switch (name, value) {
            case _ where !seen.insert(name).inserted: throw bad(name)
            case ("dryRun", "true"): options.isDryRun = true
            case ("dryRun", "false"): break
            case ("form", _):
                guard let code = value.removingPercentEncoding, !code.isEmpty, !code.utf8.contains(0) else { throw bad(name) }
                options.form = code
            default: throw bad(name)
            }
        }
        return options
    }

    private static func bad(_ name: String) -> Failure {
        Failure(.badParameter, ["name": String(name.prefix(64)), "allowed": "dryRun=true, dryRun=false, form=CODE"])
    }

    /// A return with the form that the address names, where it names one. Throws `malformedValue` where the return itself names another.
    static func given(_ act: SubmitReturn, by form: String?) throws -> SubmitReturn {
        guard let form else { return act }
        guard act.form ?? form == form else { throw Failure(.malformedValue, ["field": "form", "value": String(form.prefix(64))]) }
        var act = act
        act.form = form
        return act
    }
}

/// What became of figures, or would become of them.
struct ReturnAnswer: Codable, Sendable {
    /// Whether everything was only tried.
    let dryRun: Bool
    /// How many figures were read.
    let figures: Int
    /// How many returns they make.
    let returns: Int
    /// The figures that would be refused; empty once they are in.
    let refused: [RefusedFigure]
    /// The receipt of the return; empty for a dry run and for CSV.
    let receipts: [ActReceipt]
}

/// One figure that would be refused.
struct RefusedFigure: Codable, Sendable {
    /// Its position among the values from 0, or its line in the CSV; -1 where the return as a whole is meant.
    let place: Int
    /// The column of the CSV, where one is meant.
    let column: String?
    /// The permanent number.
    let code: String
    /// What is wrong, where, and what fixes it, in the language of Accept-Language.
    let title: String

    init(place: Int, column: String? = nil, _ failure: Failure, _ language: Language) {
        (self.place, self.column, code) = (place, column, failure.code.label)
        title = Words(language).text("errors.\(failure.code.label)", failure.arguments)
    }
}

extension Site {
    /// Submits figures in the name of the post's holder, or says what would be refused of them.
    func postReturns(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let caller = context.caller else { throw Failure(.tokenNeeded) }
        try caller.mayDo(SubmitReturn.kind)
        try Negotiation.accepts(request, Negotiation.json)
        let key = try Self.idempotencyKey(request, integration: caller.integration.code)
        let types = [Negotiation.json, ReturnsInterface.csv]
        let isText = try Self.mediaType(request, types) == ReturnsInterface.csv
        let options = try ReturnsInterface.options(request.uri.query ?? "")
        let body = try await Self.body(request, context, types)
        let signatory = try await signatory(of: caller.integration)
        let language = Problem.language(of: request)
        if isText {
            guard key == nil else { throw Failure(.keyWithTable) }
            return try await postTable(body, by: signatory, options, language)
        }
        let read = try ReturnReader.read(body) ?? interface.acts.act(SubmitReturn.kind, from: body) as? SubmitReturn
        guard let read else { throw Failure(.internal) }
        let act = try ReturnsInterface.given(read, by: options.form)
        guard !options.isDryRun else { return try await tryReturn(act, by: signatory, language) }
        let receipt = try await office.registrar.submit(act, by: signatory, idempotencyKey: key)
        let done = ActReceipt(
            number: receipt.number, time: receipt.time.text, leafHash: receipt.leafHash, repeated: receipt.repeated)
        let answer = ReturnAnswer(dryRun: false, figures: act.values.count, returns: 1, refused: [], receipts: [done])
        return try Self.answer(answer, receipt.repeated ? .ok : .created)
    }

    /// Everything that would be refused: figure by figure, then, where each is good, of the return as a whole.
    private func tryReturn(_ act: SubmitReturn, by signatory: Signatory, _ language: Language) async throws -> Response {
        var refused = try await office.database.read { tables in
            try ReturnTrial.faults(of: act, in: tables).map { RefusedFigure(place: $0.position, $0.failure, language) }
        }
        if refused.isEmpty {
            do { try await office.registrar.submitAll([act], by: signatory, dryRun: true) } catch let group as GroupRefused {
                refused = group.refusals.map { RefusedFigure(place: -1, $0.failure, language) }
            } catch let failure as Failure where failure.code.isMendable {
                refused = [RefusedFigure(place: -1, failure, language)]
            }
        }
        return try Self.answer(
            ReturnAnswer(dryRun: true, figures: act.values.count, returns: 1, refused: refused, receipts: []), .ok)
    }

    /// The rows of `hasila import figures`, all or none; given by a form where the address names one.
    private func postTable(
        _ body: [UInt8], by signatory: Signatory, _ options: ReturnsInterface.Options, _ language: Language
    ) async throws -> Response {
        let dryRun = options.isDryRun
        let file = FileManager.default.temporaryDirectory.appending(path: "hasila-returns-\(UUID().uuidString).csv")
        try Data(body).write(to: file, options: .withoutOverwriting)
        defer { try? FileManager.default.removeItem(at: file) }
        let report = try await Importer(office: office, signatory: signatory).run(
            .figures, path: file.path, form: options.form, dryRun: dryRun)
        if !dryRun, let first = report.refused.first {
            throw first.failure.adding(["line": "\(first.line)", "column": first.column ?? "–"])
        }
        let refused = report.refused.map { RefusedFigure(place: $0.line, column: $0.column, $0.failure, language) }
        let answer = ReturnAnswer(dryRun: dryRun, figures: report.rows, returns: report.acts, refused: refused, receipts: [])
        return try Self.answer(answer, dryRun ? .ok : .created)
    }

    private static func answer(_ answer: ReturnAnswer, _ status: HTTPResponse.Status) throws -> Response {
        Response(
            status: status, headers: [.contentType: Negotiation.json],
            body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(answer))))
    }
}
