import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nkeyOf } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { chart, profiles } from '../profiles.ts'
import { makeDatabaseAuthority } from './database-authority.ts'
import { databaseValues, rolesOf } from './databases.ts'
import { authorityFile, type Secret, secretsOf } from './secrets.ts'

const { services } = readTopology()
const authority = await makeDatabaseAuthority()
const secrets = secretsOf(services, 'small', authority)
const named = (name: string): Secret['stringData'] =>
  secrets.find(({ metadata }) => metadata.name === name)?.stringData ?? {}

describe('the Secrets of a new cluster', () => {
  it('have the password of each role where the database and where the service reads it', () => {
    expect(rolesOf(services).length).toBeGreaterThan(3)
    for (const { name, service } of rolesOf(services)) {
      const { url = '' } = named(`${service}-database`)
      const { username, pathname, password, searchParams } = new URL(url)
      expect({ username, password }).toEqual(named(`role-${name}`))
      expect(pathname).toBe(`/${name}`)
      expect(Object.fromEntries(searchParams)).toEqual({
        ...{ sslmode: 'verify-full', sslrootcert: authorityFile },
      })
      expect(password.length).toBeGreaterThanOrEqual(32)
    }
  })

  it('are those that the values of the database name', () => {
    const { cluster } = databaseValues(services) as {
      cluster: { roles: { passwordSecret: { name: string } }[] }
    }
    for (const { passwordSecret } of cluster.roles)
      expect(named(passwordSecret.name)).toHaveProperty('password')
  })

  it('have the authority of the database, with its key where the operator signs, and only there', () => {
    const values = parse(
      readFileSync(join(chart('third-party'), 'values/postgres.yaml'), 'utf8'),
    ).cluster
    const { 'ca.crt': certificate = '', 'ca.key': key } = named(values.certificates.serverCASecret)
    expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/)
    expect(new X509Certificate(certificate)).toMatchObject({ ca: true })
    expect(named('database-ca')).toEqual({ 'ca.crt': certificate })
    expect(secrets.filter(({ stringData }) => 'ca.key' in stringData)).toHaveLength(1)
  })

  it('have for each user of the broker a seed, and its public key for the broker', () => {
    const secret = Buffer.alloc(32, 7)
    const fixed = secretsOf(services, 'small', authority, ((size: number) =>
      secret.subarray(0, size)) as never)
    const of = (name: string) =>
      fixed.find(({ metadata }) => metadata.name === name)?.stringData ?? {}
    expect(of('orders-broker').seed).toBe(nkeyOf(secret).seed)
    expect(of('broker-keys')['key-orders.conf']).toBe(`nkey: ${nkeyOf(secret).publicKey}\n`)
  })

  it.each(profiles)('have the same address of the broker in %s as in every profile', (profile) => {
    const urls = secretsOf(services, profile, authority).flatMap(({ metadata, stringData }) =>
      metadata.name.endsWith('-broker') ? [stringData.url] : [],
    )
    expect(new Set(urls)).toEqual(new Set(['nats://nats.commerce.svc.cluster.local:4222']))
  })

  it('have the address of the replicas for those that read from them, where there are replicas', () => {
    const readersIn = (profile: 'small' | 'production') =>
      secretsOf(services, profile, authority).flatMap(({ metadata, stringData }) =>
        stringData.readUrl ? [[metadata.name, new URL(stringData.readUrl).hostname]] : [],
      )
    expect(readersIn('small')).toEqual([])
    const readers = services.filter(({ replicaReads }) => replicaReads).map(({ name }) => name)
    expect(readersIn('production')).toEqual(
      readers.map((name) => [`${name}-database`, 'postgres-ro.database.svc.cluster.local']),
    )
  })

  it('are new each time, and no two of them are the same', () => {
    const values = [...secrets, ...secretsOf(services, 'small', authority)].flatMap(
      ({ stringData }) =>
        [stringData.password, stringData.seed].filter((value) => value !== undefined),
    )
    expect(new Set(values).size).toBe(values.length)
  })
})
