internal import CPostgreSQL

/// The server's answer to one statement.
final class PostgreSQLAnswer {
    private let result: OpaquePointer
    private(set) lazy var layout = RowLayout(
        (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" })
    private lazy var types: [Oid] = (0..<PQnfields(result)).map { PQftype(result, $0) }

    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var rowCount: Int { Int(PQntuples(result)) }
    /// Bytes libpq holds for this answer.
    var memoryBytes: Int { PQresultMemorySize(result) }
    /// Rows a statement changed.
    var changed: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }
    /// What was done, such as "COMMIT".
    var tag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func parameterType(_ index: Int) -> Oid { PQparamtype(result, Int32(index)) }

    func row(_ number: Int) throws -> Row {
        let row = Int32(number)
        var values: [SQLValue] = []
        values.reserveCapacity(types.count)
        for (index, type) in types.enumerated() {
            let column = Int32(index)
            if PQgetisnull(result, row, column) != 0 {
                values.append(.null)
                continue
            }
            let bytes = UnsafeRawBufferPointer(
                start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
            values.append(try PostgreSQLValues.decode(bytes, type: type, column: layout.names[index]))
        }
        return Row(layout: layout, values: values)
    }
}
