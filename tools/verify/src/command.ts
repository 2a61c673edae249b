import { parseArgs } from 'node:util'
import type { Command } from '@stoa/topology'
import { openWorld } from './open-world.ts'
import { type Checked, verify } from './verify.ts'

const usage = `usage: stoa verify [--history FILE]... [--within-seconds 60] [--json]

Checks invariants I1 to I11 from the databases and from the histories that clients wrote: all of .stoa/history since
the data was created, or those named. An order without news for longer than --within-seconds must have come to its end.
What looks wrong is looked at again a few times, so that work under way is not taken for a fault.
--json prints {"violations":N,"invariants":[{"id","summary","checked","violations","examples","notes"}]}.
Exit status: 0 nothing is violated, 1 something is, 2 it could not be checked.`

const options = {
  history: { type: 'string', multiple: true },
  'within-seconds': { type: 'string', default: '60' },
  json: { type: 'boolean', default: false },
} as const

const line = ({ id, checked, violations, summary, examples, notes }: Checked): string =>
  [
    `${violations === 0 ? 'ok  ' : 'FAIL'} ${id.padEnd(3)} ${summary} (${checked} checked, ${violations} violations)`,
    ...examples.map((example) => `       ${example}`),
    ...notes.map((note) => `       note: ${note}`),
  ].join('\n')

async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options })
  const withinSeconds = Number(values['within-seconds'])
  if (!(withinSeconds >= 0)) throw new Error('--within-seconds takes a number of seconds')
  const { history, json } = values
  const world = await openWorld({ ...(history && { historyFiles: history }), withinSeconds })
  const say = (text: string) => process.stdout.write(`${text}\n`)
  try {
    const report = await verify(world, json ? {} : { onChecked: (checked) => say(line(checked)) })
    say(json ? JSON.stringify(report) : `${report.violations} violations`)
    return report.violations > 0 ? 1 : 0
  } finally {
    await world.close()
  }
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check that no order was lost, doubled or left half done',
  usage,
  async run(args) {
    try {
      return await run(args)
    } catch (error) {
      process.stderr.write(`could not check: ${(error as Error).message}\n`)
      return 2
    }
  },
}
