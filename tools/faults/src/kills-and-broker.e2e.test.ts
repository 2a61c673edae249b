import { afterAll, beforeAll, describe } from 'vitest'
import { brokerTests } from './broker.tests.ts'
import { killTests } from './kills.tests.ts'
import { poisonEventTests } from './poison-event.tests.ts'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform()
})
afterAll(() => shop?.close())

// First, while the streams that are redelivered are short.
describe('broker', () => brokerTests(() => shop))
describe('kills', () => killTests(() => shop))
describe('poison event', () => poisonEventTests(() => shop))
