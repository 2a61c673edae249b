/**
 * `npm run cancels -w @stoa/faults -- --cancels 1000 --seed 1` places orders and cancels each at some point of its life, lets a
 * driver take some of the cancelled parcels along, and follows every order to its end. It prints a line of JSON. Exit status: 0
 * every order was cancelled or shipped as a whole, every parcel that left is listed, cancellations hit every point of an order's
 * life and shipping refused some; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { pointsMissed } from './cancels/judge.ts'
import { runCancels } from './cancels/run.ts'
import { openTestPlatform } from './test-platform.ts'

const { values } = parseArgs({
  options: { cancels: { type: 'string', default: '1000' }, seed: { type: 'string' } },
})

const shop = await openTestPlatform()
try {
  const seed = values.seed === undefined ? undefined : Number(values.seed)
  const report = await runCancels(shop, Number(values.cancels), seed)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  const missed = pointsMissed(report.byPoint)
  for (const point of missed) process.stderr.write(`no cancellation hit this point: ${point}\n`)
  if (report.refusedByShipping === 0) process.stderr.write('shipping refused no cancellation\n')
  const isWhole = report.faults.length + report.violated.length === 0
  process.exitCode = isWhole && missed.length === 0 && report.refusedByShipping > 0 ? 0 : 1
} finally {
  await shop.close()
}
