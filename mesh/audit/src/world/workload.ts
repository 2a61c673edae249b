import type { Position } from '@stoa/mesh/policy'
import type { PodSpec } from '../inputs/kubernetes.ts'

export interface Port {
  /** The workload's own, which policies name. */
  readonly number: number
  readonly protocol: 'http' | 'tcp'
  /** Ports of Services that lead here. */
  readonly servicePorts: readonly number[]
}

export interface Workload {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  /** Its identity, without `spiffe://`. */
  readonly principal: string
  /** `bare`: no proxy stands before it, so nothing is enforced. */
  readonly kind: 'sidecar' | 'gateway' | 'bare'
  readonly ports: readonly Port[]
  /** Fully qualified names of the Services before it. */
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

/** The five parts of a SPIFFE id of Istio; undefined when it has another shape. */
export function identityOf(principal: string): Identity | undefined {
  const [trustDomain, ns, namespace, sa, account, ...more] = principal.split('/')
  if (!trustDomain || ns !== 'ns' || !namespace || sa !== 'sa' || !account) return undefined
  return more.length === 0 ? { trustDomain, namespace, account } : undefined
}
