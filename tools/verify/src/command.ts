import { parseOptions, printLine } from '@stoa/load'
import { CannotRun, type Command } from '@stoa/topology'
import { openVerifyInputs } from './open-inputs.ts'
import { type InvariantReport, type Report, verify } from './verify.ts'

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
                      "checked","violations","examples","notes"}]} as one line,
                      or {"error"} when it cannot check
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

const row = (result: string, id: string, checked: string, summary: string) =>
  `${result.padEnd(4)}  ${id.padEnd(3)}  ${checked.padStart(8)}  ${summary}`

/** A row of the table, with examples of violations and notes indented below it. */
const textOf = ({ id, checked, violations, summary, examples, notes }: InvariantReport): string =>
  [
    row(violations === 0 ? 'ok' : 'FAIL', id, String(checked), summary),
    ...examples.map((example) => `      violation: ${example}`),
    ...(violations > examples.length ? [`      and ${violations - examples.length} more`] : []),
    ...notes.map((note) => `      note: ${note}`),
  ].join('\n')

function verdictOf({ violations, invariants }: Report): string {
  if (violations === 0) return 'no invariant is violated'
  const violated = invariants.filter((one) => one.violations > 0).map(({ id }) => id)
  return `${violations} violations of ${violated.join(', ')}`
}

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types)
  const withinSeconds = options.number('within-seconds', 60)
  const historyFiles = options.texts('history')
  const json = options.flag('json')
  try {
    const inputs = await openVerifyInputs({ ...(historyFiles && { historyFiles }), withinSeconds })
    try {
      const onChecked = (report: InvariantReport) => printLine(textOf(report))
      if (!json) printLine(row('', '', 'CHECKED', 'INVARIANT'))
      const report = await verify(inputs, json ? {} : { onChecked })
      printLine(json ? JSON.stringify(report) : `\n${verdictOf(report)}`)
      return report.violations > 0 ? 1 : 0
    } finally {
      await inputs.close()
    }
  } catch (error) {
    const cannotCheck =
      error instanceof CannotRun
        ? error
        : new CannotRun(`could not check: ${(error as Error).message}`, { cause: error })
    if (json) printLine(JSON.stringify({ error: cannotCheck.message }))
    throw cannotCheck
  }
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check that no order was lost, duplicated or left half done',
  ...{ usage, run },
}
