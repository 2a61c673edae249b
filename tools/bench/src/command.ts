import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guarded, openProgress, print, readArguments } from '@stoa/load'
import { monitorAccess } from '@stoa/run/broker'
import { type Command, readTopology, repositoryRoot } from '@stoa/topology'
import { openWorld, openWorldDatabases, verify } from '@stoa/verify'
import { startGenerator } from './generator.ts'
import { describeMachine, describeVersions } from './machine/describe.ts'
import { readMemory } from './machine/processes.ts'
import { measureSpeed } from './machine/speed.ts'
import { openPlatform } from './platform.ts'
import { type BenchResult, resultOf } from './result.ts'
import { runBench } from './run-bench.ts'
import { scenarios } from './scenarios.ts'
import { startSink } from './sink.ts'

const usage = `usage: stoa bench --scenario core|full [--seconds 60] [--rate R] [--step-seconds 12] [--customers 200] [--json]

Measures how many orders a second the platform confirms for as long as wanted: the one that runs, or a new one with
fresh data that exports a tenth of its traces. After a warm-up, load at rising rates until any backlog grows; the highest
rate that none grew at is held for --seconds. --rate holds R and searches none. Runs the checker at the end and writes
bench/results/<time>-<scenario>.json. The load generator runs on the same machine and is counted.
--json prints {"confirmedPerSecond","cpuMsPerOrder","acceptMs","confirmMs","violations",…}.
Exit status: 0 held and nothing violated, 1 not held or something violated, 2 could not be run.`

const text = { type: 'string' } as const
const options = {
  ...{ scenario: text, seconds: text, rate: text, customers: text },
  ...{ 'step-seconds': text, json: { type: 'boolean' } as const },
} as const

const traceRatio = 0.1

function write(result: BenchResult): string {
  const folder = join(repositoryRoot, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const time = result.startedAt.slice(0, 19).replaceAll(':', '-')
  const file = join(folder, `${time}-${result.scenario}.json`)
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  return file
}

async function run(args: readonly string[]): Promise<number> {
  const given = readArguments(args, options)
  const name = given.oneOf('scenario', ['core', 'full'], 'core')
  const scenario = scenarios[name]
  const holdSeconds = given.number('seconds', 60, 1)
  const customers = given.number('customers', 200, 1)
  const rate = given.text('rate') === undefined ? undefined : given.number('rate', 0, 1)
  const startedAt = new Date().toISOString()
  const progress = openProgress()
  const say = (line: string) => {
    progress.end()
    process.stderr.write(`${line}\n`)
  }
  const undo: (() => void | Promise<void>)[] = [progress.end]
  try {
    const sink = await startSink()
    undo.push(sink.stop)
    const platform = await openPlatform({ url: sink.url, ratio: traceRatio }, say)
    undo.push(platform.stop)
    const { home, startedHere } = platform
    const speed = await measureSpeed(home)
    say(`the machine: ${JSON.stringify(speed)}`)
    const db = openWorldDatabases(home)
    undo.push(db.close)
    const orders = (rate ?? scenario.search.startRate * 2) * (holdSeconds * 2 + 150)
    const { pay, carrier } = scenario
    const generator = await startGenerator({ home, pay, carrier, customers, orders })
    undo.push(generator.stop)

    const roots = () =>
      new Map([
        ...platform
          .state()
          .resources.flatMap((one) => (one.pid ? [[one.pid, one.name] as const] : [])),
        [platform.state().pid, 'runner'] as const,
        [process.pid, startedHere ? 'runner and bench' : 'bench'] as const,
        [generator.pid, 'generator'] as const,
        [sink.pid, 'trace sink'] as const,
      ])
    const source = {
      ...{ db, services: readTopology().services },
      broker: monitorAccess(platform.state()),
    }
    const ran = await runBench({ generator, source, roots }, scenario, {
      ...{ holdSeconds, rate, stepSeconds: given.number('step-seconds', 12, 3), say },
      report: (what, part, { accepted, confirmed, open }) =>
        progress.show(part, `${what}: ${accepted} accepted, ${confirmed} confirmed, ${open} open`),
    })
    progress.end()
    const memoryMiB = readMemory(roots())
    const world = await openWorld({ home })
    undo.push(world.close)
    const verified = await verify(world)
    const result = resultOf(ran, {
      ...{ scenario: name, says: scenario.says, startedAt, memoryMiB, verified },
      ...{ machine: { ...describeMachine(), ...speed }, versions: await describeVersions() },
      settings: {
        ...{ platform: startedHere ? 'started with fresh data' : 'was running already' },
        ...{ traceRatio: startedHere ? traceRatio : 'as it was started', holdSeconds, customers },
        ...{ fsync: 'on', mesh: 'mTLS between all sidecars', generator: 'same machine, counted' },
      },
      spans: (await sink.counts()).spans,
    })
    say(`result: ${write(result)}`)
    print(given.flag('json') ? JSON.stringify(result) : JSON.stringify(result, null, 2))
    return result.sustained && result.violations === 0 ? 0 : 1
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

export const benchCommand: Command = {
  name: 'bench',
  summary: 'find and hold the highest rate of orders, and what an order costs',
  usage,
  run: (args) => guarded(() => run(args)),
}
