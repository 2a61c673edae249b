import type { Command } from '@stoa/topology'
import { guarded, print, readArguments } from '../command-line.ts'
import { openEdge } from '../edge/edge.ts'
import { makeBodies } from '../load/bodies.ts'
import { runningPlatform } from '../platform.ts'
import { buyerRoles, customerId, paymentOf } from '../shop/demo-shop.ts'
import { seedShop } from '../shop/seed.ts'
import { placeOne } from './place-one.ts'

const usage = `usage: stoa order [--pay account|card|paypal] [--carrier own-fleet|fedex|ups] [--within-seconds 30] [--json]

Places one order through the edge and follows it until it is confirmed or cancelled.
--json prints {"orderId","status","acceptMs","confirmMs","traceId"}.
Exit status: 0 confirmed, 1 not confirmed, 2 could not be placed.`

const options = {
  pay: { type: 'string' },
  carrier: { type: 'string' },
  'within-seconds': { type: 'string' },
  json: { type: 'boolean' },
} as const

export const orderCommand: Command = {
  name: 'order',
  summary: 'place one order through the edge and follow it',
  usage,
  run: (args) =>
    guarded(async () => {
      const given = readArguments(args, options)
      const pay = given.oneOf('pay', ['account', 'card', 'paypal'], 'account')
      const carrier = given.oneOf('carrier', ['own-fleet', 'fedex', 'ups'], 'own-fleet')
      const withinMs = given.number('within-seconds', 30) * 1000
      const edge = openEdge(runningPlatform(), { connections: 2 })
      try {
        await seedShop(edge, { customers: 1, units: 100 })
        const token = await edge.token(customerId(0), ...buyerRoles)
        const bodies = makeBodies({ payment: paymentOf(pay), carrier, hot: false })
        const body = bodies[Math.floor(Math.random() * bodies.length)]
        if (!body) return 2
        const placed = await placeOne(edge, { token }, body, withinMs)
        if (given.flag('json')) print(JSON.stringify(placed))
        else
          for (const [name, value] of Object.entries(placed)) print(`${name.padEnd(10)} ${value}`)
        return placed.confirmMs === null ? 1 : 0
      } finally {
        await edge.close()
      }
    }),
}
