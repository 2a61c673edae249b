/**
 * `npm run saved-files -w @stoa/faults -- --rate 60 --rounds 2` saves a file of each service in turn while orders are placed on a
 * platform that watches its sources. It prints the seconds from each save to the running change, and a last line on the orders.
 * Exit status: 0 each took at most 2 s, and no order was lost or had to be sent a second time; 1 otherwise.
 */
import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { until } from '@stoa/run'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { openTestPlatform, violated } from './test-platform.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
  },
})
const mostSeconds = 2
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)

const lines: string[] = []
const shop = await openTestPlatform({ watch: true, log: (line) => void lines.push(line) })

/** Saves a file; resolves with the seconds until every process of the service runs it. */
async function save(service: string): Promise<number> {
  lines.length = 0
  const startedAt = performance.now()
  const now = new Date()
  utimesSync(join(repositoryRoot, `services/${service}/src/app.ts`), now, now)
  await until(`${service} to run what was saved`, () =>
    lines.some((line) => line.startsWith(`${service} runs what was saved`)),
  )
  return Number(((performance.now() - startedAt) / 1000).toFixed(2))
}

try {
  const running = shop.platform.state.resources.filter(({ kind }) => kind === 'service')
  const services = readTopology()
    .services.map(({ name }) => name)
    .filter((service) => running.some(({ name }) => name === service))
  const saves = services.length * Number(values.rounds)
  const loading = shop.load({ rate: Number(values.rate), seconds: saves * 3 })
  await shop.accepted(100)
  let late = 0
  for (let i = 0; i < saves; i += 1) {
    const service = services[i % services.length] ?? ''
    const seconds = await save(service)
    print({ service, seconds })
    if (seconds > mostSeconds) late += 1
  }
  const { historyFile, offered, accepted, shipped, ...rest } = await loading
  const requests = readFileSync(historyFile, 'utf8').trim().split('\n')
  const sentAgain = requests.filter((line) => JSON.parse(line).attempts > 1).length
  const violations = violated(await shop.verify())
  const lost = rest.failed + rest.dropped + rest.unsettled + rest.cancelled
  print({ offered, accepted, shipped, lost, sentAgain, violations })
  process.exitCode = late + lost + sentAgain + violations.length > 0 ? 1 : 0
} finally {
  await shop.close()
}
