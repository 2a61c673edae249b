import { createProgressBar } from '@stoa/load'
import { monitorAccess, openStreamReader } from '@stoa/run/broker'
import { readTopology } from '@stoa/topology'
import { openPlatformDatabases, openVerifyInputs, verify } from '@stoa/verify'
import { startGenerator } from './generator.ts'
import { describeMachine, describeVersions } from './machine/describe.ts'
import { readMemory } from './machine/processes.ts'
import { measureSpeed } from './machine/speed.ts'
import { openPlatform } from './platform.ts'
import { type BenchResult, resultOf } from './result.ts'
import { runBench } from './run-bench.ts'
import { type Offer, scenarios } from './scenarios.ts'
import { type TelemetryMode, telemetryModes } from './telemetry.ts'
import { startTraceSink } from './trace-sink.ts'

export interface OnceOptions {
  readonly scenario: keyof typeof scenarios
  readonly telemetry: TelemetryMode
  readonly holdSeconds: number
  readonly stepSeconds: number
  readonly customers: number
  readonly rate: number | undefined
  /** Instead of the scenario's. */
  readonly warmUp?: readonly Offer[]
  /** How often the disk is synced to measure its speed. */
  readonly syncs?: number
  /** Whether the platform must be a new one. */
  readonly ownPlatform?: boolean
}

/** Measures one platform: the running one, or a new one with this much telemetry. */
export async function benchOnce(options: OnceOptions): Promise<BenchResult> {
  const { scenario: name, holdSeconds, stepSeconds, customers, rate } = options
  const scenario = scenarios[name]
  const { warmUp = scenario.warmUp, ownPlatform = false } = options
  const telemetry = telemetryModes[options.telemetry]
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
    const platform = await openPlatform({ spansTo: sink.url, telemetry, ownPlatform, log })
    cleanups.push(platform.stop)
    const { home, startedHere } = platform
    const speed = await measureSpeed(home, options.syncs)
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
      ...{ warmUp, holdSeconds, rate, stepSeconds, log },
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
    return resultOf(benchRun, {
      ...{ scenario: name, description: scenario.description, startedAt, memoryMiB, verified },
      ...{ machine: { ...describeMachine(), ...speed }, versions: await describeVersions() },
      settings: {
        ...{ platform: startedHere ? 'started with fresh data' : 'was running already' },
        traceRatio: startedHere ? (telemetry.ratio ?? 0) : 'as it was started',
        telemetry: startedHere ? options.telemetry : 'as it was started',
        ...{ holdSeconds, customers },
        ...{ fsync: 'on', mesh: 'mTLS between all sidecars', generator: 'same machine, counted' },
      },
      spans: (await sink.counts()).spans,
    })
  } finally {
    for (const cleanUp of cleanups.reverse()) await cleanUp()
  }
}
