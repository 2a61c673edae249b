import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Broker, startBroker } from '../test/broker.ts'
import { deployedServices } from './deployed.ts'

const all = deployedServices(readTopology())
const added = 'customers'
const before = all.filter(({ name }) => name !== added)
const folder = mkdtempSync(join(tmpdir(), 'stoa-broker-'))

let broker: Broker
beforeAll(async () => {
  broker = await startBroker(folder, before)
})
afterAll(() => {
  broker.stop()
  rmSync(folder, { recursive: true })
})

it('a new service may connect once nats-server has reloaded its configuration, and connections stay open', async () => {
  const orders = await broker.connectAs('orders')
  await expect(broker.connectAs(added)).rejects.toThrow('Authorization Violation')
  broker.writeAccounts(all)
  await broker.reload(`key-${added}.conf: no such file`)
  await orders.flush()
  broker.writeKey(added)
  await broker.reload('Reloaded server configuration')
  await (await broker.connectAs(added)).close()
  await orders.flush()
  expect(orders.isClosed()).toBe(false)
  await orders.close()
})

it('a key that was replaced is good no more once nats-server has reloaded', async () => {
  const replaced = broker.seedOf('shipping')
  const shipping = await broker.connectAs('shipping')
  broker.writeKey('shipping')
  await broker.reload('Reloaded server configuration')
  await shipping.closed()
  await expect(broker.connectAs('shipping', replaced)).rejects.toThrow('Authorization Violation')
  await (await broker.connectAs('shipping')).close()
})
