import Ledger
import Testing

/// Known answers carried into the project, so that a machine without the shared vectors still tests.
@Suite struct FactTests {
    @Test func hashesOfTheTree() throws {
        #expect(MerkleHash.empty.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(MerkleHash.leaf([]).hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(
            MerkleHash.leaf(Array("L123456".utf8)).hex
                == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
        let left = try #require(LogHash(bytes: Array(0x00...0x1F)))
        let right = try #require(LogHash(bytes: Array(0x20...0x3F)))
        #expect(
            MerkleHash.node(left, right).hex == "1a378704c17da31e2d05b6d121c2bb2c7d76f6ee6fa8f983e596c2d034963c57")
    }

    @Test func rootsOfTheReferenceTree() throws {
        let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var frontier = MerkleFrontier()
        for (leaf, root) in zip(leaves, roots) {
            frontier.append(MerkleHash.leaf(bytes(hex: leaf)))
            #expect(frontier.root.hex == root)
        }
    }

    @Test(arguments: GoldenLog.facts.indices)
    func goldenLogSignsExactlyThis(_ fact: Int) throws {
        let (size, root, signature) = GoldenLog.facts[fact]
        let (appender, _) = GoldenLog.tree(size)
        #expect(appender.root.base64 == root)
        let checkpoint = Checkpoint(origin: GoldenLog.origin, size: UInt64(size), root: appender.root)
        let note = try checkpoint.signed(by: SigningKey(GoldenLog.key))
        #expect(note.string == "\(GoldenLog.origin)\n\(size)\n\(root)\n\n\u{2014} \(GoldenLog.origin) \(signature)\n")
        #expect(try Checkpoint(verifying: note, log: VerifierKey(GoldenLog.vkey)) == checkpoint)
    }

    @Test func keyIDs() throws {
        let key = try SigningKey(GoldenLog.key)
        #expect(key.verifier.text == GoldenLog.vkey)
        #expect(key.secretText == GoldenLog.key)
        #expect(try VerifierKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").keyID == 0x033d_e0ae)
        let witness = try VerifierKey("witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN")
        #expect(witness.algorithm == .cosignature && witness.keyID == 0xb8a2_cf20)
    }

    @Test func secretsDoNotPrint() throws {
        let key = try SigningKey(GoldenLog.key)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("eymY")) }
        let seed = try FieldSeed(bytes: [UInt8](repeating: 0xAB, count: 32))
        dump(seed, to: &dumped)
        #expect("\(seed)" == "FieldSeed" && !dumped.contains("171"))
    }

    @Test func tilePaths() throws {
        let paths: [(String, TilePath)] = [
            ("tile/0/x001/x234/067", TilePath(level: 0, index: 1_234_067)),
            ("tile/0/000.p/255", TilePath(level: 0, index: 0, width: 255)),
            ("tile/15/x123/x456/789.p/41", TilePath(level: 15, index: 123_456_789, width: 41)),
            ("tile/entries/255.p/253", TilePath(kind: .entries, index: 255, width: 253)),
            ("tile/0/x001/000", TilePath(level: 0, index: 1000)),
            ("tile/63/x018/x446/x744/x073/x709/x551/615", TilePath(level: 63, index: .max)),
        ]
        for (text, path) in paths {
            #expect(path.text == text)
            #expect(try TilePath(text) == path)
        }
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/00/000", "tile/64/000", "tile/-1/000",
        "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/001/000", "tile/0/x001", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/x001.p/5", "tile/0/.p/5",
        "tile/entry/000", "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x1/000", "tile/0/+00", "tile/0/000.p/5/5",
        "tile//000", "tile/0/00\u{0660}",
    ])
    func badTilePathsAreRefused(_ text: String) {
        #expect(throws: LedgerError.self) { try TilePath(text) }
    }
}
