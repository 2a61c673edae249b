import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Platform, startPlatform } from '@stoa/run'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { shellBlocks } from './blocks.ts'
import { type pagesThatRun, readPage } from './pages.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-docs-'))
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ home, traffic: false })
})
afterAll(async () => {
  await platform?.stop()
  rmSync(home, { recursive: true, force: true })
})

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the blocks of a page as one script, which ends with the first command that fails. */
const follow = (page: (typeof pagesThatRun)[number]): Promise<Run> =>
  runScript(shellBlocks(readPage(page)).map(({ commands }) => commands))

function runScript(lines: readonly string[]): Promise<Run> {
  const child = spawn('bash', ['-e', '-u', '-o', 'pipefail', '-c', lines.join('\n')], {
    cwd: repositoryRoot,
    env: { ...process.env, STOA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
}

it('call-the-api-by-hand.md: an order is placed, read, refunded, and another one cancelled', async () => {
  const { status, stdout, stderr } = await follow('docs/how-to/call-the-api-by-hand.md')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('"refundId"')
  expect(stdout).toContain('"status":"cancelling"')
  expect(stdout).toContain('"type":"order.cancelled"')
})

it('use-the-generated-client.md: a client is generated, and places an order', async () => {
  const { status, stdout, stderr } = await follow('docs/how-to/use-the-generated-client.md')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('"openapi": "3.1.0"')
  expect(stdout).toMatch(/placed [0-9a-f-]{36}: \d+ pence\n(confirmed|ready|shipped)/)
})

it('debug-a-stuck-order.md: an order waits for its carrier, is found, and goes on', async () => {
  const { status, stdout, stderr } = await follow('docs/how-to/debug-a-stuck-order.md')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('"parcel":{"status":"pending"')
  expect(stdout).toContain('"status":"shipped"')
})

it('stoa cluster check: orders are confirmed, and every answer of the edge is the expected one', async () => {
  const { urls, caFile } = platform.state
  const command = `npx stoa cluster check --gateway ${urls.edge} --ca ${caFile} --orders 2 --json`
  const { status, stdout, stderr } = await runScript([command])
  expect(stderr).toContain('placing 2 orders')
  const { orders, requests, ...others } = JSON.parse(stdout)
  expect(others).toEqual({ gateway: urls.edge, ok: true, calls: null })
  expect(orders).toHaveLength(2)
  expect(requests.length).toBeGreaterThan(8)
  expect(status).toBe(0)
})
