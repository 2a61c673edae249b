import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRuleFiles } from '@stoa/observability'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { prometheusArguments } from './prometheus-arguments.ts'

const longestWindowDays = Math.max(
  ...readRuleFiles()
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap(({ expr }) => [...expr.matchAll(/\[(\d+)d/g)].map(([, days]) => Number(days))),
)
const { datasources } = parse(
  readFileSync(
    join(repositoryRoot, 'observability/grafana/provisioning/datasources/stoa.yaml'),
    'utf8',
  ),
)
const showsExemplars = datasources.some(
  ({ uid, jsonData }: { uid: string; jsonData: object }) =>
    uid === 'prometheus' && 'exemplarTraceIdDestinations' in jsonData,
)

const isWithin = (text: string, most: number) => Number(text) > 0 && Number(text) <= most

/** Whether Prometheus keeps what rules and dashboards read, within the bounds that it needs. */
function faultsOf(args: readonly string[]): string[] {
  const argument = (name: string) =>
    args.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
  const [, days] = /^(\d+)d$/.exec(argument('storage.tsdb.retention.time')) ?? []
  return [
    ...(Number(days) > longestWindowDays ? [] : ['age']),
    ...(/^[1-4]GB$/.test(argument('storage.tsdb.retention.size')) ? [] : ['size']),
    ...(showsExemplars && argument('enable-feature') !== 'exemplar-storage' ? ['exemplars'] : []),
    ...(argument('web.listen-address').startsWith('127.0.0.1:') ? [] : ['address']),
    ...(isWithin(argument('query.max-samples'), 10_000_000) ? [] : ['samples']),
  ]
}

const args = prometheusArguments({ configFile: 'prometheus.yaml', dataFolder: 'data', port: 9090 })
const withArgument = (name: string, value?: string) => {
  const at = args.findIndex((one) => one.startsWith(`--${name}=`))
  expect(at).toBeGreaterThanOrEqual(0)
  return args.toSpliced(at, 1, ...(value ? [`--${name}=${value}`] : []))
}

it('Prometheus keeps the longest window of the rules and the exemplars of the dashboards, bounded', () => {
  expect([longestWindowDays, showsExemplars]).toEqual([30, true])
  expect(faultsOf(args)).toEqual([])
})

it.each([
  ['storage.tsdb.retention.time', undefined, 'age'],
  ['storage.tsdb.retention.time', '29d', 'age'],
  ['storage.tsdb.retention.size', undefined, 'size'],
  ['storage.tsdb.retention.size', '100GB', 'size'],
  ['enable-feature', undefined, 'exemplars'],
  ['enable-feature', 'native-histograms', 'exemplars'],
  ['web.listen-address', '0.0.0.0:9090', 'address'],
  ['query.max-samples', '100000000', 'samples'],
  ['query.max-samples', undefined, 'samples'],
])('Prometheus with %s=%s would be found', (name, value, fault) => {
  expect(faultsOf(withArgument(name, value))).toEqual([fault])
})
