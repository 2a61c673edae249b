import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Instance } from './plan.ts'
import { serviceEnv } from './service-env.ts'

const instance = {
  ...{ name: 'payments', service: { name: 'payments' }, natsPort: 4222 },
  outboundSocket: 'out.sock',
} as Instance
const platform = {
  cluster: { dataDir: '/pg' },
  places: { data: '/data' },
  ...{ plan: {}, authority: {} },
  secrets: { of: (name: string) => createHash('sha256').update(name).digest() },
} as unknown as Parameters<typeof serviceEnv>[1]

it('a service has the settings of the shop that the platform was started with, and no other variable', () => {
  const settings = {
    ...{ EXPIRING_AUTHORISATIONS: 'renew', CAPTURE_READY_AFTER_HOURS: '96' },
    PAYPAL_RETURN_URL: 'https://shop.test/orders/{orderId}',
    PAYPAL_CANCEL_URL: 'https://shop.test/basket',
  }
  const outer = { ...settings, AWS_SECRET_ACCESS_KEY: 'x', QUOTE_KEY_DAYS: '' }
  const env = serviceEnv(instance, platform, outer)
  expect(env).toMatchObject({ ...settings, INSTANCE: 'payments' })
  expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY')
  expect(env).not.toHaveProperty('QUOTE_KEY_DAYS')
})
