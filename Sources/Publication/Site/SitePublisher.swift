import Acts
import Foundation
import Institution
import Ledger
import Localization

/// Publishes the report of a year as a folder of files that anyone can carry and check.
///
/// The order makes every byte answerable: the report is composed under a first checkpoint, which it prints; the manifest over all
/// files goes into the act `PublishReport`; the log is written under a second checkpoint that covers this act; the proof of the act
/// stands beside the manifest.
public struct SitePublisher: Sendable {
    private let office: Office
    private let composer: DocumentComposer
    private let phrasebook: Phrasebook

    /// A publisher for one institution.
    public init(office: Office, composer: DocumentComposer = DocumentComposer(), phrasebook: Phrasebook = .standard) {
        self.office = office
        self.composer = composer
        self.phrasebook = phrasebook
    }

    /// A step of the work, for people who wait.
    public enum Step: Sendable, Equatable {
        /// The report is read and proven.
        case read(figures: Int)
        /// The pages are rendered.
        case pages(files: Int)
        /// One document is composed.
        case document(Language)
        /// The act is in the ledger.
        case published(act: Int64)
        /// The folder is written.
        case written(files: Int)
    }

    /// What was published.
    public struct Edition: Sendable {
        /// The act.
        public let receipt: Receipt
        /// The manifest of all files.
        public let manifest: Manifest
        /// The report.
        public let report: AnnualReport
    }

    /// Every file but the log and the proof, as it would be published now. Nothing is written and no act is done.
    public func prepare(
        year: Int, outline: ReportOutline? = nil, languages: [Language] = Language.allCases,
        progress: @Sendable (Step) -> Void = { _ in }
    ) async throws -> (report: AnnualReport, files: [String: [UInt8]]) {
        let prepared = try await ReportBuilder(office: office).build(year: year, outline: outline)
        progress(.read(figures: prepared.report.figures.count))
        var files = try SitePages(
            report: prepared.report, entries: prepared.entries, languages: languages, phrasebook: phrasebook
        ).render()
        progress(.pages(files: files.count))
        for language in languages {
            files["\(year)/report.\(language.rawValue).pdf"] = try await composer.compose(
                prepared.report, language, phrasebook: phrasebook)
            progress(.document(language))
        }
        let data = OpenData(report: prepared.report, indicators: prepared.indicators, units: prepared.units)
        files.merge(try data.files()) { _, new in new }
        files.merge(prepared.proofs) { _, new in new }
        files["verify.py"] = try PublicationResources.bytes("verify.py")
        return (prepared.report, files)
    }

    /// Publishes into a folder, which is replaced as a whole if it holds an earlier site. Throws `Failure`.
    public func publish(
        year: Int, outline: ReportOutline? = nil, languages: [Language] = Language.allCases, by signatory: Signatory,
        to folder: URL,
        progress: @Sendable (Step) -> Void = { _ in }
    ) async throws -> Edition {
        let target = SiteFolder(folder)
        try target.check()
        let (report, files) = try await prepare(year: year, outline: outline, languages: languages, progress: progress)
        let sealed = try await SiteSeal.publish(
            files: files, year: year, languages: languages.map(\.rawValue),
            printed: .init(size: report.checkpoint.size, root: report.checkpoint.root), office: office, by: signatory)
        progress(.published(act: sealed.receipt.number))
        try target.replace(with: sealed.files)
        progress(.written(files: sealed.files.count))
        return Edition(receipt: sealed.receipt, manifest: sealed.manifest, report: report)
    }
}
