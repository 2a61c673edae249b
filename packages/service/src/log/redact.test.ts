import { describe, expect, it } from 'vitest'
import { createLog, withLogFields } from '../log.ts'
import { inContext, parseTraceparent } from '../trace.ts'

const lines = () => {
  const written: string[] = []
  const log = createLog('orders', 'info', 'orders', { write: (line) => void written.push(line) })
  return { log, text: () => written.join(''), last: () => JSON.parse(written.at(-1) ?? '{}') }
}

/** What must never be in a log, each with a text that it may stand in. */
const canaries: Readonly<Record<string, string>> = {
  'card number': '4242424242424242',
  'card number in groups': '4000 0566 5566 5556',
  'payment token': 'pm_1PcanaryCANARYcanary',
  'provider key': 'sk_test_canaryCANARYcanary',
  'webhook secret': 'whsec_canaryCANARYcanary',
  'bearer token': 'Bearer canary.canary.canary',
  'basic credentials': 'Basic Y2FuYXJ5OmNhbmFyeQ==',
  'signed token': 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl',
  'broker key': 'SUACANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY22',
  'e-mail address': 'ann.canary@example.org',
  'international phone number': '+44 20 7946 0958',
  'national phone number': '020 7946 0958',
}

describe.each(Object.entries(canaries))('no log line holds a %s', (_, canary) => {
  const ways: Readonly<Record<string, (log: ReturnType<typeof lines>['log']) => void>> = {
    'in its text': (log) => log.warn(`refused: ${canary}; trying again`),
    "in an error's message": (log) => log.error({ err: new Error(`bad: ${canary}`) }, 'failed'),
    'as the error alone': (log) => log.error(new Error(`bad ${canary}`)),
    "in an error's cause": (log) =>
      log.error({ err: new Error('x', { cause: new Error(`bad ${canary}`) }) }, 'failed'),
    "in a library's error": (log) =>
      log.error(
        { err: Object.assign(new Error('x'), { config: { auth: canary }, raw: canary }) },
        'x',
      ),
    'in a URL': (log) => log.info({ at: `https://shop.test/v1/x?q=${encodeURI(canary)}` }, 'sent'),
    'in a nested field': (log) => log.info({ outcome: { of: [{ note: canary }] } }, 'done'),
  }
  it.each(Object.entries(ways))('%s', (_, write) => {
    const { log, text } = lines()
    write(log)
    expect(text()).not.toContain(canary)
    expect(text()).not.toMatch(/canary|7946/i)
    expect(text()).toContain('"service":"orders"')
  })
})

it.each([
  ...[
    'token',
    'cardToken',
    'password',
    'authorization',
    'x-api-key',
    'set-cookie',
    'NATS_NKEY_SEED',
  ],
  ...['address', 'name', 'email', 'phone', 'streetLines', 'postcode', 'company', 'label'],
  ...['body', 'headers', 'query', 'parameters', 'payload', 'response', 'data', 'detail'],
])('the field %s is left out, wherever it stands', (name) => {
  const { log, text } = lines()
  log.info({ [name]: 'canary', deep: { [name]: { of: ['canary'] } } }, 'x')
  expect(text()).not.toContain('canary')
})

it('a database error says which constraint failed, and no value', () => {
  const { log, last, text } = lines()
  const fields = { code: '22P02', severity: 'ERROR', table: 'orders', routine: 'string_to_uuid' }
  const more = { detail: 'Failing row contains (canary).', where: 'parameter $1 = canary' }
  const message = 'invalid input syntax for type uuid: "12 Canary Street"'
  log.error({ err: Object.assign(new Error(message), fields, more) }, 'failed')
  expect(text()).not.toMatch(/canary/i)
  expect(last().err).toMatchObject({
    ...fields,
    message: 'invalid input syntax for type uuid: [redacted]',
  })
})

it.each([
  'orders 0199f2aa-7c1e-7d3b-9a4f-0f4f5c1d2e3b is on hold',
  'listening on 127.0.0.1:4001 since 2026-11-28T10:00:00.000Z',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  'scanning /v1/orders/0199f2aa-7c1e-7d3b-9a4f-0f4f5c1d2e3b failed; trying again in 250 ms',
])('an ordinary text stays as it is: %s', (text) => {
  const { log, last } = lines()
  log.info({ note: text }, text)
  expect(last()).toMatchObject({ note: text, msg: text })
})

it('an address is logged without its credentials', () => {
  const { log, last } = lines()
  log.info({ url: 'postgres://orders:canary@db:5432/orders' }, 'connecting')
  expect(last().url).toBe('postgres://[redacted]@db:5432/orders')
})

it('a line is bounded, whatever is logged', () => {
  const { log, text } = lines()
  const deep: Record<string, unknown> = {}
  deep.self = deep
  log.info({ big: 'x'.repeat(1_000_000), many: Array(1_000).fill('y'.repeat(9_000)), deep }, 'x')
  expect(text().length).toBeLessThan(60_000)
})

it('a line has the ids of its trace, order and customer', () => {
  const { log, last } = lines()
  const span = parseTraceparent(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)
  if (!span) throw new Error('not a traceparent')
  withLogFields(
    () => ({ orderId: 'o-1', customerId: 'ann' }),
    () => inContext(span, () => log.info('x')),
  )
  expect(last()).toMatchObject({
    ...{ orderId: 'o-1', customerId: 'ann' },
    ...{ trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) },
  })
})
