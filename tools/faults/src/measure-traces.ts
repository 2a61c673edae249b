/**
 * `npm run traces -w @stoa/faults -- --orders 1000 --rate 60` offers orders to a platform that samples every trace, paid by account,
 * card and PayPal and shipped by the own fleet, FedEx and UPS in turn, and prints whether their traces are whole. Exit status: 0 at least 99.9 % are; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { openTracedPlatform } from './traced-platform.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '60' },
    /** Prints the first traces that are not whole. */
    show: { type: 'boolean', default: false },
  },
})
const [orders, rate] = [Number(values.orders), Number(values.rate)]

const shop = await openTracedPlatform()
try {
  await shop.loadEveryWay({ rate, seconds: Math.ceil((orders / rate) * 1.2) })
  const report = await shop.report(orders)
  if (values.show) {
    const broken = (await shop.judge(orders)).filter(({ whole }) => !whole).slice(0, 3)
    for (const trace of broken) {
      const spans = shop.received.spans().filter(({ traceId }) => traceId === trace.traceId)
      process.stderr.write(`${JSON.stringify({ ...trace, spans }, null, 1)}\n`)
    }
  }
  const spans = shop.received.spans().length
  process.stdout.write(
    `${JSON.stringify({ ...report, spans, refused: shop.received.refused() })}\n`,
  )
  process.exitCode = report.orders === orders && report.whole >= 0.999 * orders ? 0 : 1
} finally {
  await shop.close()
}
