/// The form that enters one figure of the reader's own unit.
struct ReturnsModel: Sendable {
    let titleMarkup: String
    let action: String
    let formToken: String
    let idempotencyKey: String
    let receipt: ReceiptPanel?
    let due: FormDueList
    let fault: Fault?
    let indicatorChoices: [Choice]
    let period: String
    let value: String
    let precisionChoices: [Choice]
    let note: String
}

/// What the ledger answered.
struct ReceiptPanel: Sendable {
    let receiptMarkup: String
}
