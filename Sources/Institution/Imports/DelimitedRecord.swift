extension DelimitedReader {
    /// One row of the file.
    ///
    /// Reading fields copies nothing. A record stays valid after the next one is read, but then holds a copy of
    /// the reader's whole window (1 MiB and more): keep the values you need, not the record.
    public struct Record: Sendable {
        /// The line in the file where the row starts, from 1.
        public let line: Int
        let storage: [UInt8]
        let bounds: [Int]
        let columns: DelimitedColumns

        /// The bytes of a field, valid UTF-8, without its quotes; empty when the file does not have the column.
        public func bytes(_ column: Column) -> ArraySlice<UInt8> {
            guard column.index >= 0 else { return [] }
            return storage[bounds[2 * column.index]..<bounds[2 * column.index + 1]]
        }

        /// The text of a field; empty when the file does not have the column.
        public func text(_ column: Column) -> String {
            String(decoding: bytes(column), as: UTF8.self)
        }

        /// The bytes of the field of that name. Resolve the name once with `column(_:)` when speed matters.
        public func bytes(_ name: String) -> ArraySlice<UInt8> {
            bytes(Column(index: columns.index[name] ?? -1))
        }

        /// The text of the field of that name; empty when the file does not have the column.
        public func text(_ name: String) -> String {
            String(decoding: bytes(name), as: UTF8.self)
        }

        /// The text of the field, or nil when it is empty or the file does not have the column.
        public func textIfAny(_ name: String) -> String? {
            let slice = bytes(name)
            return slice.isEmpty ? nil : String(decoding: slice, as: UTF8.self)
        }
    }
}
