#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The results of `body` for 0..<count, in order, worked out on two threads: the caller's and one more.
///
/// Plain threads, so that a synchronous caller may wait without holding up the cooperative pool.
func concurrently<Result: Sendable>(_ count: Int, _ body: @escaping (Int) -> Result) -> [Result] {
    guard count > 1 else { return (0..<count).map(body) }
    let half = Half(count) { index in body(index) }
    guard let thread = half.startOdd() else { return (0..<count).map(body) }
    let even = stride(from: 0, to: count, by: 2).map(body)
    pthread_join(thread, nil)
    var results: [Result] = []
    results.reserveCapacity(count)
    for index in 0..<count { results.append(index % 2 == 0 ? even[index / 2] : half.results[index / 2]) }
    return results
}

/// The odd half of the work. Touched by one thread at a time: the second thread until it is joined, then the caller.
private final class Half<Result>: @unchecked Sendable {
    let count: Int
    let body: (Int) -> Result
    var results: [Result] = []

    init(_ count: Int, _ body: @escaping (Int) -> Result) {
        self.count = count
        self.body = body
    }

    func startOdd() -> pthread_t? {
        let box = Unmanaged.passRetained(Job { [self] in results = stride(from: 1, to: count, by: 2).map(body) })
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let failed = pthread_create(
            &thread, nil,
            { context in
                #if canImport(Darwin)
                    Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run()
                #else
                    if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
                #endif
                return nil
            }, box.toOpaque())
        guard failed == 0 else {
            box.release()
            return nil
        }
        return thread
    }
}

private final class Job {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}
