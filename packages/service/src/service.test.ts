import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { principalOf } from './caller.ts'
import { loadConfig } from './config.ts'
import { AppError } from './errors.ts'
import { exposition } from './exposition.ts'
import { idempotencyKey } from './idempotency.ts'
import { gauge } from './metrics.ts'
import { problemOf } from './problem.ts'
import { formatTraceparent, parseTraceparent } from './trace.ts'

describe('settings', () => {
  const schema = z.object({ PORT: z.coerce.number(), SECRET: z.string().min(8) })

  it('are refused in one error that names every invalid variable and shows no value', () => {
    const load = () => loadConfig(schema, { PORT: 'hunter2', SECRET: 'short' })
    expect(load).toThrow(/PORT[\s\S]*SECRET/)
    expect(load).not.toThrow(/hunter2|short/)
  })

  it('are read from the file that NAME_FILE names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stoa-secret-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'secret')
    writeFileSync(file, 'long enough\n')
    expect(loadConfig(schema, { PORT: '1', SECRET_FILE: file }).SECRET).toBe('long enough')
  })
})

describe('the principal of a caller', () => {
  const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'

  it('comes from the last element, which our own sidecar wrote', () => {
    const forged = `By=a;URI=spiffe://${edge},By=b;Hash=c;URI=spiffe://cluster.local/ns/commerce/sa/sandbox`
    expect(principalOf(forged)).toBe('cluster.local/ns/commerce/sa/sandbox')
    expect(principalOf(`Hash=c;Subject="";URI=spiffe://${edge};DNS=x`)).toBe(edge)
  })

  it.each([undefined, '', 'garbage', 'By=spiffe://x/y'])(
    'is unknown without a certificate: %s',
    (header) => {
      expect(principalOf(header)).toBeUndefined()
    },
  )
})

describe('problems', () => {
  const at = { path: '/v1/x', traceId: 't' }

  it('show the message and the fields of an AppError', () => {
    const error = new AppError('invalid', 'bad', { errors: [{ field: '/a', message: 'no' }] })
    expect(problemOf(error, at)).toMatchObject({
      status: 422,
      detail: 'bad',
      errors: [{ field: '/a' }],
      instance: '/v1/x',
    })
  })

  it('do not show the message of an unexpected error', () => {
    expect(JSON.stringify(problemOf(new Error('password is hunter2'), at))).not.toContain('hunter2')
  })
})

describe('idempotency keys', () => {
  it('have different fingerprints for different bodies', () => {
    const of = (body: unknown) => idempotencyKey('k', 'POST /x', body).fingerprint
    expect(of({ a: 1 })).not.toBe(of({ a: 2 }))
    expect(of({ a: [1, 2] })).not.toBe(of({ a: [2, 1] }))
  })

  it.each([undefined, '', 'a'.repeat(256), 'with space', 'ünï'])(
    'are refused when missing or malformed: %s',
    (key) => {
      expect(() => idempotencyKey(key, 'POST /x', {})).toThrow(AppError)
    },
  )

  it('are accepted as a structured-field string', () => {
    expect(idempotencyKey('"abc"', 'POST /x', {}).key).toBe('abc')
  })
})

describe('trace context', () => {
  it('survives a round trip', () => {
    const header = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const span = parseTraceparent(header)
    expect(span && formatTraceparent(span)).toBe(header)
  })

  it.each([undefined, '', '00-xyz', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])(
    'is ignored when malformed: %s',
    (header) => {
      expect(parseTraceparent(header)).toBeUndefined()
    },
  )
})

describe('metrics', () => {
  it('of which one cannot be collected are answered without it', async () => {
    const fail = () => {
      throw new Error('the database is away')
    }
    gauge({ name: 'test_absent', help: 'h' }).from(fail)
    gauge({ name: 'test_absent_too', help: 'h', labels: { a: ['b'] } }).from(fail)
    gauge({ name: 'test_present', help: 'h' }).from(() => 7)
    const { body } = await exposition()
    expect(body).toMatch(/^test_present 7$/m)
    expect(body).not.toMatch(/^test_absent[^\n]* \d/m)
  })
})
