import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { askPrometheus, type ForwardPrometheus } from '../prometheus/running.ts'
import { readShortRetention } from './retention.ts'
import { readSloStatus, type SloStatus } from './status.ts'
import { textOf } from './text.ts'

const usage = `usage: stoa slo [--context C] [--json]

Prints each objective of the service.yaml files: what was reached in the last 30
days, or since the platform has run, how much of the error budget is left, and
how fast it burned in the last hour (at 1.0 it lasts 30 days). Asks the running
platform's Prometheus.

options:
  --context C  ask the Prometheus of the cluster that the kubeconfig names so;
               needs kubectl
  --json       print {"objectives":[{"slo","kind","service","owner","objective",
               "reached","budgetLeft","burnRate","eventsLastHour"}],
               "retention"}; a figure that Prometheus does not have yet is
               null; retention is how long Prometheus keeps samples, when that
               is less than 30 days
  --help       print this text

example:
  npx stoa slo

exit status:
  0  no error budget is spent
  1  an error budget is spent
  2  wrong arguments, no platform or no Prometheus is running, or the
     cluster's could not be reached`

interface Answer {
  readonly objectives: readonly SloStatus[]
  readonly retention: string | null
}

async function readFrom(url: string): Promise<Answer> {
  const [objectives, retention] = await Promise.all([
    readSloStatus(url),
    readShortRetention(url),
  ]).catch((cause: Error) => {
    throw new CannotRun(`Prometheus at ${url} did not answer: ${cause.message}`, { cause })
  })
  if (objectives.length === 0)
    throw new CannotRun(
      `Prometheus at ${url} has no objective yet; its rules are evaluated within a minute of its start`,
    )
  return { objectives, retention }
}

export const sloCommand = (forward: ForwardPrometheus): Command => ({
  name: 'slo',
  summary: 'show each objective, the error budget left and how fast it burns',
  usage,
  async run(args) {
    const options = { context: { type: 'string' }, json: { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options })
    const { objectives, retention } = await askPrometheus(values.context, forward, readFrom)
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ objectives, retention })}\n`
        : textOf(objectives, retention),
    )
    return objectives.some(({ budgetLeft }) => (budgetLeft ?? 1) < 0) ? 1 : 0
  },
})
