/**
 * `npm run metric-labels -w @stoa/faults -- --orders 10000` places orders, each of a customer of its own, requests as many
 * paths that do not exist from every service, and compares the metrics of every service with `observability/metrics.yaml`.
 * It prints a line of JSON. Exit status: 0 every order was accepted, no metric and no label value is outside the catalogue, no
 * label is full, and each metric of the catalogue is exposed; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { openShop } from './accepted-requests/shop.ts'
import { isAsExpected } from './metric-labels/report.ts'
import { runMetricLabels } from './metric-labels/run.ts'
import { openTestPlatform } from './test-platform.ts'

const { values } = parseArgs({ options: { orders: { type: 'string', default: '10000' } } })

const shop = await openTestPlatform()
try {
  await openShop(shop.edge)
  const report = await runMetricLabels(shop, Number(values.orders))
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = isAsExpected(report) ? 0 : 1
} finally {
  await shop.close()
}
