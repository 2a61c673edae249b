import type { Command } from '@stoa/topology'
import { openEdge } from '../edge/edge.ts'
import { makeOrderBodies } from '../load/order-bodies.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'
import { buyerRoles, carriers, customerId, paymentOf, paymentTypes } from '../shop/demo-shop.ts'
import { seedShop } from '../shop/seed.ts'
import { type PlacedOrder, placeOne } from './place-one.ts'

const usage = `usage: stoa order [options]

Places one order through the edge and follows it until it is confirmed or
cancelled. Prints the trace that the platform started for it; of a platform that
samples 10% of its traces, most have no spans. Start it with
OTEL_TRACES_SAMPLER_ARG=1 to sample all.

options:
  --pay TYPE          account, card or paypal (default account)
  --carrier NAME      own-fleet, fedex or ups (default own-fleet)
  --within-seconds S  how long to wait for the confirmation (default 30)
  --json              print {"orderId","status","acceptMs","confirmMs",
                      "traceId","sampled"}
  --help              print this text

example:
  npx stoa order --pay card --carrier ups

exit status:
  0  the order was confirmed
  1  the order was cancelled, or not confirmed in time
  2  wrong arguments, or the order could not be placed`

const types = {
  pay: { type: 'string' },
  carrier: { type: 'string' },
  'within-seconds': { type: 'string' },
  json: { type: 'boolean' },
} as const

const summaryOf = ({ orderId, status, acceptMs, confirmMs, traceId, sampled }: PlacedOrder) =>
  [
    `order      ${orderId}`,
    `status     ${status}`,
    `accepted   after ${acceptMs} ms`,
    `confirmed  ${confirmMs === null ? 'no' : `after ${confirmMs} ms`}`,
    `trace      ${traceId ?? 'unknown'} (${sampled ? 'sampled' : 'not sampled'})`,
  ].join('\n')

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types)
  const pay = options.oneOf('pay', paymentTypes, 'account')
  const carrier = options.oneOf('carrier', carriers, 'own-fleet')
  const withinMs = options.number('within-seconds', 30) * 1000
  const edge = openEdge(readRunningPlatform(), { connections: 2 })
  try {
    await seedShop(edge, { customers: 1, units: 100 })
    const token = await edge.token(customerId(0), ...buyerRoles)
    const bodies = makeOrderBodies({ payment: paymentOf(pay), carrier, hot: false })
    const body = bodies[Math.floor(Math.random() * bodies.length)]
    if (!body) return 2
    const placed = await placeOne(edge, { token }, body, withinMs)
    printLine(options.flag('json') ? JSON.stringify(placed) : summaryOf(placed))
    return placed.confirmMs === null ? 1 : 0
  } finally {
    await edge.close()
  }
}

export const orderCommand: Command = {
  name: 'order',
  summary: 'place one order and follow it until it is confirmed',
  ...{ usage, run },
}
