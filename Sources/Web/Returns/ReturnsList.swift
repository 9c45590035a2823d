import Institution
import Localization
import Publication

/// What the lists of this feature show alike: the filters in force, the columns, the count, and the way through the pages.
struct ReturnsListModel: Sendable {
    let action: String
    let search: String
    let searchLabel: String
    let selects: [ListSelect]
    let sort: String
    let columns: [Column]
    let countMarkup: String
    let csvHref: String
    let resetHref: String
    let paging: Paging?
}

/// One filter of a list.
struct ListSelect: Sendable {
    let selectName: String
    let selectLabel: String
    let selectChoices: [Choice]
}

/// What a row is sorted by: texts, the first that differs decides. Numbers go in by `number`, so that they sort as numbers.
struct ListKey: Comparable {
    let parts: [String]

    init(_ parts: String...) { self.parts = parts }

    /// A whole number from 0 on as a text that sorts like it.
    static func number(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }

    static func < (one: ListKey, other: ListKey) -> Bool { one.parts.lexicographicallyPrecedes(other.parts) }
}

/// A list as its address asks for it: a search, two filters, an order and a page. The same address gives the same list as a file.
struct ReturnsList {
    let desk: Desk
    /// The address of the page, and of the file.
    let place, file: SiteRoute
    /// The names of the two filters in the address.
    let fields: (first: String, second: String)

    /// Rows a page.
    static let pageLength = 50

    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }

    /// What the address says of a filter; empty for everything.
    func asked(_ name: String) -> String { desk.query[name] ?? "" }

    /// The items of which one text holds what is searched for; all of them where nothing is.
    func found<Item>(_ items: [Item], _ text: (Item) -> String) -> [Item] {
        let search = SearchFold.fold(asked("q"))
        return search.isEmpty ? items : items.filter { SearchFold.fold(text($0)).contains(search) }
    }

    /// The items in the order asked for; as they came where none is, or one that the list does not know. Equal ones keep their
    /// places.
    func sorted<Item>(_ items: [Item], by key: (_ column: String) -> ((Item) -> ListKey)?) -> [Item] {
        let falling = asked("sort").hasPrefix("-")
        guard let own = key(falling ? String(asked("sort").dropFirst()) : asked("sort")) else { return items }
        let keys = items.map(own)
        let order = items.indices.sorted { (one: Int, other: Int) -> Bool in
            if keys[one] == keys[other] { return one < other }
            return (keys[one] < keys[other]) != falling
        }
        return order.map { items[$0] }
    }

    /// The rows of the page asked for, the nearest one where there is no such page, and the way to the others.
    func page<Item>(_ items: [Item]) -> (items: ArraySlice<Item>, paging: Paging?) {
        let pages = max(1, (items.count + Self.pageLength - 1) / Self.pageLength)
        let page = min(max(Int(asked("page")) ?? 1, 1), pages)
        let rows = items.dropFirst((page - 1) * Self.pageLength).prefix(Self.pageLength)
        guard pages > 1 else { return (rows, nil) }
        let paging = Paging(
            pageMarkup: words.markup("duties.page", ["page": words.number(page), "pages": words.number(pages)]),
            previousHref: page > 1 ? link(page: page - 1) : nil, nextHref: page < pages ? link(page: page + 1) : nil)
        return (rows, paging)
    }

    /// A column's head; one that sorts is a link that turns its order round.
    func column(_ key: String, sorts: String? = nil, style: String = "") -> Column {
        shown.column(key, sorts: sorts, style: style) { link(sort: $0) }
    }

    /// A filter by the names of its choices.
    func select(_ name: String, label: String, _ list: [(String, String)], everything: String) -> ListSelect {
        ListSelect(
            selectName: name, selectLabel: words.text(label), selectChoices: shown.choices(name, list, everything: everything))
    }

    /// What surrounds the rows.
    func model(
        search label: String, selects: [ListSelect], columns: [Column], count: String, _ paging: Paging?
    ) -> ReturnsListModel {
        ReturnsListModel(
            action: desk.link(place), search: asked("q"), searchLabel: words.text(label), selects: selects, sort: asked("sort"),
            columns: columns, countMarkup: count, csvHref: desk.link(file, filters()), resetHref: desk.link(place),
            paging: paging)
    }

    private func link(sort: String? = nil, page: Int = 1) -> String {
        desk.link(place, filters(sort: sort, page: page)) + "#list"
    }

    private func filters(sort: String? = nil, page: Int = 1) -> KeyValuePairs<String, String> {
        [
            "q": asked("q"), fields.first: asked(fields.first), fields.second: asked(fields.second),
            "sort": sort ?? asked("sort"),
            "page": page > 1 ? "\(page)" : "",
        ]
    }
}
