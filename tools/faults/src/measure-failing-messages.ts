/**
 * `npm run failing-messages -w @stoa/faults -- --share 0.01 --rate 60 --seconds 20 --pairs 5` compares, on one platform, loads in
 * which no message fails with loads in which a share of all messages fails at each attempt, in turns. It prints the share
 * of healthy orders (none of whose messages failed) that were confirmed within a second, as a line of JSON for each pair and one
 * for the median difference in points.
 */
import { parseArgs } from 'node:util'
import { healthyOrders, openFailingPlatform } from './failing-messages.ts'

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '0.01' },
    rate: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '20' },
    pairs: { type: 'string', default: '5' },
  },
})
const [share, rate, seconds, pairs] = [
  ...[values.share, values.rate, values.seconds, values.pairs].map(Number),
] as [number, number, number, number]

const withinMs = 1_000
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)
const platform = await openFailingPlatform()

/** Percent of healthy orders that were confirmed within a second, while this share of messages fails. */
async function measure(failing: number) {
  platform.setShare(failing)
  const before = platform.failed()
  const result = await platform.shop.load({ rate, seconds, settleMs: 1_000 })
  platform.setShare(0)
  const orders = healthyOrders(result, platform.failed(), withinMs)
  const failedOrders = [...platform.failed()].filter((orderId) => !before.has(orderId)).length
  return { percent: (100 * orders.confirmedInTime) / orders.healthy, ...orders, failedOrders }
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

try {
  await measure(0)
  const differences: number[] = []
  for (let pair = 1; pair <= pairs; pair += 1) {
    const none = await measure(0)
    const some = await measure(share)
    differences.push(some.percent - none.percent)
    print({ pair, none, some, points: some.percent - none.percent })
  }
  const report = await platform.shop.verify()
  print({
    ...{ share, rate, seconds, pairs },
    medianPoints: median(differences),
    violations: report.violations,
  })
} finally {
  await platform.close()
}
