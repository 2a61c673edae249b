import { expect, it } from 'vitest'
import { paypalProvider } from './clients/paypal.ts'
import { stripeProvider } from './clients/stripe.ts'
import type { Transport } from './clients/transport.ts'
import { config } from './config.ts'
import { leaseMs } from './schedule.ts'

const longestTimeoutMs = 4_500
const transport = { url: 'http://provider', timeoutMs: longestTimeoutMs } as Transport

it('PayPal sends shoppers back to pages of the shop over https alone', () => {
  const setting = config.shape.PAYPAL_RETURN_URL
  const page = 'https://shop.example/orders/{orderId}/paid'
  expect(setting.parse(page)).toBe(page)
  expect(setting.parse(undefined)).toBeUndefined()
  expect(() => setting.parse('http://shop.example/')).toThrow()
})

it('no provider time-out is so long that a step could outlast its lease', () => {
  const setting = config.shape.PROVIDER_TIMEOUT_MS
  expect(setting.parse(longestTimeoutMs)).toBe(longestTimeoutMs)
  expect(() => setting.parse(longestTimeoutMs + 1)).toThrow()
  const providers = [
    stripeProvider(transport, 'sk_test_0000'),
    paypalProvider(
      transport,
      { clientId: 'client', clientSecret: 'secret' },
      async () => undefined,
    ),
  ]
  for (const provider of providers)
    for (const step of ['authorise', 'capture', 'void', 'refund', 'renew'] as const)
      expect(provider.longestMs(step)).toBeLessThan(leaseMs * 0.95)
})
