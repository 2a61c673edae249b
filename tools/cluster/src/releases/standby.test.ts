import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseOptions } from '../command/options.ts'
import { makeDatabaseAuthority } from './database-authority.ts'
import { readReleases } from './read.ts'
import { releasesOf } from './release.ts'
import { secretsOf } from './secrets.ts'
import { onStandby } from './standby.ts'
import { valuesFiles } from './values.ts'

const host = 'postgres.eu-west-1.example'
const serving = releasesOf(readReleases(), 'multi-region')
const standing = onStandby(serving)
const filesOf = (standbyOf?: string) => {
  const postgres = serving.find(({ name }) => name === 'postgres')
  if (!postgres) throw new Error('there is no release postgres')
  const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-standby-'))
  const site = { profile: 'multi-region', folder: undefined, derivedFolder, standbyOf } as const
  return valuesFiles(postgres, site).map((file) => parse(readFileSync(file, 'utf8')))
}

describe('a region that stands by', () => {
  it('has everything but what writes and what lets requests in', () => {
    const names = standing.map(({ name }) => name)
    expect(serving.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([
      'nats',
      'stoa',
      'istio-ingressgateway',
    ])
    for (const { after } of standing) for (const name of after) expect(names).toContain(name)
  })

  it('follows the Postgres of the other, whose certificate and name it verifies', async () => {
    const { replica, mode, databases } = filesOf(host).at(-1)
    expect({ mode, databases }).toEqual({ mode: 'replica', databases: [] })
    const { sslMode, sslRootCertSecret, ...origin } = replica.origin.pg_basebackup
    expect(origin).toMatchObject({ host, username: 'streaming_replica' })
    expect(sslMode).toBe('verify-full')
    const secrets = secretsOf(
      readTopology().services,
      'multi-region',
      await makeDatabaseAuthority(),
    )
    const authority = secrets.find(({ metadata }) => metadata.name === sslRootCertSecret.name)
    expect(authority?.stringData).toHaveProperty([sslRootCertSecret.key])
  })

  it('serves once the same is said without the other: nothing of the standby stays in its values', () => {
    const [before, after] = [filesOf(host), filesOf()]
    expect(after).toEqual(before.slice(0, -1))
    expect(Object.assign({}, ...after)).toMatchObject({ mode: 'standalone' })
  })
})

describe('--standby-of', () => {
  const parsed = (...args: string[]) => parseOptions(['plan', '--standby-of', ...args])
  it('takes the host of the other region’s Postgres', () => {
    expect(parsed(host, '--profile', 'multi-region').standbyOf).toBe(host)
  })

  it.each([
    ['another profile', [host, '--profile', 'production'], 'only the profile multi-region'],
    ['an address', ['https://x.example', '--profile', 'multi-region'], 'expected the host'],
  ])('is refused with %s', (_, args, message) => {
    expect(() => parsed(...args)).toThrow(message)
  })
})
