import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun, type Command } from '@stoa/topology'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { bankFileCommand } from '../bank-file/command.ts'
import type { EdgeRequest } from '../edge/send.ts'
import { ordersCommand } from '../held/command.ts'
import { parcelsCommand } from '../parcels/command.ts'
import { paymentsCommand } from '../payments/command.ts'
import { reversalsCommand } from '../reversals/command.ts'
import type { OpenClusterEdge } from './with-edge.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-staff-'))
const tokenFile = join(folder, 'token')
writeFileSync(tokenFile, 'of-fiona\n')
afterAll(() => rmSync(folder, { recursive: true }))

let answer = { status: 200, text: '{}' }
const sent: EdgeRequest[] = []
const end = vi.fn(async () => undefined)
const open = vi.fn<OpenClusterEdge>(async (_, { token }) => {
  const request = async (one: EdgeRequest) => {
    sent.push(one)
    return answer
  }
  return { edge: { connections: 1, request, send: vi.fn(), token, close: vi.fn() }, end }
})
beforeEach(() => {
  sent.length = 0
  vi.clearAllMocks()
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => void vi.restoreAllMocks())

type Case = [(open: OpenClusterEdge) => Command, string, object, string, string]
const lists: Case[] = [
  [ordersCommand, 'stuck', { orders: [] }, '/v1/orders/on-hold', 'order-manager'],
  [parcelsCommand, 'ready', { parcels: [] }, '/v1/parcels/ready', 'operator'],
  [paymentsCommand, 'due', { payments: [] }, '/v1/payments/due', 'finance'],
  [reversalsCommand, '', { reversals: [] }, '/v1/reversals', 'finance'],
  [bankFileCommand, '--unmatched', { entries: [] }, '/v1/bank-entries', 'finance'],
]
const inCluster = (...args: string[]) =>
  [...args, '--context', 'prod', '--token-file', tokenFile].filter(Boolean)

it.each(lists)(
  'with --context a command sends the token of the file: %o %s',
  async (commandOf, verb, body, path) => {
    answer = { status: 200, text: JSON.stringify(body) }
    expect(await commandOf(open).run(inCluster(verb, '--ca', 'ca.pem'))).toBe(0)
    expect(open.mock.calls).toMatchObject([['prod', { ca: 'ca.pem' }]])
    expect(sent).toMatchObject([{ path: expect.stringContaining(path), token: 'of-fiona' }])
    expect(end).toHaveBeenCalledOnce()
  },
)

it.each(lists)(
  'a token without the role is told which: %o %s',
  async (commandOf, verb, ...rest) => {
    answer = { status: 403, text: '{"title":"forbidden"}' }
    const [, , role] = rest
    await expect(commandOf(open).run(inCluster(verb))).rejects.toThrow(`with the role ${role}.`)
    expect(end).toHaveBeenCalledOnce()
  },
)

it('the connection to the cluster is opened only after the token was read', async () => {
  const args = ['stuck', '--context', 'prod', '--token-file', join(folder, 'none')]
  await expect(ordersCommand(open).run(args)).rejects.toThrow(CannotRun)
  expect(open).not.toHaveBeenCalled()
})

it('without --context the platform on this machine is meant', async () => {
  vi.stubEnv('STOA_HOME', folder)
  await expect(ordersCommand(open).run(['stuck'])).rejects.toThrow('no platform is running')
  expect(open).not.toHaveBeenCalled()
  vi.unstubAllEnvs()
})
