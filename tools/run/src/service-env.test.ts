import { createHash } from 'node:crypto'
import { serviceSchema } from '@stoa/topology'
import { expect, it } from 'vitest'
import type { Instance } from './plan.ts'
import { serviceEnv } from './service-env.ts'

const instance = {
  ...{ name: 'payments', service: { name: 'payments' }, natsPort: 4222 },
  outboundSocket: 'out.sock',
} as Instance
const platform = {
  cluster: { dataDir: '/pg', socketDir: '/pg' },
  places: { data: '/data', home: '/home' },
  ...{ plan: {}, authority: {} },
  secrets: { of: (name: string) => createHash('sha256').update(name).digest(), password: () => '' },
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

it('a service.yaml declares no variable that the runner sets or hands on to Node', () => {
  const service = { ...instance.service, database: 'payments', monitors: ['broker'] }
  const outer = { PATH: 'x', HOME: 'x', NODE_COMPILE_CACHE: 'x', NODE_EXTRA_CA_CERTS: 'x' }
  const env = serviceEnv({ ...instance, service } as Instance, platform, outer)
  expect(Object.keys(env).length).toBeGreaterThan(10)
  for (const name of [...Object.keys(env), 'LISTEN'])
    expect([name, serviceSchema.shape.secrets.safeParse([name]).success]).toEqual([name, false])
})
