/** A `stoa` command. What it prints with `--json` is a public interface (docs/cli.md). */
export interface Command {
  readonly name: string
  /** What the command does, in one line of `stoa --help`. */
  readonly summary: string
  /** The text of `stoa <name> --help`. */
  readonly usage: string
  /** Subcommands that have a `--help` of their own, which `run` prints. */
  readonly verbs?: readonly string[]
  /** Returns the exit status. An error it throws is printed as its message: status 2 for CannotRun, else 1. */
  run(args: string[]): Promise<number>
}

/** The arguments are wrong, or what the command needs is not there. Ends `stoa` with exit status 2. */
export class CannotRun extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CannotRun'
  }
}
