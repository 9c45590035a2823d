import Acts
import Ledger

/// The log as static files: `log/vkey`, `log/checkpoint`, `log/tile/…` (C2SP tlog-tiles).
public enum LogFolder {
    /// The files of a log of these entries (envelope bytes in order) under this signed checkpoint, by address.
    /// Throws E2002 when the entries do not give the checkpoint's root.
    public static func files(entries: [[UInt8]], checkpoint note: SignedNote, key: VerifierKey) throws -> [String: [UInt8]] {
        let checkpoint = try Checkpoint(verifying: note, log: key)
        var appender = TileAppender()
        var tiles: [String: [UInt8]] = [:]
        for tile in appender.append(entries.map { MerkleHash.leaf($0) }) { tiles["log/\(tile.path.text)"] = tile.data }
        guard UInt64(entries.count) == checkpoint.size, appender.root == checkpoint.root else {
            throw Failure(.ledgerAltered, ["record": "log/checkpoint"])
        }
        for path in TilePath.inventory(size: checkpoint.size) where path.kind == .entries {
            let start = Int(path.index) * TilePath.fullWidth
            tiles["log/\(path.text)"] = try EntryBundle.encode(entries[start..<(start + path.width)])
        }
        tiles["log/vkey"] = Array(key.fileText.utf8)
        tiles["log/checkpoint"] = note.bytes
        return tiles
    }
}
