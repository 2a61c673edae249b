/**
 * Places an order and waits until it is confirmed, with the generated client. Run it as docs/how-to/use-the-generated-client.md
 * says.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from '../client/client/index.ts'
import { getV1OrdersByOrderId, postV1Orders } from '../client/index.ts'

const { EDGE, TOKEN } = process.env
const client = createClient({ baseUrl: EDGE ?? '', auth: () => TOKEN })

const placed = await postV1Orders({
  client,
  headers: { 'Idempotency-Key': randomUUID() },
  body: {
    lines: [{ sku: 'DEMO-01', quantity: 2 }],
    currency: 'GBP',
    payment: { type: 'account' },
    delivery: {
      carrier: 'own-fleet',
      address: {
        ...{ name: 'Ada Lovelace', street: '12 St James’s Square' },
        ...{ city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
      },
    },
  },
})
if (!placed.data) throw new Error(`${placed.error.code}: ${placed.error.detail}`)

const { orderId, totalMinor } = placed.data
process.stdout.write(`placed ${orderId}: ${totalMinor} pence\n`)

for (;;) {
  const { data, error } = await getV1OrdersByOrderId({ client, path: { orderId } })
  if (!data) throw new Error(`${error.code}: ${error.detail}`)
  if (data.status !== 'placed') {
    process.stdout.write(`${data.status}\n`)
    break
  }
  await wait(100)
}
