import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgressBar, parseOptions, printLine } from '@stoa/load'
import { monitorAccess, openStreamReader } from '@stoa/run/broker'
import { type Command, readTopology, repositoryRoot } from '@stoa/topology'
import { openPlatformDatabases, openVerifyInputs, verify } from '@stoa/verify'
import { startGenerator } from './generator.ts'
import { describeMachine, describeVersions } from './machine/describe.ts'
import { readMemory } from './machine/processes.ts'
import { measureSpeed } from './machine/speed.ts'
import { openPlatform } from './platform.ts'
import { type BenchResult, resultOf } from './result.ts'
import { runBench } from './run-bench.ts'
import { scenarios } from './scenarios.ts'
import { startTraceSink } from './trace-sink.ts'

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
  --seconds S         duration of the hold, in seconds (default 60)
  --step-seconds S    duration of each rate tried, in seconds (default 12)
  --customers N       number of customers who order (default 200)
  --json              print the result as one line of JSON
  --help              print this text

example:
  npx stoa bench --scenario core --rate 500

exit status:
  0  the held rate was sustained and no invariant is violated
  1  it was not sustained, or an invariant is violated
  2  wrong arguments, or the benchmark could not run`

const text = { type: 'string' } as const
const types = {
  ...{ scenario: text, seconds: text, rate: text, customers: text, 'step-seconds': text },
  json: { type: 'boolean' },
} as const

const traceRatio = 0.1

function readOptions(args: readonly string[]) {
  const options = parseOptions(args, types)
  return {
    scenario: options.oneOf('scenario', ['core', 'full'], 'core'),
    holdSeconds: options.number('seconds', 60, 1),
    stepSeconds: options.number('step-seconds', 12, 3),
    customers: options.number('customers', 200, 1),
    rate: options.text('rate') === undefined ? undefined : options.number('rate', 0, 1),
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

async function run(args: readonly string[]): Promise<number> {
  const { scenario: name, holdSeconds, stepSeconds, customers, rate, json } = readOptions(args)
  const scenario = scenarios[name]
  const startedAt = new Date().toISOString()
  const progress = createProgressBar()
  const log = (line: string) => {
    progress.end()
    process.stderr.write(`${line}\n`)
  }
  const cleanups: (() => void | Promise<void>)[] = [progress.end]
  try {
    const sink = await startTraceSink()
    cleanups.push(sink.stop)
    const platform = await openPlatform({ url: sink.url, ratio: traceRatio }, log)
    cleanups.push(platform.stop)
    const { home, startedHere } = platform
    const speed = await measureSpeed(home)
    const { p50, p99 } = speed.syncMs
    log(`machine: ${speed.workMs} ms per work sample; disk sync p50 ${p50} ms, p99 ${p99} ms`)
    const db = openPlatformDatabases(home)
    cleanups.push(db.close)
    const orders = (rate ?? scenario.search.startRate * 2) * (holdSeconds * 2 + 150)
    const { pay, carrier } = scenario
    const generator = await startGenerator({ home, pay, carrier, customers, orders })
    cleanups.push(generator.stop)

    const processNames = () =>
      new Map([
        ...platform
          .state()
          .resources.flatMap((one) => (one.pid ? [[one.pid, one.name] as const] : [])),
        [platform.state().pid, 'runner'] as const,
        [process.pid, startedHere ? 'runner and bench' : 'bench'] as const,
        [generator.pid, 'generator'] as const,
        [sink.pid, 'trace sink'] as const,
      ])
    const streams = openStreamReader(monitorAccess(platform.state()))
    cleanups.push(streams.close)
    const source = { db, services: readTopology().services, streams }
    const benchRun = await runBench({ generator, source, processNames }, scenario, {
      ...{ holdSeconds, rate, stepSeconds, log },
      report: (phase, fraction, { accepted, confirmed, open }) =>
        progress.show(
          fraction,
          `${phase}: ${accepted} accepted, ${confirmed} confirmed, ${open} open`,
        ),
    })
    progress.end()
    const memoryMiB = readMemory(processNames())
    const inputs = await openVerifyInputs({ home })
    cleanups.push(inputs.close)
    const verified = await verify(inputs)
    const result = resultOf(benchRun, {
      ...{ scenario: name, description: scenario.description, startedAt, memoryMiB, verified },
      ...{ machine: { ...describeMachine(), ...speed }, versions: await describeVersions() },
      settings: {
        ...{ platform: startedHere ? 'started with fresh data' : 'was running already' },
        ...{ traceRatio: startedHere ? traceRatio : 'as it was started', holdSeconds, customers },
        ...{ fsync: 'on', mesh: 'mTLS between all sidecars', generator: 'same machine, counted' },
      },
      spans: (await sink.counts()).spans,
    })
    log(`result: ${writeResult(result)}`)
    printLine(JSON.stringify(result, null, json ? 0 : 2))
    return result.sustained && result.violations === 0 ? 0 : 1
  } finally {
    for (const cleanUp of cleanups.reverse()) await cleanUp()
  }
}

export const benchCommand: Command = {
  name: 'bench',
  summary: 'find the highest sustained rate and the cost of an order',
  ...{ usage, run },
}
