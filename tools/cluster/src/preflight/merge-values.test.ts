import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { helm, objectsIn, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { brokerFaults } from './broker-faults.ts'
import { mergedValues } from './merge-values.ts'
import { needsOfValues } from './needs-of-values.ts'
import { receiverFaults } from './receivers.ts'
import { valueFaults } from './value-faults.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-values-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const file = join(folder, 'values.yaml')
  writeFileSync(file, text)
  return file
}
const valuesOf = (text: string) => mergedValues([fileWith(text)])

it.skipIf(without)(titled('values are read as Helm reads them'), () => {
  const text = `
words: [yes, no, on, off, y, N, true, "yes", ~]
numbers: [010, 0x1f, 1_000, 1e3, .5]
texts: [2026-11-28, 2026-11-28 12:00:00+00, 2026-11-28T12:00:00Z, 1:30, 3f2a91c, 1.0.0]
x-store: &store { endpointURL: "https://s3.example:9000", s3: { region: eu } }
backups: { <<: *store, endpointURL: "https://s3.example" }
recovery: { <<: [*store, { mode: plain }] }
`
  const chart = join(folder, 'chart')
  mkdirSync(join(chart, 'templates'), { recursive: true })
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: values\nversion: 0.1.0\n')
  writeFileSync(join(chart, 'templates/values.yaml'), 'spec: {{ .Values | toJson }}')
  const [read] = objectsIn(runHelm(helm, ['template', 'it', chart, `--values=${fileWith(text)}`]))
  expect(valuesOf(text)).toEqual(read?.spec)
})

describe('the checks of values', () => {
  it('take the words that YAML 1.1 has for true and false', () => {
    const nats = valuesOf('config: { cluster: { enabled: yes, replicas: 5 } }')
    expect(brokerFaults(nats, { workload: { streamReplicas: 3 } })).toEqual([])
    const monitoring = 'config: { route: { receiver: pager }, receivers: [] }'
    expect(receiverFaults(valuesOf(`alertmanager: { enabled: on, ${monitoring} }`))).toHaveLength(1)
    expect(receiverFaults(valuesOf(`alertmanager: { enabled: off, ${monitoring} }`))).toEqual([])
  })

  it('see what a merge key brings', () => {
    const postgres = valuesOf(`
x-store: &store { destinationPath: "s3://b/", endpointURL: "https://minio.example:9000" }
backups: { <<: *store, enabled: yes }
cluster: { instances: 1 }
`)
    const needs = needsOfValues.postgres?.(postgres, 'database') ?? []
    expect(needs.filter(({ kind }) => kind === 'value')).toEqual([])
    const values = { postgres, policies: { outbound: { backups: [443] } } } as const
    const faults = valueFaults(['postgres'], (name) => values[name as 'postgres'])
    expect(faults).toEqual([expect.stringContaining('port 9000')])
  })
})
