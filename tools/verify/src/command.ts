import { parseOptions, printLine } from '@stoa/load'
import { CannotRun, type Command } from '@stoa/topology'
import { openVerifyInputs } from './open-inputs.ts'
import { type InvariantReport, verify } from './verify.ts'

const usage = `usage: stoa verify [options]

Checks invariants I1 to I11: that no order was lost, duplicated or left half
done. Reads the services' databases, the broker, and the histories that clients
recorded: every one in .stoa/history that is newer than the data. A suspected
violation counts only if several later checks confirm it, so that orders in
progress are not reported.

options:
  --history FILE      read this history instead; can be repeated
  --within-seconds S  an order without events for longer than this must be
                      shipped or cancelled (default 60)
  --json              print {"violations","invariants":[{"id","summary",
                      "checked","violations","examples","notes"}]} as one line
  --help              print this text

example:
  npx stoa verify

exit status:
  0  no invariant is violated
  1  an invariant is violated
  2  wrong arguments, or the data could not be read`

const types = {
  history: { type: 'string', multiple: true },
  'within-seconds': { type: 'string' },
  json: { type: 'boolean' },
} as const

/** One invariant for people: a line, with examples of violations and notes indented below it. */
const textOf = ({ id, checked, violations, summary, examples, notes }: InvariantReport): string =>
  [
    `${violations === 0 ? 'ok  ' : 'FAIL'}  ${id.padEnd(3)}  ${summary}`,
    `           ${checked} checked, ${violations} violations`,
    ...examples.map((example) => `           violation: ${example}`),
    ...notes.map((note) => `           note: ${note}`),
  ].join('\n')

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types)
  const withinSeconds = options.number('within-seconds', 60)
  const historyFiles = options.texts('history')
  const json = options.flag('json')
  try {
    const inputs = await openVerifyInputs({ ...(historyFiles && { historyFiles }), withinSeconds })
    try {
      const onChecked = (report: InvariantReport) => printLine(textOf(report))
      const report = await verify(inputs, json ? {} : { onChecked })
      printLine(json ? JSON.stringify(report) : `\n${report.violations} violations`)
      return report.violations > 0 ? 1 : 0
    } finally {
      await inputs.close()
    }
  } catch (error) {
    throw new CannotRun(`could not check: ${(error as Error).message}`, { cause: error })
  }
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check that no order was lost, duplicated or left half done',
  ...{ usage, run },
}
