import { describe, expect, it } from 'vitest'
import { findingsOfProbe, reportOf } from './compare.ts'
import type { Answer, Probe } from './probe.ts'

const probe = (expected: Answer, path = '/v1/orders'): Probe => ({
  ...{ caller: 'shop/web', identity: 'right', wear: { kind: 'plain' }, target: 'shop/orders' },
  ...{ port: 8080, trick: 'as declared', expected, by: { file: 'orders.yaml', line: 7 } },
  request: { method: 'GET', path, host: 'orders', headers: {} },
})

describe('what was sent', () => {
  it('is a row each, and what could not be sent is counted and no row', () => {
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

  it('is an error with its row where the answer is another, once for a line of a policy', () => {
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
      demonstration: { kind: 'fact' },
    })
  })
})
