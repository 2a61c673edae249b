import {
  judgeTraces,
  type OrderTrace,
  reportOf,
  type SpanReceiver,
  startSpanReceiver,
  type TracedOrder,
  type TracesReport,
} from '@stoa/observability'
import { type PlatformOptions, until } from '@stoa/run'
import { openPlatformDatabases, readTracedOrders } from '@stoa/verify'
import { type Offered, openTestPlatform, type TestPlatform } from './test-platform.ts'

export interface TracedPlatform extends TestPlatform {
  readonly received: SpanReceiver
  /** Offers the orders of all ways to pay and to ship at once, a part of the rate each. Resolves with how many were accepted. */
  loadEveryWay(offered: Pick<Offered, 'rate' | 'seconds'>): Promise<number>
  /** The newest orders that are ready. */
  traced(orders: number): Promise<readonly TracedOrder[]>
  /** Judges the traces of the newest orders that are ready. */
  judge(orders: number): Promise<readonly OrderTrace[]>
  /** The report on them, once they are whole or no further span has come for a while. */
  report(orders: number): Promise<TracesReport>
}

const ways = [
  { pay: 'account', carrier: 'own-fleet' },
  { pay: 'card', carrier: 'fedex' },
  { pay: 'paypal', carrier: 'ups' },
] as const

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
  const traced = (orders: number) => readTracedOrders(db, orders)
  const judge = async (orders: number) => judgeTraces(received.spans(), await traced(orders))
  return {
    ...shop,
    ...{ received, traced, judge },
    async loadEveryWay({ rate, seconds }) {
      const part = { rate: rate / ways.length, seconds }
      const results = await Promise.all(ways.map((way) => shop.load({ ...part, ...way })))
      return results.reduce((sum, { accepted }) => sum + accepted, 0)
    },
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
