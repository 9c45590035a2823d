import Figures
import Localization

/// What the document template reads as `report.json`: the report in one language, every number already printed.
struct DocumentModel: Encodable, Equatable {
    /// A run of words or a figure; a figure is set left to right and never broken.
    struct Piece: Encodable, Equatable {
        let text: String
        let n: Bool
    }
    struct Row: Encodable, Equatable {
        let name: String
        let before: [Piece]
        let value: [Piece]
        let change: [Piece]
        let simulated: Bool
    }
    struct Chart: Encodable, Equatable {
        let file: String
        let title: String
        let finding: String
        let alt: String
    }
    struct Section: Encodable, Equatable {
        let title: String
        let paragraphs: [[Piece]]
        let records: [[Piece]]
        let charts: [Chart]
        let caption: String
        let rows: [Row]
    }
    struct Item: Encodable, Equatable {
        let code: String
        let text: String
        let context: String
        let phases: [String]
    }
    struct List: Encodable, Equatable {
        let title: String
        let simulated: Bool
        let note: String
        let items: [Item]
    }
    struct Headline: Encodable, Equatable {
        let label: String
        let value: String
    }
    struct Fact: Encodable, Equatable {
        let name: String
        let value: String
    }
    struct Checkpoint: Encodable, Equatable {
        let hash: String
    }

    let lang: String
    let dir: String
    let title: String
    let institution: String
    let kicker: String
    let lead: String
    let published: String
    let proven: String
    let notice: String
    let running: String
    let checkpoint: Checkpoint
    let words: [String: String]
    let ordinals: [String: String]
    let columns: [String]
    let headline: [Headline]
    let sections: [Section]
    let lists: [List]
    let all: [Row]
    let steps: [String]
    let facts: [Fact]
}
