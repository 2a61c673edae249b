import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EdgeRequest, OpenClusterEdge } from '@stoa/load'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reconcileCommand } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-reconcile-'))
const tokenFile = join(folder, 'token')
writeFileSync(tokenFile, 'of-fiona')
afterAll(() => rmSync(folder, { recursive: true }))

const requestedAt = '2026-01-01T12:00:00.000Z'
const compared = {
  ...{ explained: 0, unexplained: 1, differences: [], failingEvents: [], strays: [] },
  ...{ requestedAt, providers: [{ provider: 'stripe', comparedAt: requestedAt }] },
}
let status = 200
const sent: EdgeRequest[] = []
const open: OpenClusterEdge = async (_, { token }) => {
  const request = async (one: EdgeRequest) => {
    sent.push(one)
    return { status, text: JSON.stringify(compared) }
  }
  const edge = { connections: 1, request, send: vi.fn(), token, close: vi.fn() }
  return { edge, end: async () => undefined }
}
const print = vi.spyOn(process.stdout, 'write')
beforeEach(() => {
  sent.length = 0
  status = 200
  print.mockReset().mockReturnValue(true)
})
afterEach(() => void print.mockReset())

const run = (...args: string[]) =>
  reconcileCommand(open).run([...args, '--context', 'prod', '--token-file', tokenFile])

it('a cluster compares its ledger for the token of the file', async () => {
  expect(await run()).toBe(1)
  expect(sent.map(({ method, token }) => `${method} ${token}`)).toEqual([
    ...['POST of-fiona', 'GET of-fiona'],
  ])
})

it('an event of a cluster is discarded with the token of the file', async () => {
  expect(await run('discard', 'stripe', 'evt_1', '--reason', 'by hand')).toBe(0)
  expect(sent).toMatchObject([{ method: 'POST', token: 'of-fiona' }])
})

it('a token without the role is told which, also in JSON', async () => {
  status = 403
  await expect(run('--json')).rejects.toThrow('with the role finance.')
  expect(print).toHaveBeenCalledWith(expect.stringMatching(/^\{"error":".*the role finance\./))
})
