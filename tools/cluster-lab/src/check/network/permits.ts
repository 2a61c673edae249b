import { BlockList, isIPv6 } from 'node:net'
import type { NetworkPolicy, Peer, PolicyPort } from './policy.ts'
import { fits } from './selector.ts'

/** A pod as NetworkPolicies see it. */
export interface Endpoint {
  readonly namespace: string
  readonly namespaceLabels: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly ip: string
}

/** A port of a pod; policies may name it. */
export interface Port {
  readonly number: number
  readonly name?: string | undefined
  readonly protocol?: string | undefined
}

/** Whether NetworkPolicies permit a connection: the caller's egress and the callee's ingress both must. Pure. */
export function permits(
  policies: readonly NetworkPolicy[],
  from: Endpoint,
  to: Endpoint,
  port: Port,
): boolean {
  return (
    permitsSide(policies, 'Egress', { own: from, other: to }, port) &&
    permitsSide(policies, 'Ingress', { own: to, other: from }, port)
  )
}

type Direction = 'Ingress' | 'Egress'

/** Pods that no policy selects in a direction are open in it; otherwise one rule of any of them must permit. */
function permitsSide(
  policies: readonly NetworkPolicy[],
  direction: Direction,
  { own, other }: { readonly own: Endpoint; readonly other: Endpoint },
  port: Port,
): boolean {
  const selecting = policies.filter(
    (policy) =>
      policy.metadata.namespace === own.namespace &&
      fits(policy.spec.podSelector, own.labels) &&
      directionsOf(policy).includes(direction),
  )
  if (selecting.length === 0) return true
  return selecting.some(({ metadata, spec: { ingress, egress = [] } }) => {
    const rules =
      direction === 'Ingress'
        ? ingress.map(({ from: peers, ports }) => ({ peers, ports }))
        : egress.map(({ to: peers, ports }) => ({ peers, ports }))
    return rules.some(
      ({ peers = [], ports = [] }) =>
        (ports.length === 0 || ports.some((one) => coversPort(one, port))) &&
        (peers.length === 0 || peers.some((peer) => covers(peer, other, metadata.namespace))),
    )
  })
}

const directionsOf = ({ spec: { policyTypes, egress } }: NetworkPolicy): readonly Direction[] =>
  policyTypes ?? (egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'])

function coversPort({ port: wanted, endPort, protocol }: PolicyPort, port: Port): boolean {
  if (protocol !== (port.protocol ?? 'TCP')) return false
  if (wanted === undefined) return true
  if (typeof wanted === 'string') return wanted === port.name
  return port.number >= wanted && port.number <= (endPort ?? wanted)
}

function covers({ podSelector, namespaceSelector, ipBlock }: Peer, other: Endpoint, own: string) {
  if (ipBlock)
    return (
      inBlock(ipBlock.cidr, other.ip) && !ipBlock.except.some((cidr) => inBlock(cidr, other.ip))
    )
  const inNamespace = namespaceSelector
    ? fits(namespaceSelector, other.namespaceLabels)
    : other.namespace === own
  return inNamespace && (!podSelector || fits(podSelector, other.labels))
}

function inBlock(cidr: string, ip: string): boolean {
  const [network = '', length = ''] = cidr.split('/')
  const family = isIPv6(network) ? 'ipv6' : 'ipv4'
  if (isIPv6(ip) !== (family === 'ipv6')) return false
  const block = new BlockList()
  block.addSubnet(network, Number(length), family)
  return block.check(ip, family)
}
