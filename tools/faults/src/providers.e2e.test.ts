import { afterAll, beforeAll, describe } from 'vitest'
import { missingBookingTests } from './missing-booking.tests.ts'
import { overtakenMoneyTests } from './overtaken.tests.ts'
import { providerMoneyTests } from './provider-money.tests.ts'
import { providerTests } from './providers.tests.ts'
import { shopperTests } from './shopper.tests.ts'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform({
    env: {
      // Parcels leave soon after they are ready: every test waits for some.
      sandbox: { WAREHOUSE_PAUSE_MS: '100' },
      payments: { SHOPPER_SECONDS: '60' },
    },
  })
})
afterAll(() => shop?.close())

describe('money', () => providerMoneyTests(() => shop))
describe('overtaken money', () => overtakenMoneyTests(() => shop))
describe('shopper', () => shopperTests(() => shop))
describe('faults', () => providerTests(() => shop))
// Last: it leaves a ledger that lacks a booking.
describe('control', () => missingBookingTests(() => shop))
