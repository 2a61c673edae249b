import { hasSelector, type PeerAuthentication, type Resource } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { resourceName } from '../../context/policies.ts'
import { keyOf } from '../../context/workload.ts'
import { fact, type Rule, resultAt } from '../rule.ts'

type Peer = Resource<PeerAuthentication>

export const duplicatePeerAuthentication: Rule = {
  code: 'STOA103',
  severity: 'warning',
  summary: 'Two PeerAuthentications apply to the same workloads at the same level',
  why: 'Istio uses only the older one, so the mTLS mode depends on which file was applied first.',
  fix: 'Keep one of the two policies.',
  check: (context) =>
    pairsOf(context).map(([first, second, where]) => {
      const { file, line } = first.locate([])
      return resultAt(
        second,
        ['spec'],
        `applies to ${where}, as does ${resourceName(first)} (${file}:${line})`,
        {
          evidence: fact(`kubectl get peerauthentication -n ${second.namespace} lists both`),
        },
      )
    }),
}

function pairsOf(context: AuditContext): readonly (readonly [Peer, Peer, string])[] {
  const { PeerAuthentication: all, settings } = context.mesh
  const wide = Map.groupBy(
    all.filter(({ spec }) => !hasSelector(spec)),
    ({ namespace }) => namespace,
  )
  const own = context.inventory.workloads.map((workload) => {
    const policies = context
      .meshFor(workload)
      .PeerAuthentication.filter(
        ({ spec, namespace }) => hasSelector(spec) && namespace !== settings.rootNamespace,
      )
    return [keyOf(workload), policies] as const
  })
  const seen = new Set<Peer>()
  return [...wide, ...own].flatMap(([where, [first, ...others]]) => {
    const place = where.includes('/') ? where : `namespace ${where}`
    return first === undefined
      ? []
      : others
          .filter((policy) => !seen.has(policy) && seen.add(policy))
          .map((policy) => [first, policy, place] as const)
  })
}
