import Acts
import Figures
import Storage

/// Designs a form in which units report: what is asked, how often, until when, and of whom. Defining a code again makes its next
/// version; a return given under an earlier version stays as it is.
public struct DefineForm: Act, Hashable {
    public static let kind = "DefineForm"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The most cells a form may have.
    public static let mostCells = 2_000

    /// A part of the form: rows of indicators, columns of breakdown cells.
    public struct Section: Codable, Hashable, Sendable {
        /// Its heading, and what helps to fill it in.
        public var title: Trilingual
        public var help: Trilingual?
        /// Its columns; none at all is one column for the undivided figure.
        public var columns: [Column]
        /// Its rows.
        public var lines: [Line]

        /// A section.
        public init(title: Trilingual, help: Trilingual? = nil, columns: [Column] = [], lines: [Line]) {
            (self.title, self.help, self.columns, self.lines) = (title, help, columns, lines)
        }
    }

    /// A column: one cell of a breakdown.
    public struct Column: Codable, Hashable, Sendable {
        /// Its heading.
        public var title: Trilingual
        /// `KEY=VALUE;KEY=VALUE` with keys in order; nil for the undivided figure.
        public var breakdown: String?

        /// A column.
        public init(title: Trilingual, breakdown: String? = nil) { (self.title, self.breakdown) = (title, breakdown) }
    }

    /// A row: one indicator.
    public struct Line: Codable, Hashable, Sendable {
        /// The indicator's code.
        public var indicator: String
        /// What helps to fill it in.
        public var help: Trilingual?
        /// Whether a return without its cells is refused; nil means no.
        public var isRequired: Bool?
        /// Whether a value below zero is taken; nil means no.
        public var mayBeNegative: Bool?
        /// The breakdowns of columns in which this row asks for nothing.
        public var closed: [String]?

        /// A row.
        public init(
            indicator: String, help: Trilingual? = nil, isRequired: Bool? = nil, mayBeNegative: Bool? = nil,
            closed: [String]? = nil
        ) {
            (self.indicator, self.help, self.isRequired) = (indicator, help, isRequired)
            (self.mayBeNegative, self.closed) = (mayBeNegative, closed)
        }
    }

    /// The form's code; the same code again is its next version.
    public var code: String
    /// Its name, and what helps to fill it in.
    public var names: Trilingual
    public var help: Trilingual?
    /// How often it is filled in.
    public var frequency: Frequency
    /// The last day in time, in days after the period's last day.
    public var dueDays: Int
    /// ISO day: the version asks for the periods whose last day is this one or later.
    public var since: String
    /// Kinds of units that fill it, and units that fill it whatever their kind.
    public var kinds: [String]?
    public var units: [String]?
    /// Its sections in order.
    public var sections: [Section]

    /// A form.
    public init(
        code: String, names: Trilingual, help: Trilingual? = nil, frequency: Frequency, dueDays: Int, since: String,
        kinds: [String]? = nil, units: [String]? = nil, sections: [Section]
    ) {
        (self.code, self.names, self.help, self.frequency) = (code, names, help, frequency)
        (self.dueDays, self.since, self.kinds, self.units, self.sections) = (dueDays, since, kinds, units, sections)
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try names.check(field: "name")
        try help?.check(field: "help")
        _ = try Codes.day(since, field: "since")
        guard (0...400).contains(dueDays) else { throw Failure(.malformedValue, ["field": "dueDays", "value": "\(dueDays)"]) }
        try checkFillers(in: context.tables)
        try checkCells(in: context.tables)
        guard let last = try FormBook.latest(code, in: context.tables) else { return }
        let first = last.until ?? last.definition.since
        guard since >= first else { throw Failure(.formVersionEarlier, ["form": code, "since": since, "first": first]) }
    }

