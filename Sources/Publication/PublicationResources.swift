import Foundation

/// The files that travel with this room: templates, assets, the document template and the independent verifier.
public enum PublicationResources {
    /// The folder `Resources` of the bundle.
    public static let folder = Bundle.module.bundleURL.appendingPathComponent("Resources", isDirectory: true)

    /// The bytes of one file below `Resources`. Throws when the installation is incomplete.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// The text of one file below `Resources`.
    public static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }
}
