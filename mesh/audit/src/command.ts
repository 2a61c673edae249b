import { writeFileSync } from 'node:fs'
import type { Command } from '@stoa/topology'
import { usage } from './usage.ts'

const couldNotRun = 2

/** The command `stoa audit`. Loads its modules only when it runs. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'show who may call whom, and find errors in the policies',
  usage,
  async run(args) {
    const { readOptions } = await import('./options.ts')
    const options = readOptions(args, Date.now())
    const { runAudit } = await import('./run.ts')
    try {
      const { text, failed } = await runAudit(options)
      if (options.output === undefined) await print(text)
      else writeReport(options.output, text)
      return failed ? 1 : 0
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      return couldNotRun
    }
  },
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'its folder does not exist' : code
    throw new Error(`--output: cannot write ${file}: ${reason}`, { cause: error })
  }
}

/** Resolves once the whole text is written, so that a pipe receives all of it. */
const print = (text: string) =>
  new Promise<void>((resolve) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve())
  })
