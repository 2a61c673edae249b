import { describe, expect, it } from 'vitest'
import { contextOfScene, correct } from '../../test/scene.ts'
import { rules } from '../rules/index.ts'
import { findingsOf } from '../rules/rule.ts'
import { htmlReport } from './html/page.ts'
import { jsonReport } from './json.ts'
import { markdownReport } from './markdown.ts'
import type { Report } from './report.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

const context = contextOfScene(
  {
    name: 'open',
    with: [
      'apiVersion: security.istio.io/v1',
      'kind: AuthorizationPolicy',
      'metadata: { name: orders, namespace: shop }',
      'spec: { selector: { matchLabels: { app: orders } }, rules: [{}] }',
    ].join('\n'),
  },
  correct,
)
const findings = rules.flatMap((rule) => findingsOf(rule, context))
const [first] = findings
const suppression = {
  ...{ code: 'STOA301', where: '*', reason: '<script>alert(1)</script>', owner: 'platform' },
  ...{ expires: '2027-01-01', at: { file: 's.yaml', line: 1 } },
}
const probed = {
  ...{ caller: 'shop/web', identity: 'permitted identity', target: 'shop/orders', port: 8080 },
  ...{ method: 'GET', host: 'orders', trick: 'as declared' },
}

const report: Report = {
  ...{
    version: '0.1.0',
    at: '2026-06-01T00:00:00.000Z',
    mesh: 'mesh',
    settings: { 'trust domain': 'x' },
  },
  inputs: [{ file: 'mesh/a.yaml', sha256: 'ab'.repeat(32) }],
  ...{ workloads: 4, policies: 5, rules: rules.length, notChecked: ['1 × Kiali (kiali.io/v1)'] },
  findings,
  suppressed: first ? [{ finding: first, suppression }] : [],
  ...{ matrix: context.matrix(), graphs: context.graphs() },
  diff: { against: 'main', opened: context.matrix().slice(0, 1), closed: [] },
  probe: {
    ...{ total: 2, unexpected: 1, notSent: 0, seconds: 1 },
    rows: [
      { ...probed, path: '/a', request: 'GET /a', expected: '403', got: 'application', ok: false },
      { ...probed, path: '/b', request: 'GET /b', expected: '403', got: '403', ok: true },
    ],
  },
}

describe('every format', () => {
  it.each([
    ['text', textReport],
    ['json', jsonReport],
    ['sarif', sarifReport],
    ['markdown', markdownReport],
    ['html', htmlReport],
  ])('%s contains the finding, its position and its evidence', (_, render) => {
    const text = render(report)
    expect(text).toContain('STOA301')
    expect(text).toContain('0.yaml')
    expect(text).toContain('shop.example/ns/other-namespace/sa/unknown-caller')
  })

  it.each([
    ['text', textReport],
    ['json', jsonReport],
    ['markdown', markdownReport],
    ['html', htmlReport],
  ])('%s contains the probe only when there was one', (_, render) => {
    expect(render(report)).toContain('GET /a')
    expect(render({ ...report, probe: undefined })).not.toContain('GET /a')
  })
})

describe('Markdown and HTML', () => {
  it.each([
    ['markdown', markdownReport],
    ['html', htmlReport],
  ])('%s shows the title of the rule above each finding', (_, render) => {
    expect(render(report)).toContain('An ALLOW rule has no condition, so it allows every request')
  })
})

describe('JSON', () => {
  it('contains findings, matrix and probe', () => {
    const parsed = JSON.parse(jsonReport(report))
    expect(parsed.findings[0]).toMatchObject({ code: 'STOA301', severity: 'error', line: 4 })
    expect(parsed.findings[0].demonstration.verdict.decision).toBe('allow')
    expect(parsed.findings[0].demonstration).toHaveProperty('question.server.port')
    expect(parsed.findings[0].demonstration).not.toHaveProperty('accessRequest')
    expect(parsed.matrix[0]).toHaveProperty('question.server.port')
    expect(parsed.probe.total).toBe(2)
    expect(JSON.parse(jsonReport({ ...report, probe: undefined })).probe).toBeNull()
  })
})

describe('SARIF 2.1.0', () => {
  const { version, $schema, runs } = JSON.parse(sarifReport(report))
  const [run] = runs

  it('declares its version, and a rule for every code', () => {
    expect(version).toBe('2.1.0')
    expect($schema).toContain('sarif-2.1.0')
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id)
    for (const { ruleId, ruleIndex } of run.results) expect(ids[ruleIndex]).toBe(ruleId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('gives every result a level, a relative location and a fingerprint', () => {
    for (const { level, locations, partialFingerprints } of run.results) {
      expect(['error', 'warning', 'note']).toContain(level)
      const { artifactLocation, region } = locations[0].physicalLocation
      expect(artifactLocation.uri).not.toMatch(/^\//)
      expect(region.startLine).toBeGreaterThan(0)
      expect(partialFingerprints['finding/v1']).toMatch(/^[0-9a-f]{32}$/)
    }
  })

  it('marks suppressed findings as suppressed', () => {
    expect(run.results.at(-1).suppressions[0].justification).toContain('platform')
  })
})

describe('the HTML page', () => {
  const page = htmlReport(report)

  it('loads no other resource', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe)/)
    expect(page).not.toMatch(/url\(|@import|(src|href)="(?!#)/)
  })

  it('escapes its input', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('records versions, time, digests, unchecked inputs and suppressions', () => {
    for (const text of ['0.1.0', report.at, 'ab'.repeat(32), 'Kiali', 'until 2027-01-01'])
      expect(page).toContain(text)
  })
})
