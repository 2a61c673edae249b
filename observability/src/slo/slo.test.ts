import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { durationBucketsSeconds } from './buckets.ts'
import { generateSlo } from './generate.ts'
import { objectivesOf } from './objectives.ts'
import { burnWindows, checkReachable } from './windows.ts'

const serviceWith = (slo: Service['slo']): Service => ({
  ...{ name: 'returns', port: 4100, owner: 'fulfilment', calls: [], publishes: [], consumes: [] },
  ...{ slo, size: { cpu: '100m', memory: '128Mi', replicas: 1 } },
})
const generate = (slo: Service['slo']) => generateSlo({ services: [serviceWith(slo)] })

describe('the objectives', () => {
  it('cover every field of every slo', () => {
    const { services } = readTopology()
    const fields = services.flatMap(({ slo }) => Object.values(slo).filter((value) => value))
    expect(objectivesOf({ services })).toHaveLength(fields.length)
  })

  it('have names of their own', () => {
    const names = objectivesOf(readTopology()).map(({ slo }) => slo)
    expect(new Set(names).size).toBe(names.length)
  })

  it('know the buckets that the services have', () => {
    const source = readFileSync(join(repositoryRoot, 'packages/service/src/metrics.ts'), 'utf8')
    const [, list = ''] = /durationBucketsSeconds = \[([^\]]+)\]/.exec(source) ?? []
    const buckets = list.split(',').flatMap((one) => (one.trim() ? [Number(one)] : []))
    expect(durationBucketsSeconds).toEqual(buckets)
  })

  it('count a webhook as a request that may fail, but as none that a client waits for', () => {
    const of = (kind: string) =>
      objectivesOf({ services: [serviceWith({ availability: 99, answerMsP99: 100 })] }).find(
        (one) => one.kind === kind,
      )?.events
    expect(of('availability')).not.toContain('webhooks')
    expect(of('latency')).toContain('|/webhooks/.+"')
  })

  it('refuse a threshold that no bucket has', () => {
    expect(() => generate({ availability: 99.9, answerMsP99: 150 })).toThrow(
      'services/returns/service.yaml: slo.answerMsP99: expected a bucket of the histograms',
    )
  })

  it('match a whole bound as each version of Prometheus writes it', () => {
    const [slow] = objectivesOf({
      services: [serviceWith({ availability: 99, handleMsP99: 2_000 })],
    }).filter(({ kind }) => kind === 'handling')
    const [, matcher = ''] = /le=~"([^"]+)"/.exec(slow?.bad ?? '') ?? []
    for (const bound of ['2', '2.0']) expect(bound).toMatch(new RegExp(`^(?:${matcher})$`))
    for (const bound of ['20', '2.5', '0.2'])
      expect(bound).not.toMatch(new RegExp(`^(?:${matcher})$`))
  })
})

describe('the burn rates', () => {
  it('are those of the SRE workbook for 30 days', () => {
    const shares = burnWindows.map(({ long, factor }) => [long, factor])
    expect(shares).toEqual([
      ['1h', 14.4],
      ['6h', 6],
      ['1d', 3],
      ['3d', 1],
    ])
  })

  it.each([93, 50])('refuse an objective of %i %%, which cannot burn so fast', (availability) => {
    expect(() => generate({ availability })).toThrow('expected more than 93.06 %')
  })

  it('take an objective that can', () => {
    expect(() => checkReachable('returns-availability', 0.94)).not.toThrow()
  })
})

describe('windows divided by 60', () => {
  const texts = generateSlo(readTopology(), { dividedBy: 60 }).map((file) => JSON.stringify(file))
  const [rules = '', alerts = ''] = texts

  it('have the names of the whole ones, and seconds for minutes', () => {
    expect(rules).toContain('avg_over_time(slo:bad:increase5m[1m])')
    expect(rules).toContain('"slo:burn_rate:ratio1h"')
    expect(alerts).toContain('sum_over_time(slo:bad:increase5m[1m:5s])')
    expect(alerts).toContain('"for":"2s"')
  })
})
