import type { AuthorizationPolicy, Clause } from '@stoa/mesh/policy'
import { accessRequestMatching, type TargetPort } from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { type Policy, type PolicyRule, rulesOf } from '../context/policies.ts'
import { principalOf, type Workload } from '../context/workload.ts'
import { type Evidence, requestEvidence } from './rule.ts'

export type Action = AuthorizationPolicy['action']

/** The target ports to which a policy applies; a hypothetical one when it selects no known workload. */
export function targetPortsOf(context: AuditContext, policy: Policy): readonly TargetPort[] {
  const targetPorts = context
    .appliesTo(policy)
    .flatMap((workload) => workload.ports.map((port) => context.targetPortOf(workload, port)))
  return targetPorts.length > 0 ? targetPorts : [hypotheticalTarget(context, policy)]
}

function hypotheticalTarget({ mesh }: AuditContext, policy: Policy): TargetPort {
  const { namespace, spec } = policy
  const labels = spec.selector?.matchLabels ?? {}
  const name = labels['app.kubernetes.io/name'] ?? labels.app ?? 'any'
  const isTcp = [...(spec.rules ?? [])].every(({ to = [] }) =>
    to.some(({ operation }) => operation.ports && !operation.methods && !operation.paths),
  )
  const named = Number(spec.rules?.[0]?.to?.[0]?.operation.ports?.[0] ?? 8080)
  const port = {
    number: named,
    protocol: isTcp && (spec.rules ?? []).length > 0 ? 'tcp' : 'http',
    servicePorts: [named],
  } as const
  const workload: Workload = {
    ...{ name, namespace, labels, annotations: {}, serviceAccount: name },
    principal: principalOf(mesh.settings.trustDomain, namespace, name),
    ...{ kind: 'sidecar', ports: [port], hosts: [`${name}.${namespace}.svc.cluster.local`] },
    ...{ source: 'policies', at: policy.locate(['spec']) },
  }
  return { workload, port, mesh }
}

export interface ScopedRule {
  readonly policy: Policy
  readonly rule: PolicyRule
  /** Every target port to which the policy applies. */
  readonly targetPorts: readonly TargetPort[]
}

const cache = new WeakMap<AuditContext, ReadonlyMap<Policy, readonly ScopedRule[]>>()

/** The rules of every policy, dry runs included. */
export function scopedRulesByPolicy(
  context: AuditContext,
): ReadonlyMap<Policy, readonly ScopedRule[]> {
  const known = cache.get(context)
  if (known) return known
  const scoped = new Map(
    context.mesh.AuthorizationPolicy.map((policy) => {
      const targetPorts = targetPortsOf(context, policy)
      return [
        policy,
        rulesOf(policy, context.mesh).map((rule) => ({ policy, rule, targetPorts })),
      ] as const
    }),
  )
  cache.set(context, scoped)
  return scoped
}

/** The rules of all policies with one of these actions. */
export const scopedRules = (
  context: AuditContext,
  ...actions: readonly Action[]
): readonly ScopedRule[] =>
  [...scopedRulesByPolicy(context)].flatMap(([{ spec }, scoped]) =>
    actions.includes(spec.action) ? scoped : [],
  )

export interface WitnessRequest {
  readonly targetPort: TargetPort
  readonly from: readonly Clause[]
  readonly to: readonly Clause[]
  readonly evidence: Evidence & { readonly kind: 'request' }
}

/**
 * One request for each alternative of a rule at each target port, with the verdict on it. The request meets the
 * rule's conditions; `caller`, when given, replaces the caller's identity.
 */
export const witnessRequests = (
  context: AuditContext,
  { rule, targetPorts }: ScopedRule,
  caller?: string | null,
): readonly WitnessRequest[] =>
  targetPorts.flatMap((targetPort) =>
    rule.clauses.from.flatMap((from) =>
      rule.clauses.to.flatMap((to) => {
        const accessRequest = accessRequestMatching(targetPort, from, to, caller)
        const evidence = accessRequest && requestEvidence(context, targetPort, accessRequest)
        return evidence?.kind === 'request' ? [{ targetPort, from, to, evidence }] : []
      }),
    ),
  )

export const isAllowed = ({ evidence }: WitnessRequest): boolean =>
  evidence.verdict.decision === 'allow'

export const everyAction = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const
