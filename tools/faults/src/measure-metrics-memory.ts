/**
 * `npm run metrics-memory -w @stoa/faults -- --minutes 5` starts a platform, leaves it idle for so long, and prints a line of
 * JSON with the memory of Prometheus, of its sidecar and of Alertmanager. Exit status: 0 every rule was evaluated without an error, and
 * both programs together stay within their limit; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { runMetricsMemory } from './metrics-memory/run.ts'
import { openTestPlatform } from './test-platform.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } })

const shop = await openTestPlatform({ metrics: true })
try {
  const report = await runMetricsMemory(shop, Number(values.minutes))
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report.ok ? 0 : 1
} finally {
  await shop.close()
}
