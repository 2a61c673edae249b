import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { QueryRefused, query } from './query.ts'
import { askPrometheus, type ForwardPrometheus } from './running.ts'
import { jsonOf, textOf } from './series-text.ts'

const usage = `usage: stoa query EXPR [--context C] [--json]

Evaluates a PromQL expression now, in the running platform's Prometheus, and
prints a line for each series: its labels and its value.

options:
  --context C  ask the Prometheus of the cluster that the kubeconfig names so;
               needs kubectl
  --json       print {"series":[{"labels","value"}]}; a value is text, as
               Prometheus writes it: JSON has no NaN and no infinity
  --help       print this text

example:
  npx stoa query 'sum by (service) (up)'

exit status:
  0  evaluated, even if there is no series
  1  Prometheus refused the expression
  2  wrong arguments, no platform or no Prometheus is running, or the
     cluster's could not be reached`

export const queryCommand = (forward: ForwardPrometheus): Command => ({
  name: 'query',
  summary: 'evaluate a PromQL expression in the running Prometheus',
  usage,
  async run(args) {
    const options = { context: { type: 'string' }, json: { type: 'boolean' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [expression, ...others] = positionals
    if (!expression || others.length > 0)
      throw new CannotRun('expected one expression; put it between single quotes')
    const series = await askPrometheus(values.context, forward, (url) => evaluate(url, expression))
    if (series instanceof QueryRefused) process.stderr.write(`${series.message}\n`)
    else process.stdout.write(values.json ? jsonOf(series) : textOf(series))
    return series instanceof QueryRefused ? 1 : 0
  },
})

const evaluate = (url: string, expression: string) =>
  query(url, expression).catch((cause: unknown) => {
    if (cause instanceof QueryRefused) return cause
    throw new CannotRun(`Prometheus at ${url} did not answer: ${String(cause)}`, { cause })
  })
