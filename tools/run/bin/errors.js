/** Something that the platform needs is missing; the message names the remedy. */
export class MissingPrerequisite extends Error {
  /** @param {string} problem @param {string} remedy a command, where there is one */
  constructor(problem, remedy) {
    super(`${problem}\n  to fix it: ${remedy}`)
    this.name = 'MissingPrerequisite'
  }
}

/** @param {string} line */
export const printError = (line) => process.stderr.write(`${line}\n`)

/** Runs `work`; a missing prerequisite ends the process with its message alone, another error with its stack. */
export async function exitOnError(work) {
  try {
    return await work()
  } catch (error) {
    printError(
      error instanceof MissingPrerequisite
        ? `stoa: ${error.message}`
        : String(error?.stack ?? error),
    )
    process.exit(1)
  }
}
