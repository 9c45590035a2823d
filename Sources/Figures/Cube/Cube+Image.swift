/// Why an image of figures cannot be taken in. It is a cache: whoever meets this makes the cube from the figures themselves.
public enum CubeImageError: Error, Hashable, Sendable {
    /// The bytes end early, or say what no image says.
    case damaged
    /// A unit or indicator of the image is not in the cube, or has other decimals.
    case stale(String)
}

/// The figures of a cube as bytes: numbers little-endian and as narrow as the cell allows. The tree, the rules and the assignments
/// are not in it; units and indicators are named by code, so that a tree that has grown since still fits.
extension Cube {
    /// The image, in parts: the tables of codes, then a part for each block.
    public func imageParts() -> [[UInt8]] {
        var whole = self
        whole.settle()
        var head = ImageWriter()
        head.put(UInt32(tree.codes.count))
        for code in tree.codes { head.put(text: code) }
        head.put(UInt32(indicators.count))
        for rule in indicators {
            head.put(text: rule.code)
            head.put(UInt8(rule.decimals))
        }
        let order = whole.blocks.keys.sorted {
            ($0.indicator, $0.year, $0.kind.rawValue) < ($1.indicator, $1.year, $1.kind.rawValue)
        }
        head.put(UInt32(order.count))
        let blocks = order.compactMap { key in whole.blocks[key].map { (key, $0) } }
        return [head.bytes] + concurrently(blocks.count) { ImageWriter.block(blocks[$0].0, blocks[$0].1) }
    }

    /// Takes the figures of an image into a cube without any, on two threads.
    /// - Throws: ``CubeImageError``; then the cube is as before.
    public mutating func takeImage(_ bytes: UnsafeRawBufferPointer) throws(CubeImageError) {
        var reader = ImageReader(bytes)
        var moved: [Int32: Int32] = [:]
        let known = try reader.count()
        for number in 0..<known {
            let code = try reader.text()
            guard let now = tree.storage.numbers[code] else { throw .stale(code) }
            if now != Int32(number) { moved[Int32(number)] = now }
        }
        var numbers: [Int32] = []
        for _ in 0..<(try reader.count()) {
            let code = try reader.text()
            let decimals: UInt8 = try reader.number()
            guard let now = indicatorNumbers[code], indicators[Int(now)].decimals == Int(decimals) else { throw .stale(code) }
            numbers.append(now)
        }
        var parts: [ImageReader] = []
        for _ in 0..<(try reader.count()) {
            let length: UInt64 = try reader.number()
            parts.append(try reader.part(Int(clamping: length)))
        }
        guard reader.isAtEnd else { throw .damaged }
        let (renumbered, indicatorOf, pieces) = (moved, numbers, parts)
        let read = concurrently(pieces.count) { index -> Result<(BlockKey, Block), CubeImageError> in
            var part = pieces[index]
            do throws(CubeImageError) {
                return .success(try part.block(indicatorOf, units: Int32(known), renumbered))
            } catch { return .failure(error) }
        }
        var found: [BlockKey: Block] = [:]
        for block in read {
            let (key, block) = try block.get()
            guard found.updateValue(block, forKey: key) == nil else { throw .damaged }
        }
        (blocks, pending) = (found, [:])
    }

    /// How many values the blocks have room for: what an image's size, and the time to make a cube anew, go by.
    public var places: Int { blocks.values.reduce(0) { $0 + $1.places } }
}

/// Collects bytes.
private struct ImageWriter {
    var bytes: [UInt8] = []

    mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(text: String) {
        put(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    static func block(_ key: BlockKey, _ block: Block) -> [UInt8] {
        var writer = ImageWriter()
        writer.bytes.reserveCapacity(block.places * 3 + 1024)
        writer.put(UInt64(0))
        writer.put(UInt32(key.indicator))
        writer.put(key.year)
        writer.put(key.kind.rawValue)
        writer.put(UInt32(block.columns.count))
        if key.kind == .interval {
            for column in block.columns {
                writer.put(column.first.number)
                writer.put(column.last.number)
            }
        }
        writer.put(UInt32(block.cells.count))
        for cell in block.cells { writer.put(cell) }
        let length = UInt64(writer.bytes.count - 8).littleEndian
        withUnsafeBytes(of: length) { for (index, byte) in $0.enumerated() { writer.bytes[index] = byte } }
        return writer.bytes
    }

    private mutating func put(_ cell: Cell) {
        put(text: cell.breakdown.description)
        put(UInt8(cell.isTotal ? 1 : 0))
        put(UInt32(cell.rows.count))
        put(all: cell.rows, as: Int32.self)
        let (least, most) = (cell.values.min() ?? 0, cell.values.max() ?? 0)
        if least >= Int8.min, most <= Int8.max {
            put(UInt8(1))
            put(all: cell.values, as: Int8.self)
        } else if least >= Int16.min, most <= Int16.max {
            put(UInt8(2))
            put(all: cell.values, as: Int16.self)
        } else if least >= Int32.min, most <= Int32.max {
            put(UInt8(4))
            put(all: cell.values, as: Int32.self)
        } else {
            put(UInt8(8))
            put(all: cell.values, as: Int64.self)
        }
        // Ordinary values and gaps are all that most cells have: a bit for each is enough.
        let isOrdinary = cell.marks.allSatisfy { $0 == 0 || $0 == Mark.ordinary }
        put(UInt8(isOrdinary ? 1 : 0))
        guard isOrdinary else { return bytes.append(contentsOf: cell.marks) }
        var at = 0
        while at < cell.marks.count {
            var bits: UInt8 = 0
            for bit in 0..<min(8, cell.marks.count - at) where cell.marks[at + bit] != 0 { bits |= 1 << UInt8(bit) }
            bytes.append(bits)
            at += 8
        }
    }

    private mutating func put<Number: FixedWidthInteger, Narrow: FixedWidthInteger>(all numbers: [Number], as type: Narrow.Type) {
        let narrow = numbers.map { Narrow(truncatingIfNeeded: $0).littleEndian }
        narrow.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

/// Reads bytes; what is not there is an error, never a crash.
private struct ImageReader: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func part(_ length: Int) throws(CubeImageError) -> ImageReader {
        guard length >= 0, length <= bytes.count - at else { throw .damaged }
        at += length
        return ImageReader(UnsafeRawBufferPointer(rebasing: bytes[(at - length)..<at]))
    }

    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>() throws(CubeImageError) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= bytes.count - at else { throw .damaged }
        at += size
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: at - size, as: Number.self))
    }

