import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Publication
import Storage

/// The registers that come with Hasila.
struct ShippedModel: Sendable {
    let fault: Fault?
    let doneMarkup: String?
    let action: String
    let cards: [ShippedCard]
}

/// One of them with its form.
struct ShippedCard: Sendable {
    let shippedCode: String
    let shippedName: String
    let shippedColumns: String
    let shippedTags: [Tag]
    let isThere: Bool
    let bookHref: String
    let hidden: FormFields
    let slots: [SlotField]
}

/// A figure that rows can make, with the indicators it may be.
struct SlotField: Sendable {
    let slotId: String
    let slotName: String
    let slotLabel: String
    let slotChoices: [Choice]
}

/// Fills the page on which a shipped register is taken into use.
struct ShippedQuery {
    let desk: Desk

    private var words: Words { desk.words }

    /// Throws `notFound` for whoever may not declare registers.
    init(desk: Desk) throws {
        guard DefineRegister.allows(desk.signatory, unit: nil) else {
            throw Failure(.notFound, privateDetail: "shipped registers by \(desk.signatory.post)")
        }
        self.desk = desk
    }

    /// The acts the form asks for.
    func acts(_ form: Form) throws -> [any Act] {
        guard let shipped = ShippedRegisters.register(form["register"]) else {
            throw Failure(.unknownRegister, ["register": String(form["register"].prefix(64))])
        }
        guard try RegisterBook.register(shipped.register.code, in: desk.tables) == nil else {
            throw Failure(.codeExists, ["code": shipped.register.code])
        }
        let chosen = Dictionary(uniqueKeysWithValues: shipped.slots.map { ($0.code, form["slot_\($0.code)"]) })
        return try shipped.adoption(chosen, since: form["since"].isEmpty ? "\(desk.today)" : form["since"], in: desk.tables)
    }

    /// The page, with what was typed when it was refused.
    func page(_ typed: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("registers.shipped_title")
        let declared = Set(try RegisterBook.all(in: desk.tables).map(\.definition.code))
        let fed = Set(try RegisterBook.all(in: desk.tables).flatMap(\.definition.indicators))
        let model = ShippedModel(
            fault: failure.map(desk.fault),
            doneMarkup: desk.query["done"].flatMap { Int64($0) }.map {
                words.markup("registers.done", ["number": words.entry($0)])
            },
            action: desk.link(RegisterRoutes.shipped),
            cards: ShippedRegisters.all.map { card($0, declared.contains($0.register.code), fed, typed) })
        let crumbs = [Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title"))]
        return Page(Layout(title, crumbs: crumbs, here: title), "registers_shipped", model)
    }

    private func card(_ shipped: ShippedRegister, _ isThere: Bool, _ fed: Set<String>, _ typed: Form?) -> ShippedCard {
        let mine = typed?["register"] == shipped.register.code ? typed : nil
        return ShippedCard(
            shippedCode: shipped.register.code, shippedName: words.pick(shipped.register.names),
            shippedColumns: shipped.register.columns.map { words.pick($0.names) }.joined(
                separator: words.text("words.separator")),
            shippedTags: isThere ? [.good(words.text("registers.in_use"))] : [], isThere: isThere,
            bookHref: desk.link(RegisterRoutes.book(shipped.register.code)), hidden: desk.formFields,
            slots: shipped.slots.map { slot in
                let chosen = mine?["slot_\(slot.code)"] ?? ""
                let fitting = desk.registers.indicators.filter { indicator in
                    !indicator.isRatio && indicator.frequency == shipped.register.frequency && indicator.overUnits == .sum
                        && indicator.overTime == .sum && !fed.contains(indicator.code)
                        && (slot.measure.map { $0 == indicator.unitOfMeasure } ?? true)
                }
                let none = Choice(choiceValue: "", choiceText: words.text("registers.feeds_nothing"), isChosen: chosen.isEmpty)
                return SlotField(
                    slotId: "\(shipped.register.code)-\(slot.code)", slotName: "slot_\(slot.code)",
                    slotLabel: words.pick(slot.names),
                    slotChoices: [none]
                        + fitting.map {
                            Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: $0.code == chosen)
                        })
            })
    }
}

extension Site {
    /// Takes a shipped register into use: its measures, lists and definition, all or none. A second press finds it there.
    func adoptRegister(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        do {
            let acts = try await read(request, context) { try ShippedQuery(desk: $0).acts(form) }
            let receipts = try await submitted(acts, by: visitor.signatory)
            let done = receipts.last.map { "\($0.number)" } ?? ""
            return .redirect(to: RegisterRoutes.shipped.link(context.language, ["done": done]), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try ShippedQuery(desk: desk).page(form, failure)
                page.status = failure.code.status
                return page
            }
        }
    }

    /// All or none; of several refusals the first one is told.
    private func submitted(_ acts: [any Act], by signatory: Signatory) async throws -> [Receipt] {
        do { return try await office.registrar.submitAll(acts, by: signatory) } catch let refused as GroupRefused {
            throw refused.refusals.first?.failure ?? Failure(.internal)
        }
    }
}
