import { afterAll, beforeAll, describe } from 'vitest'
import { type OpenPlatform, openPlatform } from '../test/open-platform.ts'
import { clientTests } from './client.tests.ts'
import { errorTests } from './errors.tests.ts'

let open: OpenPlatform

beforeAll(async () => {
  open = await openPlatform()
})
afterAll(() => open?.close())

describe('client', () => clientTests(() => open))
// Last: it leaves every service unreachable.
describe('errors', () => errorTests(() => open))
