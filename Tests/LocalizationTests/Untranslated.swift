/// What may be the same in two languages: names, codes, and words that French and English share.
enum Untranslated {
    /// Texts, exactly as they stand in a table.
    static let texts: Set<String> = [
        "Hasila", "CSV", "Points", "Pages", "Signature", "Code", "Total", "Source", "Document", "Action", "Note", "Date", "Page", "page", "exact", "Type", "Phases", "dirhams", "MAD", "Actions", "Documents", "PDF", "JSON", "SHA-256", "HTML", "ICS", "{number} kg", "kg", "total", "unit", "division", "cabinet",
        "institution", "district", "brigade", "minimum", "maximum", "excellent", "mars", "documents", "institutions",
        "interventions", "sanctions", "{number} document", "{number} documents", "{number} institution", "{number} institutions",
        "{number} intervention", "{number} interventions", "{number} sanction", "{number} sanctions", "{number} adolescent",
        "{number} adolescents", "adolescents", "{number} minute", "{number} minutes", "{number} point", "{number} points", "{length} km", "Cause",
    ]

    /// Keys of texts that are the same on purpose.
    static let keys: Set<String> = []
}
