/** Something needed is not there; the message names the command that brings it. */
export class Missing extends Error {
  /** @param {string} what @param {string} bring */
  constructor(what, bring) {
    super(`${what}\n  to bring it: ${bring}`)
    this.name = 'Missing'
    this.what = what
    this.bring = bring
  }
}

/** @param {string} line */
export const say = (line) => process.stderr.write(`${line}\n`)

/** Runs `work`; what is missing ends the process with its message alone, anything else with its stack. */
export async function orExit(work) {
  try {
    return await work()
  } catch (error) {
    say(error instanceof Missing ? `stoa: ${error.message}` : String(error?.stack ?? error))
    process.exit(1)
  }
}
