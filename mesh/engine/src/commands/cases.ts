import { parseArgs } from 'node:util'
import { runCases } from '../cases/run-cases.ts'
import { type Subcommand, UsageError } from './subcommand.ts'

const usage = `usage: stoa mesh cases FILE... [--json]

Holds the evaluator against files of cases, a JSON object a line; mesh/engine/cases has some, with their format.
--json prints {"total","agree","unsupported":[{"id","why"}],"disagree":[{"id","expected","got","why"}]}.

exit status: 0 nothing disagrees, 1 something does, 2 wrong arguments or no case`

async function run(args: string[]): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  if (positionals.length === 0) throw new UsageError('which files?')
  const report = await runCases(positionals).catch((error: Error) => {
    throw new UsageError(error.message)
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
