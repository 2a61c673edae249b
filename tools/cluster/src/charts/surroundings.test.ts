import { describe, expect, it } from 'vitest'
import { helm, type KubernetesObject, objectsIn, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart } from '../profiles.ts'

const render = (...args: readonly string[]) =>
  objectsIn(runHelm(helm, ['template', chart('third-party/policies'), ...args]))

const ofKind = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((one) => one.kind === kind)

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> }
}
interface NetworkRule {
  readonly from?: readonly Peer[]
  readonly ports?: readonly { readonly port: number }[]
}
interface MeshRule {
  readonly from: readonly [{ readonly source: Readonly<Record<string, readonly string[]>> }]
  readonly to: readonly [{ readonly operation: { readonly ports: readonly string[] } }]
}

const labelsOf = ({ podSelector }: Peer) => Object.values(podSelector?.matchLabels ?? {}).join()
const namespaceOf = ({ namespaceSelector }: Peer) =>
  namespaceSelector?.matchLabels['kubernetes.io/metadata.name']

/** `namespace/name → policy:port`, of each caller that the network lets in. */
const byNetwork = (objects: readonly KubernetesObject[]) =>
  ofKind(objects, 'NetworkPolicy').flatMap(({ metadata, spec }) =>
    ((spec.ingress ?? []) as NetworkRule[]).flatMap(({ from = [], ports = [] }) =>
      from.flatMap((peer) =>
        ports.map(
          ({ port }) => `${namespaceOf(peer)}/${labelsOf(peer)} → ${metadata.name}:${port}`,
        ),
      ),
    ),
  )

/** The same of the mesh; a whole namespace is what the network calls the pods of it that are ours. */
const byMesh = (objects: readonly KubernetesObject[]) =>
  ofKind(objects, 'AuthorizationPolicy').flatMap(({ metadata, spec }) =>
    (spec.rules as MeshRule[]).flatMap(({ from: [{ source }], to: [{ operation }] }) => {
      const accounts = (source.principals ?? []).map((one) =>
        one.replace(/^.*ns\/(.*)\/sa\//, '$1/'),
      )
      const namespaces = (source.namespaces ?? []).map(
        (one) => `${one}/${one === 'commerce' ? 'stoa' : 'ingressgateway'}`,
      )
      return [...accounts, ...namespaces].flatMap((caller) =>
        operation.ports.map((port) => `${caller} → ${metadata.name}:${port}`),
      )
    }),
  )

describe.skipIf(without)(titled('around the services'), () => {
  const objects = without ? [] : render()

  it('the network denies by default, in both directions', () => {
    const all = ofKind(objects, 'NetworkPolicy')
      .filter(({ metadata }) => metadata.name === 'deny-by-default')
      .map(({ metadata, spec }) => [metadata.namespace, spec])
    const denies = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }
    expect(Object.fromEntries(all)).toEqual({
      ...{ database: denies, observability: denies, 'istio-ingress': denies },
    })
  })

  it('the network permits what the mesh permits, and Prometheus', () => {
    const others = byNetwork(objects).filter((one) => !byMesh(objects).includes(one))
    expect(byMesh(objects).filter((one) => !byNetwork(objects).includes(one))).toEqual([])
    const named = others.filter((one) => !one.startsWith('observability/prometheus → '))
    expect(named.sort()).toEqual([
      'cnpg-system/cloudnative-pg → postgres:5432',
      'cnpg-system/cloudnative-pg → postgres:8000',
      'commerce/stoa → postgres:5432',
      'keda/keda-operator → prometheus:9090',
      'observability/alertmanager → alertmanager:9094',
      'observability/alertmanager → alertmanager:9094',
      'undefined/ → postgres:5432',
      'undefined/ → postgres:8000',
    ])
  })

  it('the mesh lets Prometheus read the metrics of the collector', () => {
    expect(byMesh(objects)).toContain('observability/prometheus → otel-collector:8888')
  })

  it('another region reaches Postgres only where the values name its addresses', () => {
    // Link-local addresses are those of DNS.
    const blocks = (some: readonly KubernetesObject[]) =>
      JSON.stringify(some).match(/"cidr":"(?!169\.254\.)/g)
    expect(blocks(objects)).toBeNull()
    expect(blocks(render('--set=otherRegion={10.1.0.0/16}'))).toHaveLength(2)
  })
})
