import Acts
import Ledger

/// The log of a published copy, worked out again from its entries: `log/vkey`, `log/checkpoint`, `log/tile/…`.
struct PublishedLog {
    let key: VerifierKey
    /// The checkpoint as signed, the last of this copy.
    let note: SignedNote
    let checkpoint: Checkpoint
    /// The addresses of all files that a log of this size consists of.
    let paths: Set<String>
    private let earlier: EarlierRoots

    /// The root when the log had so many entries; nil for more than it has.
    func root(at size: UInt64) -> LogHash? { earlier.root(at: size) }

    /// Proofs of one edition all name the same few sizes: each root is worked out once.
    private final class EarlierRoots {
        private let leaves: [LogHash]
        private var known: [UInt64: LogHash] = [:]

        init(_ leaves: [LogHash]) { self.leaves = leaves }

        func root(at size: UInt64) -> LogHash? {
            guard size <= UInt64(leaves.count) else { return nil }
            if let root = known[size] { return root }
            let root = MerkleHash.root(leaves.prefix(Int(size)))
            known[size] = root
            return root
        }
    }

    /// Reads the key's file strictly. Throws E2005.
    static func key(_ site: SiteReader) throws -> VerifierKey {
        let bytes = try site.bytes("log/vkey")
        guard bytes.last == 0x0A, let text = String(validating: bytes.dropLast(), as: UTF8.self), let key = try? VerifierKey(text),
            key.algorithm == .ed25519, Array(key.fileText.utf8) == bytes
        else { throw Failure(.publishedFileAltered) }
        return key
    }

    /// The checkpoint of a note that carries the log's own signature and no other line: a line that nobody here can check would be
    /// bytes that anyone could change. Throws a `LedgerError` or E2006.
    static func checkpoint(_ note: SignedNote, _ key: VerifierKey) throws -> Checkpoint {
        guard note.signatures.count == 1 else { throw Failure(.badSignature) }
        return try Checkpoint(verifying: note, log: key)
    }

    /// Checks the whole log and keeps its leaf hashes; what does not hold is noted, and nil given.
    static func verify(_ site: SiteReader, _ pinnedKey: VerifierKey?, _ report: inout VerificationReport) -> PublishedLog? {
        guard let key = report.attempt("log/vkey", .publishedFileAltered, { try key(site) }) else { return nil }
        if let pinnedKey {
            guard key == pinnedKey else {
                report.refuse(.otherKey, "log/vkey")
                return nil
            }
            report.found("ok_key")
        } else {
            report.left("not_pinned", ["key": key.text])
        }
        let signed = report.attempt("log/checkpoint", .badSignature) {
            let note = try SignedNote(try site.bytes("log/checkpoint"))
            return (note, try checkpoint(note, key))
        }
        guard let (note, checkpoint) = signed else { return nil }
        report.found("ok_checkpoint", ["size": String(checkpoint.size), "origin": checkpoint.origin])
        guard let leaves = audit(site, checkpoint, &report) else { return nil }
        let inventory = TilePath.inventory(size: checkpoint.size)
        let bundles = inventory.count { $0.kind == .entries }
        report.found("ok_log", ["tiles": String(inventory.count - bundles), "bundles": String(bundles)])
        let paths = Set(inventory.map { "log/\($0.text)" } + ["log/vkey", "log/checkpoint"])
        return PublishedLog(key: key, note: note, checkpoint: checkpoint, paths: paths, earlier: EarlierRoots(leaves))
    }

    /// Rebuilds every tile from the entries; gives the leaf hashes.
    private static func audit(_ site: SiteReader, _ checkpoint: Checkpoint, _ report: inout VerificationReport) -> [LogHash]? {
        // A forged size must not make us look for files without end: a log has a bundle for every 256 entries.
        guard checkpoint.size / UInt64(TilePath.fullWidth) <= UInt64(site.paths.count) else {
            report.refuse(.ledgerAltered, "log/checkpoint")
            return nil
        }
        var leaves: [LogHash] = []
        var reading = "log/checkpoint"
        func file(_ path: TilePath) throws -> [UInt8] {
            reading = "log/\(path.text)"
            return try site.bytes(reading)
        }
        do {
            let tiles = TileSource { level, index, width in try file(TilePath(level: level, index: index, width: width)) }
            try LogAudit.check(size: checkpoint.size, root: checkpoint.root, tiles: tiles, bundle: file) { number, bytes in
                guard try Envelope(bytes).number == Int64(number) else { throw Failure(.publishedFileAltered) }
                leaves.append(MerkleHash.leaf(bytes))
            }
            return leaves
        } catch LedgerError.rootMismatch {
            report.refuse(.ledgerAltered, "log/checkpoint")
        } catch LedgerError.tileMismatch(let tile) where tile.kind == .level(0) && isSigned(site, checkpoint) {
            // The hashes give the signed root: it is the entries that were changed.
            report.refuse(.publishedFileAltered, "log/\(TilePath(kind: .entries, index: tile.index, width: tile.width).text)")
        } catch let failure as Failure {
            report.refuse(failure.code, failure.arguments["record"] ?? reading)
        } catch {
            report.refuse(.publishedFileAltered, reading, detail: "\(error)")
        }
        return nil
    }

    /// Whether the level-0 tiles alone give the signed root.
    private static func isSigned(_ site: SiteReader, _ checkpoint: Checkpoint) -> Bool {
        var frontier = MerkleFrontier()
        for path in TilePath.inventory(size: checkpoint.size) where path.kind == .level(0) {
            guard let bytes = try? site.bytes("log/\(path.text)"), bytes.count == path.width * LogHash.byteCount else { return false }
            for start in stride(from: 0, to: bytes.count, by: LogHash.byteCount) {
                guard let hash = LogHash(bytes: bytes[start..<(start + LogHash.byteCount)]) else { return false }
                frontier.append(hash)
            }
        }
        return frontier.root == checkpoint.root
    }
}
