import { decodeJwt, generateKeyPair } from 'jose'
import { expect, it } from 'vitest'
import { warehouseToken } from './issue.ts'
import type { Keyring } from './keys.ts'

const { privateKey } = await generateKeyPair('RS256')
const signing = { kid: 'k', privateKey }

it('the warehouse has a token of its role, which is renewed before it expires', async () => {
  let now = new Date('2026-06-01T12:00:00Z')
  const token = warehouseToken({ signing: () => signing } as unknown as Keyring, () => now)
  const first = await token()
  expect(decodeJwt(first)).toMatchObject({ roles: ['warehouse'], sub: 'sandbox-warehouse' })
  now = new Date('2026-06-01T12:29:00Z')
  expect(await token()).toBe(first)
  now = new Date('2026-06-01T12:30:00Z')
  const second = decodeJwt(await token())
  expect(second.exp).toBe(new Date('2026-06-01T13:30:00Z').getTime() / 1_000)
})

it('a token that could not be issued is not kept', async () => {
  let broken = true
  const keyring = {
    signing() {
      if (broken) throw new Error('no key yet')
      return signing
    },
  } as unknown as Keyring
  const token = warehouseToken(keyring, () => new Date('2026-06-01T12:00:00Z'))
  await expect(token()).rejects.toThrow('no key yet')
  broken = false
  expect(decodeJwt(await token())).toMatchObject({ roles: ['warehouse'] })
})
