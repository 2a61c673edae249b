import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderPlatform, titled, without } from '../../test/render.ts'
import { isMap, mergedValues } from '../preflight/merge-values.ts'
import { proxyConfigKey, proxyDefaults } from './proxy-config.ts'
import { readReleases } from './read.ts'
import type { Release } from './release.ts'
import { valuesFiles } from './values.ts'

const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-proxies-'))
afterAll(() => rmSync(derivedFolder, { recursive: true }))

const releases = readReleases()
const defaults = proxyDefaults(repositoryRoot)

/** Every annotation in the values of a release that configures a proxy, with the keys above it. */
function proxyConfigs(release: Release): Record<string, unknown> {
  const site = { profile: 'production', folder: undefined, derivedFolder } as const
  const found = (value: unknown, path: readonly string[]): [string, unknown][] =>
    isMap(value)
      ? Object.entries(value).flatMap(([key, inner]) =>
          key === proxyConfigKey
            ? [[path.join('.'), parse(String(inner))]]
            : found(inner, [...path, key]),
        )
      : []
  return Object.fromEntries(found(mergedValues(valuesFiles(release, site)), []))
}

it('the defaults of the mesh say which statistics a proxy keeps', () => {
  expect(JSON.stringify(defaults.proxyStatsMatcher)).toContain('outlier_detection')
})

it('a proxy that starts before the mesh configuration is there starts with its defaults', () => {
  const withProxies = releases.filter(({ proxies }) => proxies.length > 0)
  expect(withProxies.length).toBeGreaterThan(5)
  for (const release of withProxies) {
    const configs = proxyConfigs(release)
    expect(Object.keys(configs).sort()).toEqual([...release.proxies].sort())
    for (const config of Object.values(configs)) expect(config).toMatchObject(defaults)
  }
})

it('what a release says of its own proxy stands over them', () => {
  const of = (name: string) => releases.filter((one) => one.name === name).map(proxyConfigs)
  expect(of('monitoring')).toMatchObject([
    {
      'prometheus.prometheusSpec.podMetadata.annotations': {
        ...defaults,
        proxyMetadata: { OUTPUT_CERTS: '/etc/istio-output-certs' },
      },
    },
  ])
  expect(of('istio-ingressgateway')).toMatchObject([
    { podAnnotations: { ...defaults, terminationDrainDuration: '45s' } },
  ])
})

it('every release whose pods have a proxy is among them, but for Jaeger, whose chart takes no annotation', () => {
  const namespaces = readFileSync(join(repositoryRoot, 'charts/namespaces.yaml'), 'utf8')
  const injected = parseAllDocuments(namespaces)
    .map((document) => document.toJS().metadata)
    .filter(({ labels }) => labels['istio-injection'] === 'enabled')
    .map(({ name }) => name)
  expect(injected).toContain('observability')
  const lacking = releases.filter(
    ({ namespace, proxies }) => injected.includes(namespace) && proxies.length === 0,
  )
  // `policies` has no pod; the pods of `stoa` have it from its chart.
  expect(lacking.map(({ name }) => name)).toEqual(['policies', 'jaeger', 'stoa'])
})

it.skipIf(without)(titled('every service of the platform starts with them, too'), () => {
  const pods = renderPlatform('small').filter(({ kind }) => kind === 'Deployment')
  expect(pods.length).toBeGreaterThan(5)
  for (const { spec } of pods)
    expect(parse(spec.template.metadata.annotations[proxyConfigKey])).toEqual(defaults)
})
