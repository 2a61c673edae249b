/**
 * `npm run metric-labels -w @stoa/faults -- --orders 10000` places orders, each of a customer of its own, requests as many
 * paths that do not exist from every service, and compares the metrics of every service with `observability/metrics.yaml`.
 * It prints a line of JSON. Exit status: 0 no metric and no label value is outside the catalogue, and each of its metrics is
 * exposed; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { openShop } from './accepted-requests/shop.ts'
import { runMetricLabels } from './metric-labels/run.ts'
import { openTestPlatform } from './test-platform.ts'

const { values } = parseArgs({ options: { orders: { type: 'string', default: '10000' } } })

const shop = await openTestPlatform()
try {
  await openShop(shop.edge)
  const report = await runMetricLabels(shop, Number(values.orders))
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report.deviations.length > 0 ? 1 : 0
} finally {
  await shop.close()
}
