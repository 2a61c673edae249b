import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { runCases } from '../cases/run-cases.ts'
import type { Subcommand } from './subcommand.ts'

const usage = `usage: stoa mesh cases FILE... [--json]

Runs the evaluator on files of cases, one JSON object per line. mesh/engine/cases has cases, and a README with their format.
--json prints {"total","agree","unsupported":[{"id","why"}],"disagree":[{"id","expected","got","why"}]}.

exit status: 0 all supported cases agree, 1 a case disagrees, 2 invalid arguments or a file that is not of cases`

async function run(args: string[]): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  if (positionals.length === 0) throw new CannotRun('FILE is required')
  const report = await runCases(positionals).catch((error: Error) => {
    throw new CannotRun(error.message)
  })
  const { total, agree, unsupported, disagree } = report
  const lines = [
    ...unsupported.map(({ id, why }) => `unsupported ${id}: ${why}`),
    ...disagree.map(
      ({ id, expected, got, why }) =>
        `DISAGREES ${id}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)} (${why})`,
    ),
    `${agree} of ${total} agree, ${unsupported.length} unsupported, ${disagree.length} disagree`,
  ]
  process.stdout.write(`${values.json ? JSON.stringify(report) : lines.join('\n')}\n`)
  return disagree.length > 0 ? 1 : 0
}

export const cases: Subcommand = { name: 'cases', usage, run }
