import { writeFileSync } from 'node:fs'
import type { Command } from '@stoa/topology'
import { usage } from './usage.ts'

const cannot = 2

/** `stoa audit`. What it needs is loaded when it runs. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'who may call whom, and what is wrong with the policies',
  usage,
  async run(args) {
    const { readOptions } = await import('./options.ts')
    const asked = readOptions(args, Date.now())
    const { runAudit } = await import('./run.ts')
    try {
      const { text, failed } = await runAudit(asked)
      if (asked.output === undefined) await write(text)
      else writeFileSync(asked.output, text)
      return failed ? 1 : 0
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      return cannot
    }
  },
}

/** Waits until a pipe has taken it all. */
const write = (text: string) =>
  new Promise<void>((resolve) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve())
  })
