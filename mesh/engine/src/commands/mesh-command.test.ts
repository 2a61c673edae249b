import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
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

  test('answers 0 to what is allowed, with the rule that allows it', async () => {
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

  test('answers 1 to what is denied, with the field that did not match', async () => {
    const { status, out } = await stoa(...ask, '--method', 'POST', '--path', '/v1/payments')
    expect(status).toBe(1)
    expect(out).toContain('deny: status 403: no ALLOW rule matches')
    expect(out).toContain('rule 1 to[0].operation.methods (services/payments.yaml:')
  })

  test('somebody without a certificate is not let in at all', async () => {
    const { out } = await stoa('ask', '--from', 'nobody', '--to', 'orders')
    expect(out).toContain('the connection is closed')
    expect(out).toContain('by PeerAuthentication istio-system/default (base/mtls.yaml:')
  })

  test('a broker is asked for a connection, not for a path', async () => {
    expect((await stoa('ask', '--from', 'orders', '--to', 'nats')).status).toBe(0)
    expect((await stoa('ask', '--from', 'gateway', '--to', 'nats')).status).toBe(1)
  })

  test.each([
    [['ask', '--from', 'orders'], '--from and --to are needed'],
    [[...ask.slice(0, 4), 'nobody-runs-this'], 'there is no service nobody-runs-this'],
    [[...ask, '--header', 'x'], '--header takes name=value'],
    [[...ask, '--jwt', 'nowhere.json'], 'there is no file nowhere.json'],
    [['ask', '--from', 'a/b', '--to', 'a/c'], 'nothing says on which port'],
    [[...ask, '--mesh', join(import.meta.dirname, 'nowhere')], 'does not exist'],
  ])('%j is refused with 2', async (args, message) => {
    const { status, err } = await stoa(...args)
    expect(status).toBe(2)
    expect(err).toContain(message)
  })
})

test('stoa mesh explain names file and line of all it says', async () => {
  const { status, out } = await stoa('explain', 'orders', '--json')
  expect(status).toBe(0)
  const { mtls, access, routes, limits } = JSON.parse(out)
  expect(mtls).toMatchObject({ mode: 'STRICT', at: { file: 'base/mtls.yaml' } })
  expect(access.map(({ policy }: { policy: string }) => policy)).toContain('commerce/orders')
  expect(routes.length).toBeGreaterThan(3)
  for (const { at } of [...access, ...routes, ...limits])
    expect(at).toEqual({ file: expect.stringMatching(/\.yaml$/), line: expect.any(Number) })
})

test('stoa mesh compile prints the whole, or the part of the policies alone', async () => {
  const whole = JSON.parse((await stoa('compile', '--service', 'orders')).out)
  const part = JSON.parse((await stoa('compile', '--service', 'orders', '--rbac')).out)
  expect(whole.resources.length).toBeGreaterThan(part.resources.length)
  expect(JSON.stringify(part)).toContain('ns[commerce]-policy[orders]-rule[0]')
  expect((await stoa('compile', '--service', 'x')).status).toBe(2)
})

test('stoa mesh cases counts, and answers 2 to what is no file of cases', async () => {
  const file = join(import.meta.dirname, '../../cases/found.jsonl')
  const { status, out } = await stoa('cases', file, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ total: 14, agree: 14, unsupported: [], disagree: [] })
  expect((await stoa('cases', import.meta.filename)).status).toBe(2)
})

test('an unknown verb is told what there is', async () => {
  const { status, err } = await stoa('conjure')
  expect(status).toBe(2)
  expect(err).toContain('stoa mesh ask')
})
