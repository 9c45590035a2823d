import Foundation

/// How long the disk takes to make 4 KiB durable: without it no number about durable writes means anything.
enum DiskProbe {
    /// The median of 300 overwrites with `fdatasync`, in milliseconds.
    static func median(in folder: String) -> Double {
        let path = folder + "/probe"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return .nan }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: 4_096)
        _ = page.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, 4_096, 0) }
        fsync(descriptor)
        var timings = Timings()
        for _ in 0..<300 {
            timings.add(
                ContinuousClock().measure {
                    _ = page.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, 4_096, 0) }
                    fdatasync(descriptor)
                })
        }
        return timings.median
    }
}
