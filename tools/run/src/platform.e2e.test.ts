import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { processesOf } from '../test/runner.ts'
import { commandLineOf, type Platform, startPlatform } from './index.ts'

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

it('a service can be started with more arguments for Node', () => {
  expect(commandLineOf(catalog()?.pid ?? 0)).toContain('--no-warnings')
})

it('a killed service is ready again when whenReady says so', async () => {
  const before = catalog()?.pid
  await platform.kill('catalog', 'SIGKILL')
  await platform.whenReady('catalog')
  expect(catalog()).toMatchObject({ state: 'ready', restarts: 1 })
  expect(catalog()?.pid).not.toBe(before)
})

it('two platforms run beside each other on one machine', async () => {
  const other = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
  const second = await startPlatform({ home: other, services: [], traffic: false })
  try {
    expect(second.urls.edge).not.toBe(platform.urls.edge)
    expect(second.state.ready).toBe(true)
  } finally {
    await second.stop()
    expect(processesOf(other)).toEqual([])
    rmSync(other, { recursive: true, force: true })
  }
})
