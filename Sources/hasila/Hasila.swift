import ArgumentParser

/// The command. `hasila help COMMAND` teaches each one; others script against names, options and exit codes, so they stay.
@main
struct Hasila: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hasila",
        abstract: "Runs an institution's year, from terms of reference to a public report whose every figure can be checked.",
        discussion: """
            Begin with `hasila demo`, which loads the example institution, plays its year 2022, publishes and verifies the \
            report and serves it. An institution of your own begins with `hasila init`.

            Exit codes: 0 done, and everything checked holds; 1 refused, or something checked does not hold (the lines on \
            standard error carry permanent numbers such as E1301); 64 the command line was not understood.
            """,
        version: "0.1.0",
        subcommands: [
            Demo.self, Init.self, Serve.self, Import.self, FigureCommand.self, Report.self, Briefs.self, Verify.self, Rebuilding.self,
            Remind.self, Backup.self, Restore.self, CheckClaims.self, SignIn.self, Token.self, Bench.self,
        ])
}
