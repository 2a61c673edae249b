import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { type KubernetesObject, renderPlatform, titled, without } from '../../test/render.ts'
import { deployedServices } from '../deployed.ts'

const services = deployedServices(readTopology())
const byPort = new Map(services.map(({ name, port }) => [port, name]))

interface Peer {
  readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> }
}

const nameOf = ({ namespaceSelector, podSelector }: Peer) =>
  `${namespaceSelector.matchLabels['kubernetes.io/metadata.name']}/${podSelector.matchLabels['app.kubernetes.io/name']}`

const policyOf = (objects: readonly KubernetesObject[], name: string) =>
  objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name)?.spec

/** `caller → callee:port` that the network lets into services. */
const permitted = (objects: readonly KubernetesObject[]) =>
  services.flatMap(({ name }) =>
    policyOf(objects, name).ingress.flatMap(
      ({ from, ports }: { from: Peer[]; ports: { port: number }[] }) =>
        ports
          .filter(({ port }) => byPort.has(port))
          .flatMap(({ port }) => from.map((peer) => `${nameOf(peer)} → ${name}:${port}`)),
    ),
  ) as string[]

interface Egress {
  readonly ports: readonly { readonly port: number }[]
}
const dnsAddresses = ['169.254.20.10/32', '169.254.169.254/32']
const isBeyondDns = ({ ports }: Egress) => ports.some(({ port }) => port !== 53)

const accounts = (rule: { from?: { source: { principals?: string[] } }[] }) =>
  (rule.from ?? [])
    .flatMap(({ source }) => source.principals ?? [])
    .map((principal) => {
      const [, namespace, account] = /ns\/(.+)\/sa\/(.+)$/.exec(principal) ?? []
      return `${namespace}/${account}`
    })

/** The same as the policies of the mesh have it. */
const permittedByMesh = (objects: readonly KubernetesObject[]) =>
  services.flatMap(({ name, port }) => {
    const policies = objects.filter(
      ({ kind, metadata, spec }) =>
        kind === 'AuthorizationPolicy' &&
        metadata.namespace === 'commerce' &&
        [undefined, name].includes(spec.selector?.matchLabels['app.kubernetes.io/name']),
    )
    const callers = policies.flatMap(({ spec }) => (spec.rules ?? []).flatMap(accounts))
    return [...new Set<string>(callers)].map((caller) => `${caller} → ${name}:${port}`)
  })

describe.skipIf(without)(titled('the network'), () => {
  const objects = without ? [] : renderPlatform('production')

  it('permits the calls that the mesh permits, per caller, callee and port, and no more', () => {
    const calls = permitted(objects).sort()
    expect(calls.length).toBeGreaterThan(services.length)
    expect(calls).toEqual(permittedByMesh(objects).sort())
  })

  it('lets each service out to what its service.yaml names', () => {
    for (const service of services) {
      const reached = policyOf(objects, service.name)
        .egress.flatMap(({ to = [] }: { to?: Partial<Peer>[] }) => to)
        .filter(
          (peer: Partial<Peer>) => peer.podSelector?.matchLabels['app.kubernetes.io/component'],
        )
        .map(nameOf)
      expect(reached).toEqual(service.calls.map((name) => `commerce/${name}`))
    }
  })

  it('lets only callers with providers out to the internet, and never to private addresses', () => {
    const outside = objects.filter(
      ({ kind, spec }) =>
        kind === 'NetworkPolicy' &&
        JSON.stringify((spec.egress ?? []).filter(isBeyondDns)).includes('ipBlock'),
    )
    const withProviders = services.filter(({ providers }) => providers)
    expect(outside.map(({ metadata }) => metadata.name).sort()).toEqual(
      withProviders.map(({ name }) => name),
    )
    for (const { spec } of outside) expect(JSON.stringify(spec)).toContain('10.0.0.0/8')
  })

  it('lets every service ask for names, of pods, of a cache on its node, and of the DNS of GKE', () => {
    const dns = services.map(({ name }) =>
      policyOf(objects, name).egress.filter((rule: Egress) => !isBeyondDns(rule)),
    )
    for (const rules of dns)
      expect(rules).toEqual([
        {
          to: [
            expect.objectContaining({ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }),
            ...dnsAddresses.map((cidr) => ({ ipBlock: { cidr } })),
          ],
          ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })),
        },
      ])
  })

  it('denies every other pod of the namespace everything', () => {
    expect(policyOf(objects, 'deny-by-default')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    })
  })
})
