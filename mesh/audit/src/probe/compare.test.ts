import { describe, expect, it } from 'vitest'
import { findingsOfProbe, reportOf } from './compare.ts'
import type { Answer, Probe } from './probe.ts'

const probe = (expected: Answer, path = '/v1/orders'): Probe => ({
  ...{
    caller: 'shop/web',
    identity: 'permitted identity',
    credentials: { kind: 'plain' },
    target: 'shop/orders',
  },
  ...{ port: 8080, variant: 'as declared', expected, by: { file: 'orders.yaml', line: 7 } },
  request: { method: 'GET', path, host: 'orders', headers: {} },
})

describe('the outcome of a probe', () => {
  it('is a row when the probe was sent, and is only counted otherwise', () => {
    const sent = [
      { probe: probe('403'), got: '403' as const },
      { probe: probe('application'), got: '403' as const },
      { probe: probe('closed'), got: undefined },
    ]
    const { rows, ...counts } = reportOf(sent, 2)
    expect(counts).toEqual({ total: 2, unexpected: 1, notSent: 1, seconds: 2 })
    expect(rows[1]).toMatchObject({
      ...{ caller: 'shop/web', target: 'shop/orders', method: 'GET', path: '/v1/orders' },
      ...{ expected: 'application', got: '403', ok: false },
    })
  })

  it('is one error for each policy line whose probes got another answer', () => {
    const findings = findingsOfProbe([
      { probe: probe('403'), got: 'application' },
      { probe: probe('403', '/v1/orders/1'), got: 'application' },
      { probe: probe('403', '/fine'), got: '403' },
    ])
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      ...{ code: 'STOA951', severity: 'error', at: { file: 'orders.yaml', line: 7 } },
      message: expect.stringContaining(
        'GET /v1/orders (host orders) got application instead of 403',
      ),
      evidence: { kind: 'fact' },
    })
  })
})
