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

it('calls the services that service.yaml declares, at their ports, and neither publishes nor consumes', () => {
  const declared = read('gateway')
  expect(Object.keys(called).sort()).toEqual([...declared.calls].sort())
  for (const [name, port] of Object.entries(called)) expect(read(name).port).toBe(port)
  expect([declared.publishes, declared.consumes]).toEqual([[], []])
})
