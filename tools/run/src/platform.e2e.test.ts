import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyFaults } from '@stoa/mesh'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { processesOf } from '../test/runner.ts'
import { commandLineOf, type Platform, startPlatform, until } from './index.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({
    home,
    services: ['catalog'],
    traffic: false,
    nodeArgs: { catalog: ['--no-warnings'] },
  })
})
afterAll(async () => {
  await platform.stop()
  rmSync(home, { recursive: true, force: true })
})

const catalog = () => platform.state.resources.find(({ name }) => name === 'catalog')

it('a service can be started with additional arguments for Node', () => {
  expect(commandLineOf(catalog()?.pid ?? 0)).toContain('--no-warnings')
})

it('whenReady resolves when a killed service is ready again', async () => {
  const before = catalog()?.pid
  await platform.kill('catalog', 'SIGKILL')
  await platform.whenReady('catalog')
  expect(catalog()).toMatchObject({ state: 'ready', restarts: 1 })
  expect(catalog()?.pid).not.toBe(before)
})

it('the access log of a sidecar names the identity of the caller', async () => {
  const ca = readFileSync(platform.state.caFile ?? '')
  const call = () =>
    new Promise<void>((resolve, reject) => {
      get(`${platform.urls.edge}/v1/products`, { ca, servername: 'localhost' }, (answer) => {
        answer.resume().on('end', resolve)
      }).on('error', reject)
    })
  const written = () => readFileSync(join(home, 'access/catalog.jsonl'), 'utf8')
  const edge = 'spiffe://cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
  await until('a call in the access log', async () => {
    await call()
    return written().includes(`"peer":"${edge}"`)
  })
})

it('a fault is applied and removed through the socket in the state', async () => {
  const socket = platform.state.meshSocket ?? ''
  expect(await applyFaults(socket, ['catalog-down.yaml'])).toEqual({
    faults: ['catalog-down.yaml'],
  })
  expect(await applyFaults(socket, [])).toEqual({ faults: [] })
})

it('two platforms can run on one machine', async () => {
  const other = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
  const second = await startPlatform({ home: other, services: [], traffic: false })
  try {
    expect(second.urls.edge).not.toBe(platform.urls.edge)
    expect(second.state.ready).toBe(true)
    expect(second.urls).toMatchObject({ prometheus: null, alertmanager: null })
  } finally {
    await second.stop()
    expect(processesOf(other)).toEqual([])
    rmSync(other, { recursive: true, force: true })
  }
})
