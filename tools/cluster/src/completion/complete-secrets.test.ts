import { randomBytes } from 'node:crypto'
import { nkeyOf } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { type Secret, secretsFrom, secretsOf } from '../releases/secrets.ts'
import { completeSecrets } from './complete-secrets.ts'
import { freshMaterials } from './fresh.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { keyOfSeed } from './seed.ts'

const { services } = readTopology()
const authority = await makeDatabaseAuthority()
const all = secretsOf(services, 'small', authority)
const fresh = await freshMaterials()

const placeOf = ({ metadata }: Secret) => `${metadata.namespace}/${metadata.name}`
const knownOf =
  (secrets: readonly Secret[]): KnownSecrets =>
  (namespace, name) =>
    secrets.find((one) => placeOf(one) === `${namespace}/${name}`)?.stringData
const without = (...places: readonly string[]) =>
  all.filter((secret) => !places.includes(placeOf(secret)))
const complete = (secrets: readonly Secret[], of = services) =>
  completeSecrets(of, 'small', knownOf(secrets), fresh)

describe('the Secrets that a cluster lacks', () => {
  it('are all of them at first, and none once they are there', () => {
    const { missing, faults } = complete([])
    expect(missing.map(placeOf)).toEqual(all.map(placeOf))
    expect(faults).toEqual([])
    expect(complete(missing)).toEqual({ missing: [], faults: [] })
  })

  it.each(['database/role-orders', 'commerce/orders-database', 'commerce/database-ca'])(
    'are made to match what is there, when %s was lost',
    (place) => {
      const { missing, faults } = complete(without(place))
      expect(faults).toEqual([])
      expect(missing).toEqual(all.filter((secret) => placeOf(secret) === place))
    },
  )

  it('are made to match, when all of a namespace was lost', () => {
    const lost = all.filter(({ metadata }) => metadata.namespace === 'commerce')
    const { missing, faults } = complete(without(...lost.map(placeOf)))
    expect(faults).toEqual([])
    expect(missing.map(placeOf)).toEqual(lost.map(placeOf))
    expect(complete([...without(...lost.map(placeOf)), ...missing])).toEqual({
      ...{ missing: [], faults: [] },
    })
  })

  it('are those of a new service, with its key beside the others in broker-keys', () => {
    const orders = services.find(({ name }) => name === 'orders')
    if (!orders) throw new Error('there is no service orders')
    const loyalty = { ...orders, name: 'loyalty', database: 'loyalty' }
    const { missing, faults } = complete(all, [...services, loyalty])
    expect(faults).toEqual([])
    const made = missing.map(placeOf)
    expect(made).toEqual([
      ...['database/role-loyalty', 'commerce/loyalty-database'],
      'commerce/loyalty-broker',
      'commerce/broker-keys',
    ])
    const of = (name: string) => missing.find(({ metadata }) => metadata.name === name)?.stringData
    const [[, key] = []] = Object.entries(of('broker-keys') ?? {})
    expect(Object.keys(of('broker-keys') ?? {})).toHaveLength(1)
    expect(key).toContain(keyOfSeed(of('loyalty-broker')?.seed ?? '')?.publicKey)
  })

  it('are the keys alone that a Secret lacks', () => {
    const production = secretsOf(services, 'production', authority)
    const small = production.map((secret) => {
      const { readUrl: _, ...stringData } = secret.stringData
      return { ...secret, stringData }
    })
    const { missing, faults } = completeSecrets(services, 'production', knownOf(small), fresh)
    expect(faults).toEqual([])
    expect(missing.length).toBeGreaterThan(0)
    for (const { stringData } of missing) expect(Object.keys(stringData)).toEqual(['readUrl'])
  })
})

describe('halves that do not match are named, and not made', () => {
  it.each([
    [
      'database/postgres-authority',
      'commerce/database-ca: ca.crt cannot be matched any more without',
    ],
    [
      'commerce/orders-broker',
      'commerce/broker-keys: key-orders.conf cannot be matched any more without the seed in commerce/orders-broker',
    ],
  ])('since %s is missing, from which the other half came', (place, fault) => {
    expect(complete(without(place)).faults).toEqual([
      { text: expect.stringContaining(fault), isThere: false },
    ])
  })

  it('since a password differs', () => {
    const other = secretsFrom(services, 'small', { ...fresh, authority })
    const role = other.filter((secret) => placeOf(secret) === 'database/role-orders')
    const { faults } = complete([...without('database/role-orders'), ...role])
    expect(faults).toEqual([
      {
        text: 'commerce/orders-database: url does not match the password in database/role-orders',
        isThere: true,
      },
    ])
  })
})

it('a key is known by its seed, and by no other text', () => {
  const key = nkeyOf(randomBytes(32))
  expect(keyOfSeed(key.seed)?.publicKey).toBe(key.publicKey)
  expect(keyOfSeed(key.publicKey)).toBe(undefined)
  expect(keyOfSeed(`SU${'A'.repeat(56)}`)).toBe(undefined)
})
