import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLog } from '@stoa/service'
import { expect, it } from 'vitest'
import { shippingAtEdge } from './shipping-api.ts'
import { handOverReady, startWarehouse } from './warehouse.ts'

const log = createLog('sandbox', 'silent')
const parcel = (carrier: string, trackingNumber: string) => ({ carrier, trackingNumber })

it('hands over what is ready, with a manifest for each carrier', async () => {
  const manifests: unknown[] = []
  const count = await handOverReady({
    ready: async () => [parcel('ups', 'U1'), parcel('own-fleet', 'S1'), parcel('ups', 'U2')],
    handOver: async (...manifest) => void manifests.push(manifest),
  })
  expect(count).toBe(3)
  expect(manifests).toEqual([
    ['ups', ['U1', 'U2']],
    ['own-fleet', ['S1']],
  ])
})

it('pauses only once nothing is left', async () => {
  const batches = [500, 500, 1].map((size) =>
    Array.from({ length: size }, () => parcel('ups', 'U')),
  )
  const last = Promise.withResolvers<void>()
  const handedOver: number[] = []
  const warehouse = startWarehouse({
    ...{ pauseMs: 2 ** 31 - 1, log },
    shipping: {
      ready: async () => batches.shift() ?? [],
      async handOver(_, numbers) {
        handedOver.push(numbers.length)
        if (batches.length === 0) last.resolve()
      },
    },
  })
  await last.promise
  await warehouse.stop()
  expect(handedOver).toEqual([500, 500, 1])
})

it('goes on after a failure, and stops when it is told to', async () => {
  const twice = Promise.withResolvers<void>()
  let rounds = 0
  const warehouse = startWarehouse({
    ...{ pauseMs: 1, log },
    shipping: {
      async ready() {
        rounds += 1
        if (rounds === 2) twice.resolve()
        throw new Error('away')
      },
      handOver: async () => undefined,
    },
  })
  await twice.promise
  await warehouse.stop()
  const then = rounds
  await new Promise(setImmediate)
  expect(rounds).toBe(then)
})

it('calls the edge with its token, and takes no answer but 200', async () => {
  const calls: (string | undefined)[][] = []
  const server = createServer((request, answer) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      calls.push([request.method, request.url, request.headers.authorization, body])
      answer.statusCode = body.includes('refused') ? 403 : 200
      answer.end(JSON.stringify({ parcels: [parcel('ups', 'U1')] }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const shipping = shippingAtEdge(`http://127.0.0.1:${port}`, async () => 'secret')
  try {
    expect(await shipping.ready()).toEqual([parcel('ups', 'U1')])
    await shipping.handOver('ups', ['U1'])
    await expect(shipping.handOver('ups', ['refused'])).rejects.toThrow(/expected 200, found 403/)
    expect(calls.slice(0, 2)).toEqual([
      ['GET', '/v1/parcels/ready?limit=500', 'Bearer secret', ''],
      [
        ...['POST', '/v1/parcels/manifests', 'Bearer secret'],
        '{"carrier":"ups","trackingNumbers":["U1"]}',
      ],
    ])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
