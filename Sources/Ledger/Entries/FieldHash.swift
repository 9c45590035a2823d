/// The leaf of one field: RFC 6962 leaf of `"hasila.field/v1" 0x00 || u32be(count) || u32be(name) || name ||
/// salt || u32be(value) || value`, where `count` is the number of fields of the body: an opening cannot claim another shape.
enum FieldHash {
    /// The leaf byte, the label and its zero.
    private static let label: [UInt8] = [0] + Array("hasila.field/v1".utf8) + [0]

    static func leaf(name: String, salt: LogHash, value: ArraySlice<UInt8>, count: Int) -> LogHash {
        var name = name
        return name.withUTF8 { name in
            value.withUnsafeBytes { value in leaf(UnsafeRawBufferPointer(name), salt, value, count) }
        }
    }

    private static func leaf(
        _ name: UnsafeRawBufferPointer, _ salt: LogHash, _ value: UnsafeRawBufferPointer, _ count: Int
    ) -> LogHash {
        let head = label.count + 4 + 4 + name.count + LogHash.byteCount + 4
        // A long value is hashed where it lies instead of being copied.
        let isShort = value.count <= 1024
        return withUnsafeTemporaryAllocation(byteCount: head + (isShort ? value.count : 0), alignment: 8) { buffer in
            var place = 0
            func put(_ bytes: UnsafeRawBufferPointer) {
                UnsafeMutableRawBufferPointer(rebasing: buffer[place..<(place + bytes.count)]).copyMemory(from: bytes)
                place += bytes.count
            }
            label.withUnsafeBytes { put($0) }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) { put($0) }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: name.count).bigEndian) { put($0) }
            put(name)
            salt.withUnsafeBytes { put($0) }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: value.count).bigEndian) { put($0) }
            if isShort { put(value) }
            var hasher = HashState()
            hasher.update(UnsafeRawBufferPointer(buffer))
            if !isShort { hasher.update(value) }
            return hasher.finish()
        }
    }
}

/// All rows of a small tree, from the leaves up; an odd last hash moves up unchanged, which is the RFC 6962 tree.
struct HashRows: Hashable, Sendable {
    private let rows: [[LogHash]]

    init(_ leaves: [LogHash]) {
        var rows = [leaves]
        var row = leaves
        while row.count > 1 {
            var above: [LogHash] = []
            above.reserveCapacity((row.count + 1) / 2)
            for left in stride(from: 0, to: row.count, by: 2) {
                above.append(left + 1 < row.count ? MerkleHash.node(row[left], row[left + 1]) : row[left])
            }
            rows.append(above)
            row = above
        }
        self.rows = rows
    }

    var leaves: [LogHash] { rows[0] }
    var root: LogHash { rows[rows.count - 1].first ?? MerkleHash.empty }

    func path(_ index: Int) -> [LogHash] {
        var position = index
        var path: [LogHash] = []
        for row in rows {
            if position ^ 1 < row.count { path.append(row[position ^ 1]) }
            position >>= 1
        }
        return path
    }
}
