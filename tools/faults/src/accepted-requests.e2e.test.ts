import { afterAll, beforeAll, describe } from 'vitest'
import { acceptedRequestTests } from './accepted-requests.tests.ts'
import { cancelTests } from './cancels.tests.ts'
import { deadLetterTests } from './dead-letters.tests.ts'
import { absentShopperTests } from './shopper.tests.ts'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform({ env: { payments: { SHOPPER_SECONDS: '2' } } })
})
afterAll(() => shop?.close())

describe('accepted requests', () => acceptedRequestTests(() => shop))
describe('cancels', () => cancelTests(() => shop))
describe('absent shoppers', () => absentShopperTests(() => shop))
describe('dead letters', () => deadLetterTests(() => shop))
