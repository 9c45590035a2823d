import Acts
import Figures
import Storage

/// A unit's figures for one period. A later return with the same figure is a revision: both stay visible.
public struct SubmitReturn: Act {
    public static let kind = "SubmitReturn"
    public static let policy = Policy.any([
        .ownUnit([.unitHead, .reportingOfficer]), .role([.administrator, .statistician]),
    ])

    /// The unit that reports.
    public var unit: String
    /// The SDMX period.
    public var period: String
    /// The form it was given by; nil for a return without one.
    public var form: String?
    /// Why figures already given change; for a first return nil.
    public var reason: String?
    /// The figures.
    public var values: [ReturnedValue]

    /// A return.
    public init(unit: String, period: String, form: String? = nil, reason: String? = nil, values: [ReturnedValue]) {
        self.unit = unit
        self.form = form
        self.period = period
        self.reason = reason
        self.values = values
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func encodedMembers() throws -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(64 + values.count * 96)
        var writer = MemberWriter(consume out)
        writer.member("form", form)
        writer.member("period", period)
        writer.member("reason", reason)
        writer.member("unit", unit)
        writer.key("values")
        writer.raw { out in
            out.append(0x5B)
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(0x2C) }
                value.write(to: &out)
            }
            out.append(0x5D)
        }
        return writer.finish()
    }

    /// Bodies of returns are read by the million: in the form the program itself writes without a general reader.
    public static func decoded(fromBody body: [UInt8]) throws -> SubmitReturn {
        try ReturnReader.stored(body) ?? CanonicalJSON.decode(SubmitReturn.self, from: body)
    }

    public func check(in context: ActContext) throws {
        let span = try ReturnRules.period(period)
        guard span.first <= context.record.time.day else { throw Failure(.futurePeriod, ["period": period]) }
        let known = try context.memory.remembered("unit/\(self.unit)") { try UnitBook.unit(self.unit, in: context.tables) }
        guard let unit = known else {
            throw Failure(.unknownUnit, ["unit": self.unit])
        }
        // A year's return may come from a unit that opened or closed within it, never from one that did not exist at all.
        guard unit.opened <= "\(span.last)", unit.closed.map({ "\(span.first)" < $0 }) ?? true else {
            throw Failure(.unitNotOpen, ["unit": self.unit, "date": period])
        }
        guard reason?.utf8.contains(0) != true else { throw Failure(.malformedValue, ["field": "reason", "value": "NUL"]) }
        guard !values.isEmpty else { throw Failure(.missingText, ["field": "values", "language": "–"]) }
        if let twice = ReturnRules.duplicate(in: values) {
            throw Failure(.duplicateFigure, ["indicator": values[twice].indicator, "unit": self.unit, "period": period])
        }
        var indicator: Indicator?
        for value in values {
            // Figures of one indicator mostly follow each other.
            if indicator?.code != value.indicator { indicator = try ReturnRules.indicator(value.indicator, in: context) }
            if let indicator { try ReturnRules.check(value, indicator: indicator, span: span, in: context) }
        }
        try ReturnRules.checkScopes(of: self, span: span, in: context)
        try FormRules.check(self, span: span, in: context)
        try ReturnGate.check(self, span: span, in: context)
        try RegisterRules.check(self, span: span, in: context)
    }

    public func project(in context: ActContext) throws {
        context.memory.forget(ReturnRules.plainFigures(unit, period))
        try context.tables.execute(
            "INSERT INTO returns (number, unit, period, official, post, figures, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(context.record.number), .text(unit), .text(period), .text(context.signatory.official),
                .text(context.signatory.post), .integer(Int64(values.count)), reason.map(SQLValue.text) ?? .null,
            ])
        try FormRules.record(self, in: context)
    }
}