    private func checkFillers(in tables: any Connection) throws {
        let (kinds, units) = (kinds ?? [], units ?? [])
        guard !kinds.isEmpty || !units.isEmpty else { throw Failure(.nobodyFills, ["form": code]) }
        if let twice = Required.repeated(kinds) ?? Required.repeated(units) {
            throw Failure(.malformedValue, ["field": "kinds, units", "value": String(twice.prefix(64))])
        }
        for unit in units { try Required.unit(unit, in: tables) }
        let known = Set(try UnitBook.all(in: tables).map(\.kind))
        for kind in kinds where !known.contains(kind) {
            throw Failure(
                .unknownWord,
                ["field": "kinds", "value": String(kind.prefix(40)), "known": known.sorted().joined(separator: ", ")])
        }
    }

    private func checkCells(in tables: any Connection) throws {
        var seen: Set<String> = []
        for section in sections {
            try section.title.check(field: "section")
            try section.help?.check(field: "section help")
            for column in section.columns {
                try column.title.check(field: "column")
                if let text = column.breakdown, try text.isEmpty || ReturnRules.breakdown(text) != text {
                    throw Failure(.malformedBreakdown, ["value": String(text.prefix(80))])
                }
            }
            for line in section.lines {
                try checkLine(line, in: tables)
                let cells = FormCell.cells(of: line, in: section)
                guard !cells.isEmpty else { throw Failure(.formEmpty, ["form": code, "indicator": line.indicator]) }
                for cell in cells where !seen.insert(cell).inserted {
                    throw Failure(.formCellTwice, ["form": code, "indicator": line.indicator, "cell": String(cell.prefix(120))])
                }
            }
            guard !section.lines.isEmpty else { throw Failure(.formEmpty, ["form": code]) }
        }
        guard (1...Self.mostCells).contains(seen.count) else {
            throw seen.isEmpty
                ? Failure(.formEmpty, ["form": code])
                : Failure(.formTooLarge, ["form": code, "cells": "\(seen.count)", "most": "\(Self.mostCells)"])
        }
    }

    private func checkLine(_ line: Line, in tables: any Connection) throws {
        try line.help?.check(field: "row help")
        guard let indicator = try IndicatorBook.indicator(line.indicator, in: tables) else {
            throw Failure(.unknownIndicator, ["indicator": line.indicator])
        }
        guard !indicator.isRatio else { throw Failure(.computedIndicator, ["indicator": line.indicator]) }
        guard indicator.frequency == frequency else {
            throw Failure(
                .formFrequency,
                ["form": code, "indicator": line.indicator, "frequency": indicator.frequency.rawValue])
        }
    }

    public func project(in context: ActContext) throws {
        let version = (try FormBook.latest(code, in: context.tables)?.version ?? 0) + 1
        let cells = sections.reduce(0) { sum, section in
            sum + section.lines.reduce(0) { $0 + FormCell.cells(of: $1, in: section).count }
        }
        try context.tables.execute(
            """
            INSERT INTO forms (code, version, frequency, since, cells, definition, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(code), .integer(Int64(version)), .text(frequency.rawValue), .text(since), .integer(Int64(cells)),
                .text(String(decoding: try CanonicalJSON.encode(self), as: UTF8.self)),
            ] + context.authorship)
    }
}

/// Takes a form out of use: periods that end on the day or later are no longer asked for.
public struct RetireForm: Act {
    public static let kind = "RetireForm"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The form, and the first day without it; ISO.
    public var code, until: String

    /// A retirement.
    public init(code: String, until: String) { (self.code, self.until) = (code, until) }

    public func check(in context: ActContext) throws {
        _ = try Codes.day(until, field: "until")
        guard let form = try FormBook.latest(code, in: context.tables), form.until == nil else {
            throw Failure(.unknownForm, ["form": String(code.prefix(64))])
        }
        guard until >= form.definition.since else {
            throw Failure(.formVersionEarlier, ["form": code, "since": until, "first": form.definition.since])
        }
    }

    public func project(in context: ActContext) throws {
        guard let version = try FormBook.latest(code, in: context.tables)?.version else { return }
        try context.tables.execute(
            "UPDATE forms SET until = ? WHERE code = ? AND version = ?", [.text(until), .text(code), .integer(Int64(version))])
    }
}
