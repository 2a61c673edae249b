/** One `stoa` command. `run` answers with the exit status; what it prints under `--json` is a public interface. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** The whole text of `stoa <name> --help`. */
  readonly usage: string
  run(args: string[]): Promise<number>
}
