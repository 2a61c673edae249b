import {
  judgeTraces,
  type OrderTrace,
  reportOf,
  type SpanReceiver,
  startSpanReceiver,
  type TracesReport,
} from '@stoa/observability'
import { type PlatformOptions, until } from '@stoa/run'
import { openPlatformDatabases, readTracedOrders } from '@stoa/verify'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

export interface TracedPlatform extends TestPlatform {
  readonly received: SpanReceiver
  /** Judges the traces of the newest orders that are ready. */
  judge(orders: number): Promise<readonly OrderTrace[]>
  /** The report on them, once they are whole or no further span has come for a while. */
  report(orders: number): Promise<TracesReport>
}

const settings = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG'] as const
const lastSpansMs = 15_000

/** A platform whose every trace is sampled, from the edge on, and received here. */
export async function openTracedPlatform(
  options: Partial<PlatformOptions> = {},
): Promise<TracedPlatform> {
  const received = await startSpanReceiver()
  const before = settings.map((name) => process.env[name])
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = received.url
  process.env.OTEL_TRACES_SAMPLER_ARG = '1'
  const shop = await openTestPlatform(options).finally(() => {
    for (const [index, name] of settings.entries())
      if (before[index] === undefined) delete process.env[name]
      else process.env[name] = before[index]
  })
  const db = openPlatformDatabases(shop.home)
  const judge = async (orders: number) =>
    judgeTraces(received.spans(), await readTracedOrders(db, orders))
  return {
    ...shop,
    ...{ received, judge },
    async report(orders) {
      let report = reportOf(await judge(orders))
      const isWhole = async () => {
        report = reportOf(await judge(orders))
        return report.whole === orders
      }
      await until('whole traces', isWhole, lastSpansMs).catch(() => undefined)
      return report
    },
    async close() {
      await db.close()
      await shop.close()
      await received.stop()
    },
  }
}
