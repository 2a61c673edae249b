import { expect, it } from 'vitest'
import { configText } from './config.ts'
import { nkeyOf } from './nkey.ts'

const config = { port: 4222, monitorPort: 8222, storeDir: '/data/n "q"' }

it('the broker listens on loopback alone, and a folder’s name cannot break out of its quotes', () => {
  const text = configText(config)
  expect(text).toContain('listen: "127.0.0.1:4222"')
  expect(text).toContain('http: "127.0.0.1:8222"')
  expect(text).toContain('store_dir: "/data/n \\"q\\""')
  expect(text).not.toContain('authorization')
})

it('a user without permissions named may do everything, one with them only that', () => {
  const users = [
    { publicKey: 'UA' },
    { publicKey: 'UB', permissions: { publish: ['a.b'], subscribe: [] } },
  ]
  expect(configText({ ...config, users })).toContain(
    '{ nkey: UA }\n    { nkey: UB, permissions: { publish: { allow: ["a.b"] }, subscribe: { allow: [] } } }',
  )
})

it('a key is made of its secret alone, in NATS’ own letters', () => {
  const key = nkeyOf(Buffer.alloc(32, 7))
  expect(key.seed).toMatch(/^SU[A-Z2-7]{56}$/)
  expect(key.publicKey).toMatch(/^U[A-Z2-7]{55}$/)
  expect(nkeyOf(Buffer.alloc(32, 7)).publicKey).toBe(key.publicKey)
  expect(nkeyOf(Buffer.alloc(32, 8)).publicKey).not.toBe(key.publicKey)
})
