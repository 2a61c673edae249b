import { printLine } from '@stoa/load'
import { CannotRun } from '@stoa/topology'
import type { OpenVerifyInputs } from './open-inputs.ts'
import { type InvariantReport, type Report, verify } from './verify.ts'

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

/** Checks every invariant and prints each result. Returns the exit status. @throws CannotRun when the data cannot be read */
export async function printVerified(
  open: () => Promise<OpenVerifyInputs>,
  json: boolean,
): Promise<number> {
  try {
    const inputs = await open()
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
