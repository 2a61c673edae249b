import type { Position } from '@stoa/mesh/policy'
import type { PodSpec } from '../inputs/kubernetes.ts'

export interface Port {
  /** The container port, which policies name. */
  readonly number: number
  readonly protocol: 'http' | 'tcp'
  /** The Service ports that forward to this port. */
  readonly servicePorts: readonly number[]
}

export interface Workload {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  /** The workload's identity, without `spiffe://`. */
  readonly principal: string
  /** `bare`: the workload has no proxy, so no policy is enforced. */
  readonly kind: 'sidecar' | 'gateway' | 'bare'
  readonly ports: readonly Port[]
  /** The fully qualified names of the workload's Services. */
  readonly hosts: readonly string[]
  readonly replicas?: number | undefined
  readonly source: 'kubernetes' | 'service.yaml' | 'policies'
  readonly at: Position
  readonly pod?: PodSpec | undefined
  readonly annotations: Readonly<Record<string, string>>
}

export const keyOf = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace}/${name}`

export const principalOf = (trustDomain: string, namespace: string, account: string): string =>
  `${trustDomain}/ns/${namespace}/sa/${account}`

export interface Identity {
  readonly trustDomain: string
  readonly namespace: string
  readonly account: string
}

/** Parses an Istio principal `DOMAIN/ns/NAMESPACE/sa/ACCOUNT`; undefined when it has another form. */
export function identityOf(principal: string): Identity | undefined {
  const [trustDomain, ns, namespace, sa, account, ...more] = principal.split('/')
  if (!trustDomain || ns !== 'ns' || !namespace || sa !== 'sa' || !account) return undefined
  return more.length === 0 ? { trustDomain, namespace, account } : undefined
}
