import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { QueryRefused, query } from './query.ts'
import { runningPrometheus } from './running.ts'
import { jsonOf, textOf } from './series-text.ts'

const usage = `usage: stoa query EXPR [--json]

Evaluates a PromQL expression now, in the running platform's Prometheus, and
prints a line for each series: its labels and its value.

options:
  --json  print {"series":[{"labels","value"}]}; a value is text, as Prometheus
          writes it: JSON has no NaN and no infinity
  --help  print this text

example:
  npx stoa query 'sum by (service) (up)'

exit status:
  0  evaluated, even if there is no series
  1  Prometheus refused the expression
  2  wrong arguments, or no platform or no Prometheus is running`

export const queryCommand: Command = {
  name: 'query',
  summary: 'evaluate a PromQL expression in the running Prometheus',
  usage,
  async run(args) {
    const options = { json: { type: 'boolean' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [expression, ...others] = positionals
    if (!expression || others.length > 0)
      throw new CannotRun('expected one expression; put it between single quotes')
    const url = runningPrometheus(process.env)
    try {
      const series = await query(url, expression)
      process.stdout.write(values.json ? jsonOf(series) : textOf(series))
      return 0
    } catch (error) {
      if (!(error instanceof QueryRefused))
        throw new CannotRun(`Prometheus at ${url} did not answer: ${String(error)}`, {
          cause: error,
        })
      process.stderr.write(`${error.message}\n`)
      return 1
    }
  },
}
