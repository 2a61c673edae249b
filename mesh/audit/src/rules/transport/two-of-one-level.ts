import { hasSelector, type PeerAuthentication, type Resource } from '@stoa/mesh/policy'
import { nameOf } from '../../world/policies.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { fact, found, type Rule } from '../rule.ts'

type Peer = Resource<PeerAuthentication>

export const twoOfOneLevel: Rule = {
  code: 'STOA103',
  severity: 'warning',
  summary: 'Two PeerAuthentications speak for the same workloads at the same level',
  why: 'Only the older one counts, and files do not tell which that is: the mode depends on who applied what first.',
  mend: 'Keep one of them.',
  check: (world) =>
    pairsOf(world).map(([first, second, where]) => {
      const { file, line } = first.locate([])
      return found(
        second,
        ['spec'],
        `speaks for ${where} as does ${nameOf(first)} (${file}:${line})`,
        {
          demonstration: fact(`kubectl get peerauthentication -n ${second.namespace} lists both`),
        },
      )
    }),
}

function pairsOf(world: World): readonly (readonly [Peer, Peer, string])[] {
  const { PeerAuthentication: all, settings } = world.mesh
  const wide = Map.groupBy(
    all.filter(({ spec }) => !hasSelector(spec)),
    ({ namespace }) => namespace,
  )
  const own = world.inventory.workloads.map((workload) => {
    const policies = world
      .meshOf(workload)
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
          .filter((one) => !seen.has(one) && seen.add(one))
          .map((one) => [first, one, place] as const)
  })
}
