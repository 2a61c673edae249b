import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { objectsIn, renderText, titled, variablesOf, without } from '../../test/render.ts'

/** Of what YAML takes for a number or a boolean. */
const values = {
  edge: { certificate: { issuer: '123' } },
  dashboards: { namespace: '456' },
  alerts: { enabled: false },
  workload: {
    image: { pullSecrets: ['1', 'true'] },
    priorityClassName: '123',
    secretNames: { database: '7', databaseCa: '8', broker: '9', providers: '10' },
    autoscaling: { enabled: true, keda: true, lagMessages: 10_000_000 },
    networkPolicy: {
      broker: { namespace: '11', labels: { app: '12' } },
      database: { namespace: '13', labels: { app: '14' } },
    },
    settings: {
      ...{ WHOLE: 10_000_000, LARGEST: 9_007_199_254_740_991, LEAST: -9_007_199_254_740_991 },
      ...{ PART: 0.25, SMALL: 0.0001, ON: true, TEXT: '1e+07', Y: 'no', NONE: '' },
    },
  },
}

function rendered() {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-written-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'values.json')
  writeFileSync(file, JSON.stringify(values))
  return objectsIn(renderText('small', `--values=${file}`))
}

it.skipIf(without)(
  titled('a value that looks like a number or a boolean is rendered as it is written'),
  () => {
    const objects = rendered()
    const ofKind = (kind: string) => objects.filter((one) => one.kind === kind)
    const payments = ofKind('Deployment').find(({ metadata }) => metadata.name === 'payments')
    const pod = payments?.spec.template.spec
    expect(pod.imagePullSecrets).toEqual([{ name: '1' }, { name: 'true' }])
    expect(pod.priorityClassName).toBe('123')
    expect(pod.volumes.at(-1).secret.secretName).toBe('8')
    const variables = variablesOf(pod)
    const secrets = variables.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? [])
    expect([...new Set(secrets)].sort()).toEqual(['10', '7', '9'])
    const settings = Object.keys(values.workload.settings)
    expect(
      Object.fromEntries(
        variables.flatMap(({ name, value }) => (settings.includes(name) ? [[name, value]] : [])),
      ),
    ).toEqual({
      ...{ WHOLE: '10000000', LARGEST: '9007199254740991', LEAST: '-9007199254740991' },
      ...{ PART: '0.25', SMALL: '0.0001', ON: 'true', TEXT: '1e+07', Y: 'no', NONE: '' },
    })
    const thresholds = ofKind('ScaledObject').map(({ spec }) => spec.triggers[0].metadata.threshold)
    expect(new Set(thresholds)).toEqual(new Set(['10000000']))
    const namespaces = JSON.stringify(ofKind('NetworkPolicy')).match(
      /"kubernetes.io\/metadata.name":"?1\d"?/g,
    )
    expect(new Set(namespaces)).toEqual(
      new Set(['11', '13'].map((name) => `"kubernetes.io/metadata.name":"${name}"`)),
    )
    expect(ofKind('Certificate')[0]?.spec.issuerRef.name).toBe('123')
    const dashboards = ofKind('ConfigMap').filter(({ metadata }) =>
      metadata.name.startsWith('dashboard-'),
    )
    expect(new Set(dashboards.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['456']))
  },
)
