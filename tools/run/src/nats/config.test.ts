import { expect, it } from 'vitest'
import { configText } from './config.ts'
import { nkeyOf } from './nkey.ts'

const config = { port: 4222, storeDir: '/data/n "q"' }

it('the broker listens on loopback alone, and the name of its folder is quoted', () => {
  const text = configText(config)
  expect(text).toContain('listen: "127.0.0.1:4222"')
  expect(text).toContain('store_dir: "/data/n \\"q\\""')
  expect(text).not.toContain('authorization')
})

it('there is no monitoring port, with users or without', () => {
  const users = { clients: [], system: [] }
  for (const text of [configText(config), configText({ ...config, users })])
    expect(text).not.toMatch(/^\s*(http|https|monitor_port|http_port|https_port)\b/m)
})

it('a user without permissions may do everything in its account, one with them only that', () => {
  const permissions = { publish: ['a.b'], subscribe: [] }
  const users = {
    clients: [{ publicKey: 'UA' }, { publicKey: 'UB', permissions }],
    system: [{ publicKey: 'UC', permissions }],
  }
  const allowed = 'permissions: { publish: { allow: ["a.b"] }, subscribe: { allow: [] } }'
  expect(configText({ ...config, users })).toContain(`authorization {
  users: [
    { nkey: UA }
    { nkey: UB, ${allowed} }
  ]
}
accounts {
  $SYS {
    users: [
      { nkey: UC, ${allowed} }
    ]
  }
}
`)
})

it('a key is derived from its secret alone, in the encoding of NATS', () => {
  const key = nkeyOf(Buffer.alloc(32, 7))
  expect(key.seed).toMatch(/^SU[A-Z2-7]{56}$/)
  expect(key.publicKey).toMatch(/^U[A-Z2-7]{55}$/)
  expect(nkeyOf(Buffer.alloc(32, 7)).publicKey).toBe(key.publicKey)
  expect(nkeyOf(Buffer.alloc(32, 8)).publicKey).not.toBe(key.publicKey)
})