    /// A count of things that take at least a byte each.
    mutating func count() throws(CubeImageError) -> Int {
        let count: UInt32 = try number()
        guard Int(count) <= bytes.count - at else { throw .damaged }
        return Int(count)
    }

    mutating func text() throws(CubeImageError) -> String {
        let part = try part(try count())
        guard let text = String(validating: part.bytes, as: UTF8.self) else { throw .damaged }
        return text
    }

    private mutating func numbers<Narrow: FixedWidthInteger & BitwiseCopyable, Number: FixedWidthInteger>(
        _ count: Int, _ narrow: Narrow.Type, _ number: Number.Type
    ) throws(CubeImageError) -> [Number] {
        let size = MemoryLayout<Narrow>.size
        guard count >= 0, count <= (bytes.count - at) / size else { throw .damaged }
        let start = at
        at += count * size
        let bytes = bytes
        return [Number](unsafeUninitializedCapacity: count) { numbers, filled in
            for index in 0..<count {
                let narrow = bytes.loadUnaligned(fromByteOffset: start + index * size, as: Narrow.self)
                numbers[index] = Number(truncatingIfNeeded: Narrow(littleEndian: narrow))
            }
            filled = count
        }
    }

    mutating func block(
        _ indicators: [Int32], units: Int32, _ moved: [Int32: Int32]
    ) throws(CubeImageError) -> (BlockKey, Block) {
        let indicator: UInt32 = try number()
        let year: Int32 = try number()
        let word: UInt8 = try number()
        guard Int(indicator) < indicators.count, (1...9999).contains(year), let kind = PeriodKind(rawValue: word) else {
            throw .damaged
        }
        let width = try count()
        var columns = kind.columns(of: Int(year))
        if kind == .interval {
            for _ in 0..<width {
                let (first, last): (Int32, Int32) = (try number(), try number())
                guard let column = Period(from: Day(number: first), through: Day(number: last)) else { throw .damaged }
                columns.append(column)
            }
        }
        guard columns.count == width else { throw .damaged }
        var cells: [Cell] = []
        for _ in 0..<(try count()) {
            let cell = try cell(width: width, units: units)
            cells.append(moved.isEmpty ? cell : cell.renumbered(moved, width: width))
        }
        guard isAtEnd else { throw .damaged }
        return (BlockKey(indicator: indicators[Int(indicator)], year: year, kind: kind), Block(columns: columns, cells: cells))
    }

    private mutating func cell(width: Int, units: Int32) throws(CubeImageError) -> Cell {
        let text = try text()
        guard let breakdown = try? Breakdown(text) else { throw .damaged }
        let total: UInt8 = try number()
        let rows = try numbers(try count(), Int32.self, Int32.self)
        for (row, unit) in rows.enumerated() where unit < 0 || unit >= units || (row > 0 && rows[row - 1] >= unit) { throw .damaged }
        let places = rows.count * width
        let size: UInt8 = try number()
        let values: [Int64]
        switch size {
        case 1: values = try numbers(places, Int8.self, Int64.self)
        case 2: values = try numbers(places, Int16.self, Int64.self)
        case 4: values = try numbers(places, Int32.self, Int64.self)
        case 8: values = try numbers(places, Int64.self, Int64.self)
        default: throw .damaged
        }
        let isOrdinary: UInt8 = try number()
        if isOrdinary == 0 {
            let marks = try numbers(places, UInt8.self, UInt8.self)
            for mark in marks where mark != 0 && Mark.masks[Int(mark)] == 0 { throw .damaged }
            return Cell(breakdown: breakdown, isTotal: total == 1, rows: rows, values: values, marks: marks)
        }
        let bits = try numbers((places + 7) / 8, UInt8.self, UInt8.self)
        let marks = [UInt8](unsafeUninitializedCapacity: places) { marks, filled in
            for at in 0..<places { marks[at] = bits[at >> 3] >> UInt8(at & 7) & 1 == 0 ? 0 : Mark.ordinary }
            filled = places
        }
        return Cell(breakdown: breakdown, isTotal: total == 1, rows: rows, values: values, marks: marks)
    }
}
