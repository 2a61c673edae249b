import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseOptions, printLine } from '@stoa/load'
import { CannotRun, type Command, repositoryRoot } from '@stoa/topology'
import { benchOnce, type OnceOptions } from './bench-once.ts'
import type { BenchResult } from './result.ts'
import { telemetryNames } from './telemetry.ts'
import { measurePairs } from './telemetry-pairs.ts'

const usage = `usage: stoa bench [options]

Measures the highest rate of confirmed orders that the platform sustains, and
what an order costs. Uses the running platform, or starts one with fresh data
that exports 10% of its traces. After one minute of warm-up, rates are tried
until a queue grows; the highest sustained rate is then held. stoa verify runs
at the end. The load generator runs on this machine and its CPU is counted.
The result is also written to bench/results/<time>-<scenario>.json.

options:
  --scenario NAME     core: paid on account, shipped by own fleet (default)
                      full: paid by card, shipped by FedEx, both simulated
  --rate N            hold N orders per second instead of searching for a rate
  --seconds S         duration of the hold, in seconds (default 60;
                      20 with --telemetry-pairs)
  --step-seconds S    duration of each rate tried, in seconds (default 12)
  --customers N       number of customers who order (default 200)
  --telemetry MODE    of a platform that is started here: none (no tracer in
                      Envoy either), sampled (metrics and 10% of traces,
                      default) or all (metrics and 100%)
  --telemetry-pairs N print what telemetry costs: N rounds, each with all three
                      modes next to each other, on a platform of its own each
                      that is warmed up for 15 s at the rate; needs --rate.
                      A platform that fails or does not confirm every order is
                      left out of its round and listed under failed
  --json              print the result as one line of JSON
  --help              print this text

example:
  npx stoa bench --scenario core --rate 500

exit status:
  0  the held rate was sustained and no invariant is violated
  1  it was not sustained, an invariant is violated, or a platform was left out
     of its round
  2  wrong arguments, or the benchmark could not run`

/** The services have compiled most of what an order needs by then. */
const pairWarmUpSeconds = 15
const pairHoldSeconds = 20

const text = { type: 'string' } as const
const types = {
  ...{ scenario: text, seconds: text, rate: text, customers: text, 'step-seconds': text },
  ...{ telemetry: text, 'telemetry-pairs': text },
  json: { type: 'boolean' },
} as const

function readOptions(args: readonly string[]) {
  const options = parseOptions(args, types)
  const pairs = options.text('telemetry-pairs') ? options.number('telemetry-pairs', 0, 1) : 0
  return {
    scenario: options.oneOf('scenario', ['core', 'full'], 'core'),
    holdSeconds: options.number('seconds', pairs > 0 ? pairHoldSeconds : 60, 1),
    stepSeconds: options.number('step-seconds', 12, 3),
    customers: options.number('customers', 200, 1),
    rate: options.text('rate') === undefined ? undefined : options.number('rate', 0, 1),
    telemetry: options.oneOf('telemetry', telemetryNames, 'sampled'),
    pairs,
    json: options.flag('json'),
  }
}

function writeResult(result: BenchResult): string {
  const folder = join(repositoryRoot, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const time = result.startedAt.slice(0, 19).replaceAll(':', '-')
  const file = join(folder, `${time}-${result.scenario}.json`)
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  return file
}

const isSound = ({ sustained, violations }: BenchResult): boolean => sustained && violations === 0

function keep(result: BenchResult): BenchResult {
  process.stderr.write(`result: ${writeResult(result)}\n`)
  return result
}

/** The speed of the disk is told roughly: eight rounds start 24 platforms. */
const pairSyncs = 50

/** Prints what telemetry costs; each measurement has a platform of its own, which is warmed up at the rate that is held. */
async function runPairs(options: OnceOptions, pairs: number, json: boolean): Promise<number> {
  const { rate: ratePerSecond } = options
  if (ratePerSecond === undefined) throw new CannotRun('--telemetry-pairs needs --rate')
  const warmUp = [{ ratePerSecond, seconds: pairWarmUpSeconds }]
  const result = await measurePairs({
    rounds: pairs,
    measure: async (telemetry) =>
      keep(await benchOnce({ ...options, telemetry, warmUp, syncs: pairSyncs, ownPlatform: true })),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  printLine(JSON.stringify(result, null, json ? 0 : 2))
  return result.failed.length > 0 ? 1 : 0
}

async function run(args: readonly string[]): Promise<number> {
  const { json, pairs, ...options } = readOptions(args)
  if (pairs > 0) return runPairs(options, pairs, json)
  const result = keep(await benchOnce(options))
  printLine(JSON.stringify(result, null, json ? 0 : 2))
  return isSound(result) ? 0 : 1
}

export const benchCommand: Command = {
  name: 'bench',
  summary: 'find the highest sustained rate and the cost of an order',
  ...{ usage, run },
}
