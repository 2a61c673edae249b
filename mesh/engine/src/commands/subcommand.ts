/** One subcommand of `stoa mesh`; `run` returns the exit status. */
export interface Subcommand {
  readonly name: string
  readonly usage: string
  readonly run: (args: string[]) => Promise<number>
}
