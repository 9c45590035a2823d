// swift-tools-version: 6.2
import PackageDescription

// Rooms from the ground floor up; an import only ever goes down. docs/ARCHITECTURE.md is the map.
// In CI a warning is an error.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]
let strict: [SwiftSetting] = warnings + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
// These rooms are optimized in tests too. Overlapping accesses are looked for in debug builds, which all tests use.
let fast: [SwiftSetting] = strict + [
    .unsafeFlags(["-O"], .when(configuration: .debug)),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
    name: "Hasila",
    products: [.executable(name: "hasila", targets: ["hasila"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Figures", swiftSettings: fast),
        .target(name: "Ledger", dependencies: ["CLibCrypto", crypto], swiftSettings: fast),
        .target(
            name: "Localization",
            dependencies: [.product(name: "Yams", package: "Yams")],
            resources: [.copy("Languages")], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: ["CPostgreSQL", crypto, .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: fast),
        .target(name: "Acts", dependencies: ["Ledger", "Storage"], swiftSettings: fast),
        .target(name: "Institution", dependencies: ["Acts", "Figures"], swiftSettings: fast),
        .target(name: "Identity", dependencies: ["Acts", crypto], swiftSettings: strict),
        .target(name: "InformationDesk", dependencies: ["Acts"], swiftSettings: strict),
        .target(
            name: "Publication",
            dependencies: [
                "Institution", "InformationDesk", "Localization", mustache, crypto,
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.copy("Resources")], swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "Publication", "Identity", hummingbird, mustache, crypto,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Resources")], swiftSettings: strict),
        .executableTarget(
            name: "hasila",
            dependencies: [
                "Web", hummingbird, crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .target(name: "TestSupport", dependencies: ["Storage"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", crypto], swiftSettings: strict),
        .testTarget(name: "LocalizationTests", dependencies: ["Localization"], swiftSettings: strict),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ActsTests", dependencies: ["Acts", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "InstitutionTests", dependencies: ["Institution", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "PublicationTests", dependencies: ["Publication", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "WebTests", dependencies: ["Web", "TestSupport", hummingbirdTesting], swiftSettings: strict),
        .testTarget(name: "HasilaTests", dependencies: ["hasila", "TestSupport"], swiftSettings: strict),
    ]
)
