/// One tile of hashes with its place; what a store keeps, one row a tile.
public struct Tile: Hashable, Sendable {
    /// 0 for leaf hashes, n+1 for roots of full tiles of level n.
    public let level: Int
    /// The position within the level, from 0.
    public let index: UInt64
    /// The hashes one after the other, 32 bytes each, 1...256 of them.
    public let data: [UInt8]

    /// Refused unless the data are 1...256 whole hashes.
    public init(level: Int, index: UInt64, data: [UInt8]) throws(LedgerError) {
        guard (0...63).contains(level) else {
            throw .malformed(.tile, line: nil, reason: "level \(level)")
        }
        guard !data.isEmpty, data.count <= 8192, data.count % LogHash.byteCount == 0 else {
            throw .malformed(.tile, line: nil, reason: "\(data.count) bytes")
        }
        self.init(unchecked: level, index: index, data: data)
    }

    init(unchecked level: Int, index: UInt64, data: [UInt8]) {
        self.level = level
        self.index = index
        self.data = data
    }

    /// How many hashes it holds, 1...256.
    public var width: Int { data.count / LogHash.byteCount }
    /// Where it is published.
    public var path: TilePath { TilePath(level: level, index: index, width: width) }
    /// Whether it will never change again.
    public var isFull: Bool { width == TilePath.fullWidth }
}

/// Where the tiles of a log are read from: a database, a directory, a web site.
///
/// `width` is how many hashes are needed from the front. A store that already holds a wider version of the same tile
/// may return all of it: hashes are only ever added at the end. A missing tile is thrown, never returned empty.
public protocol TileReader {
    /// The bytes of the tile, at least `width` hashes of 32 bytes.
    func tile(level: Int, index: UInt64, width: Int) throws -> [UInt8]
}

/// A tile reader made of a closure.
public struct TileSource: TileReader {
    private let read: (_ level: Int, _ index: UInt64, _ width: Int) throws -> [UInt8]

    /// Reads through `read`, which follows the rules of ``TileReader``.
    public init(_ read: @escaping (_ level: Int, _ index: UInt64, _ width: Int) throws -> [UInt8]) {
        self.read = read
    }

    /// See ``TileReader``.
    public func tile(level: Int, index: UInt64, width: Int) throws -> [UInt8] { try read(level, index, width) }
}

/// Tiles in memory, for tests and small tools.
public struct TileMemory: TileReader, Sendable {
    private struct Place: Hashable, Sendable {
        let level: Int
        let index: UInt64
    }

    private var tiles: [Place: Tile] = [:]

    /// No tiles yet.
    public init() {}

    /// Keeps these tiles, each in place of its narrower version.
    public mutating func store(_ changed: [Tile]) {
        for tile in changed { tiles[Place(level: tile.level, index: tile.index)] = tile }
    }

    /// All tiles, by level and index.
    public var all: [Tile] { tiles.values.sorted { ($0.level, $0.index) < ($1.level, $1.index) } }

    /// See ``TileReader``.
    public func tile(level: Int, index: UInt64, width: Int) throws -> [UInt8] {
        guard let tile = tiles[Place(level: level, index: index)], tile.width >= width else {
            throw LedgerError.tileMissing(TilePath(level: level, index: index, width: width))
        }
        return tile.data
    }
}
