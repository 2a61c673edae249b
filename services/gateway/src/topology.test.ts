import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { ordersPort } from './clients/orders.ts'
import { paymentsPort } from './clients/payments.ts'
import { shippingPort } from './clients/shipping.ts'

const services = join(import.meta.dirname, '../..')
const read = (name: string) => parse(readFileSync(join(services, name, 'service.yaml'), 'utf8'))
const called = { orders: ordersPort, payments: paymentsPort, shipping: shippingPort }

it('calls the services that service.yaml names, at their ports, and speaks with no broker', () => {
  const said = read('gateway')
  expect(Object.keys(called).sort()).toEqual([...said.calls].sort())
  for (const [name, port] of Object.entries(called)) expect(read(name).port).toBe(port)
  expect([said.publishes, said.consumes]).toEqual([[], []])
})
