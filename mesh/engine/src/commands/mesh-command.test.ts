import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { meshCommand } from './mesh-command.ts'

afterEach(() => void vi.restoreAllMocks())

async function stoa(...args: string[]) {
  const printed = { out: '', err: '' }
  const into = (key: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[key] += text
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err'))
  const status = await meshCommand.run(args)
  vi.restoreAllMocks()
  return { status, ...printed }
}

describe('stoa mesh ask', () => {
  const ask = ['ask', '--from', 'gateway', '--to', 'payments']

  test('exits with 0 for an allowed request and names the rule that allows it', async () => {
    const { status, out } = await stoa(...ask, '--path', '/v1/payments/1', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      ...{ decision: 'allow', status: 200, closed: false, stage: 'allow' },
      by: {
        kind: 'AuthorizationPolicy',
        name: 'payments',
        rule: 1,
        file: 'services/payments.yaml',
      },
    })
  })

  test('exits with 1 for a denied request and names the field that did not match', async () => {
    const { status, out } = await stoa(...ask, '--method', 'POST', '--path', '/v1/payments')
    expect(status).toBe(1)
    expect(out).toContain('deny: status 403: no ALLOW rule matches')
    expect(out).toContain('rule 1 to[0].operation.methods (services/payments.yaml:')
  })

  test('refuses the connection of a client without a certificate', async () => {
    const { out } = await stoa('ask', '--from', 'nobody', '--to', 'orders')
    expect(out).toContain('connection closed')
    expect(out).toContain('decided by PeerAuthentication istio-system/default (base/mtls.yaml:')
  })

  test('evaluates a TCP connection to the broker', async () => {
    expect((await stoa('ask', '--from', 'orders', '--to', 'nats')).status).toBe(0)
    expect((await stoa('ask', '--from', 'gateway', '--to', 'nats')).status).toBe(1)
  })

  test.each([
    [['ask', '--from', 'orders'], '--from and --to are required'],
    [[...ask.slice(0, 4), 'nobody-runs-this'], 'unknown service nobody-runs-this'],
    [['ask', '--from', 'gatewya', '--to', 'payments'], 'unknown service gatewya; use one of'],
    [[...ask, '--header', 'x'], '--header: expected name=value'],
    [[...ask, '--jwt', 'nowhere.json'], 'file nowhere.json does not exist'],
    [['ask', '--from', 'a/b', '--to', 'a/c'], 'a/c has no service.yaml'],
    [[...ask, '--mesh', join(import.meta.dirname, 'nowhere')], 'does not exist'],
  ])('exits with 2 for %j', async (args, message) => {
    const { status, err } = await stoa(...args)
    expect(status).toBe(2)
    expect(err).toContain(message)
  })
})

test('stoa mesh explain names the file and line of every setting', async () => {
  const { status, out } = await stoa('explain', 'orders', '--json')
  expect(status).toBe(0)
  const { mtls, access, routes, limits } = JSON.parse(out)
  expect(mtls).toMatchObject({ mode: 'STRICT', at: { file: 'base/mtls.yaml' } })
  expect(access.map(({ policy }: { policy: string }) => policy)).toContain('commerce/orders')
  expect(routes.length).toBeGreaterThan(3)
  for (const { at } of [...access, ...routes, ...limits])
    expect(at).toEqual({ file: expect.stringMatching(/\.yaml$/), line: expect.any(Number) })
})

test('stoa mesh compile prints the configuration, or only its filters of policies and tokens', async () => {
  const all = JSON.parse((await stoa('compile', '--service', 'orders')).out)
  const filters = JSON.parse((await stoa('compile', '--service', 'orders', '--rbac')).out)
  expect(all.resources.length).toBeGreaterThan(filters.resources.length)
  expect(JSON.stringify(filters)).toContain('ns[commerce]-policy[orders]-rule[0]')
  expect((await stoa('compile', '--service', 'x')).status).toBe(2)
})

test('stoa mesh cases prints counts, and exits with 2 for a file that is not of cases', async () => {
  const file = join(import.meta.dirname, '../../cases/found.jsonl')
  const { status, out } = await stoa('cases', file, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ total: 14, agree: 14, unsupported: [], disagree: [] })
  expect((await stoa('cases', import.meta.filename)).status).toBe(2)
  expect(await stoa('cases', 'nowhere.jsonl')).toMatchObject({
    ...{ status: 2, err: expect.stringContaining('nowhere.jsonl: the file does not exist') },
  })
})

test('stoa mesh explain takes one service', async () => {
  const { status, err } = await stoa('explain', 'orders', 'extra')
  expect(status).toBe(2)
  expect(err).toContain('expected one SERVICE, found orders and extra')
})

describe('on a platform that has stopped', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'stoa-stopped-'))
    vi.stubEnv('STOA_HOME', home)
    const state = {
      ...{ pid: process.pid, startTicks: 1, startedAt: '', ready: true, urls: {}, resources: [] },
      ...{ caFile: null, postgres: null, nats: null, meshSocket: join(home, 'mesh.sock') },
    }
    writeFileSync(join(home, 'state.json'), JSON.stringify(state))
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(home, { recursive: true })
  })

  test.each([[['faults']], [['reset']], [['apply', 'sandbox-slow.yaml']]])(
    'stoa mesh %s exits with 2 and says how to start one',
    async (args) => {
      expect(await stoa(...args)).toEqual({
        ...{ status: 2, out: '' },
        err: `stoa mesh ${args[0]}: no platform is running in ${home}; start one with \`npm start\`\n`,
      })
    },
  )
})

test('an unknown subcommand prints the usage', async () => {
  const { status, err } = await stoa('conjure')
  expect(status).toBe(2)
  expect(err).toContain('stoa mesh ask')
})
