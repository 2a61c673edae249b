import { describe, expect, it } from 'vitest'
import { createLog, withLogFields } from '../log.ts'
import { canaries } from '../testing-canaries.ts'
import { inContext, parseTraceparent } from '../trace.ts'

/** Takes every field, as code does whose types are wrong. */
type AnyLog = Record<'info' | 'warn' | 'error', (fields: unknown, text?: string) => void>

const lines = () => {
  const written: string[] = []
  const typed = createLog('orders', 'info', 'orders', { write: (line) => void written.push(line) })
  const log: AnyLog = typed as never
  return {
    log,
    typed,
    text: () => written.join(''),
    last: () => JSON.parse(written.at(-1) ?? '{}'),
  }
}

describe.each(Object.entries(canaries))('no log line holds a %s', (_, canary) => {
  const ways: Readonly<Record<string, (log: AnyLog) => void>> = {
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
    'in a URL': (log) =>
      log.info({ listen: `https://shop.test/v1/x?q=${encodeURI(canary)}` }, 'sent'),
    'in a field that may hold a text': (log) => log.info({ subject: canary }, 'done'),
    'in another field': (log) => log.info({ outcome: { of: [{ note: canary }] } }, 'done'),
    'as the name of a field': (log) => log.info({ outcome: { [canary]: 1 } }, 'done'),
    "in an error's name": (log) =>
      log.error({ err: Object.assign(new Error('x'), { name: canary }) }, 'x'),
    'as what was thrown': (log) => log.error({ err: canary }, 'x'),
    'in bytes': (log) => log.info({ outcome: Buffer.from(canary) }, 'x'),
    'where a long text is cut': (log) => {
      for (let at = 1_970; at < 2_020; at += 7) log.info(`${'x '.repeat(at / 2)}${canary}`)
    },
  }
  it.each(Object.entries(ways))('%s', (_, write) => {
    const { log, text } = lines()
    write(log)
    expect(text()).not.toContain(canary)
    expect(text()).not.toMatch(/canary|7946|5566/i)
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
  ...['firstName', 'lastName', 'fullName', 'emailAddress', 'phoneNumber', 'msisdn', 'shipTo'],
  ...['deliveryAddress', 'billing_address', 'zip', 'postal_code', 'remittance', 'iban'],
])('the field %s is left out, wherever it stands', (name) => {
  const { log, text } = lines()
  log.info({ [name]: 'canary', deep: { [name]: { of: ['canary', 7946] } } }, 'x')
  expect(text()).not.toMatch(/canary|7946/)
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
  'SKU-12345-67890 and TSHIRT-RED-42 are out of stock: 12 of 34 left, 56 78 90 wanted',
  'captured 1234.56 EUR (123456 minor) and -99999999 of 12345678901',
  'took 1764368414123 ms, at 2026-11-28 10:00:00.123+01:00, epoch 1764368414',
  'hono@4.12.3 with 3 lines: [1, 2, 3], service name: orders, street: unknown',
  'webhook refused: the signature does not match, and t=12 is no time',
  '"listen": "x" is valid JSON',
  'the token expired; invalid token in the request; password is required',
])('an ordinary text stays as it is: %s', (text) => {
  const { log, last } = lines()
  log.info({ subject: text }, text)
  expect(last()).toMatchObject({ subject: text, msg: text })
})

it.each([
  'token-',
  'a-',
  'password is ',
  '"name":"\\',
  'street=[',
  '4 ',
  '+4(0)',
  '0(4)',
  '@@a.',
  '%40.1',
  '<name',
  '-----BEGIN A-----',
  't=1,v1=',
  '"" is not valid JSON',
  'basic auth ',
  'DE12 ',
])('a text of 2,600 times %j does not hold the process up', (part) => {
  const { log, text } = lines()
  log.info({ subject: part.repeat(2_600) }, 'x')
  expect(text().length).toBeLessThan(5_000)
})

it('an address is logged without its credentials', () => {
  const { log, last } = lines()
  log.info({ listen: 'postgres://orders:canary@db:5432/orders' }, 'connecting')
  expect(last().listen).toBe('postgres://[redacted]@db:5432/orders')
})

it('a line is bounded, whatever is logged', () => {
  const { log, text } = lines()
  const deep: Record<string, unknown> = {}
  deep.self = deep
  log.info(
    { subject: 'x'.repeat(1_000_000), orderIds: Array(1_000).fill('y'.repeat(9_000)), deep },
    'x',
  )
  expect(text().length).toBeLessThan(60_000)
})

it('of a text whose field is not known the length is logged', () => {
  const { log, last } = lines()
  log.info({ outcome: { note: 'the customer called', rows: 3 } }, 'x')
  expect(last().outcome).toEqual({ note: '[19 characters]', rows: 3 })
})

it('a number that is a card number is left out', () => {
  const { log, last } = lines()
  log.info({ rows: 4242424242424242, amountMinor: 4242424242424, at: 42n }, 'x')
  expect(last()).toMatchObject({ rows: '[redacted]', amountMinor: 4242424242424, at: '42' })
})

it('a field of a text is known, or it does not compile', () => {
  const { typed: log, text } = lines()
  log.info({ orderId: 'o-1', orderIds: ['o-1'], rows: 3, err: new Error('x') }, 'x')
  // @ts-expect-error: an operator writes notes
  log.info({ note: 'the customer called' }, 'x')
  const found = { orderId: 'o-1', reasons: ['the customer called'] }
  // @ts-expect-error: so it is in a variable
  log.warn(found, 'x')
  expect(text()).not.toContain('customer')
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
