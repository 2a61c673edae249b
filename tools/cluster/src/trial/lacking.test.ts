import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { fakeCluster, run } from '../../test/fake-cluster.ts'
import type { KnownSecrets } from '../completion/known-secrets.ts'
import { lackedBy, namespacesOf } from './lacking.ts'

const secret = (namespace: string, name: string, stringData: Readonly<Record<string, string>>) => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData },
})
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'issuer' } }
const issuer = secret('trial', 'issuer', { 'tls.key': 'a', 'jwks.json': 'b' })
const providers = secret('commerce', 'payments-providers', { A: 'placeholder', B: 'placeholder' })
const trial = [service, issuer, providers]

const cluster =
  (...there: readonly (typeof issuer)[]): KnownSecrets =>
  (namespace, name) =>
    there.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
      ?.stringData

describe('of the objects of a trial', () => {
  it('a new cluster gets all', () => {
    expect(lackedBy(cluster(), trial)).toEqual(trial)
    expect(namespacesOf(trial)).toEqual(['trial', 'commerce'])
  })

  it('a cluster that has them gets none of the Secrets again', () => {
    expect(lackedBy(cluster(issuer, providers), trial)).toEqual([service])
  })

  it('a cluster keeps the credentials of a provider that were put in the place of a placeholder', () => {
    const real = secret('commerce', 'payments-providers', { A: 'live' })
    expect(lackedBy(cluster(issuer, real), trial)).toEqual([
      service,
      { ...providers, stringData: { B: 'placeholder' } },
    ])
  })

  it('a cluster of another folder gets none: its tokens would be refused', () => {
    const other = secret('trial', 'issuer', { 'tls.key': 'c', 'jwks.json': 'b' })
    expect(() => lackedBy(cluster(other), trial)).toThrow(
      'the Secret issuer in trial has other keys',
    )
  })
})

describe('stoa cluster trial --context C', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  const objectsIn = (text: string) =>
    parseAllDocuments(text).map((document) => document.toJS() as typeof issuer)

  it('prints no Secret again that the cluster has, and refuses another folder for it', async () => {
    const empty = { items: [] }
    const { folder } = fakeCluster({ objects: { secrets: empty } })
    const site = join(folder, 'site')
    const first = objectsIn((await run({ verb: 'trial', site })).out)
    const secrets = first.filter(({ kind }) => kind === 'Secret')
    expect(secrets.length).toBeGreaterThan(2)

    const items = secrets.map(({ metadata, stringData }) => ({
      metadata,
      data: Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [
          key,
          Buffer.from(value).toString('base64'),
        ]),
      ),
    }))
    fakeCluster({ objects: { secrets: { items } } })
    const second = objectsIn((await run({ verb: 'trial', site })).out)
    expect(second).toEqual(first.filter(({ kind }) => kind !== 'Secret'))
    expect(second.length).toBeGreaterThan(2)
    await expect(run({ verb: 'trial', site: join(folder, 'another') })).rejects.toThrow(
      'the cluster was set up from another one',
    )
  })
})
