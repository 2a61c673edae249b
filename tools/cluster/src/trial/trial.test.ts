import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@stoa/run'
import { freePort, readTopology } from '@stoa/topology'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type KubernetesObject, objectsIn, renderText, titled, without } from '../../test/render.ts'
import { checkSite } from '../command/options.ts'
import { readReleases } from '../releases/read.ts'
import { readSigningKey, signer } from './signing-key.ts'
import { authorityFile, writeTrial } from './trial.ts'

interface Made {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly stringData?: Readonly<Record<string, string>>
}

const { services } = readTopology()
const folder = mkdtempSync(join(tmpdir(), 'stoa-trial-'))
const site = join(folder, 'site')
let objects: readonly Made[]
beforeAll(async () => {
  objects = (await writeTrial(site, services)) as Made[]
})
afterAll(() => rmSync(folder, { recursive: true }))

const secretOf = (name: string) =>
  objects.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name)?.stringData

it('the folder is one for --site, and only a new one is filled', async () => {
  const releases = readReleases()
  expect(() => checkSite(site, releases, releases)).not.toThrow()
  await expect(writeTrial(folder, services)).rejects.toThrow(`${folder} is not empty`)
})

it('a second run prints the same objects, whose first print may have come to nothing', async () => {
  expect(await writeTrial(site, services)).toEqual(objects)
})

it('a later run prints the placeholders of services and secrets that were added since', async () => {
  const [first, ...others] = services.filter(({ development, secrets }) => !development && secrets)
  if (!first) throw new Error('no service has secrets')
  const added = { ...first, name: 'gifts', secrets: ['GIFT_KEY'] }
  const grown = { ...first, secrets: [...(first.secrets ?? []), 'NEW_KEY'] }
  const later = (await writeTrial(site, [grown, ...others, added])) as Made[]
  const isPlaceholder = ({ metadata }: Made) => metadata.name.endsWith('-providers')
  const placeholderOf = (name: string) =>
    later.filter(({ metadata }) => metadata.name === `${name}-providers`)
  expect(placeholderOf('gifts')).toMatchObject([{ stringData: { GIFT_KEY: 'placeholder' } }])
  expect(placeholderOf(first.name)).toMatchObject([{ stringData: { NEW_KEY: 'placeholder' } }])
  expect(later.filter((one) => !isPlaceholder(one))).toEqual(
    objects.filter((one) => !isPlaceholder(one)),
  )
})

describe.skipIf(without)(titled('its values'), () => {
  it('are those that the platform needs', () => {
    const { spec } = objectsIn(renderText('small', `--values=${join(site, 'stoa.yaml')}`)).find(
      ({ kind }) => kind === 'RequestAuthentication',
    ) as KubernetesObject
    const issuer = 'https://issuer.trial.svc.cluster.local'
    expect(spec.jwtRules).toMatchObject([{ issuer, jwksUri: `${issuer}/jwks.json` }])
  })
})

it('each variable that only a secret may hold has a value that its service accepts', () => {
  const needed = services.filter(({ development, secrets }) => !development && secrets)
  expect(needed.length).toBeGreaterThan(1)
  for (const { name, secrets = [] } of needed) {
    const given = secretOf(`${name}-providers`) ?? {}
    expect(Object.keys(given)).toEqual(secrets)
    for (const value of Object.values(given)) expect(value.length).toBeGreaterThanOrEqual(8)
  }
})

it('a token is signed by the key that the issuer publishes, over TLS of the authority', async () => {
  const files = secretOf('issuer') ?? {}
  const server = mkdtempSync(join(folder, 'server-'))
  const port = await freePort()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(server, name), text)
  const child = spawn(process.execPath, [join(server, 'server.cjs')], {
    env: { PORT: String(port) },
    stdio: 'inherit',
  })
  onTestFinished(() => void child.kill())
  let published = ''
  await until('the keys', async () => {
    published = await keysAt(port).catch(() => '')
    return published !== ''
  })
  const key = readSigningKey(site)
  if (!key) throw new Error('the folder has no key')
  const token = await signer(key)('c-1', 'customer', 'trade')
  const { payload } = await jwtVerify(token, createLocalJWKSet(JSON.parse(published)), {
    ...{ issuer: 'https://issuer.trial.svc.cluster.local', audience: 'stoa' },
  })
  expect(payload).toMatchObject({ sub: 'c-1', roles: ['customer', 'trade'] })
  expect(published).not.toContain(key.jwk.d)
})

async function keysAt(port: number): Promise<string> {
  const ca = readFileSync(authorityFile(site))
  const servername = 'issuer.trial.svc.cluster.local'
  const call = request({ host: '127.0.0.1', port, path: '/jwks.json', ca, servername }).end()
  const [response] = await once(call, 'response')
  return (await response.setEncoding('utf8').toArray()).join('')
}

it('a file that is no key is refused', () => {
  const wrong = mkdtempSync(join(folder, 'wrong-'))
  expect(readSigningKey(wrong)).toBe(undefined)
  writeFileSync(join(wrong, 'signing-key.json'), '{"jwk":{}}')
  expect(() => readSigningKey(wrong)).toThrow('is not a key that `stoa cluster trial` wrote')
})
