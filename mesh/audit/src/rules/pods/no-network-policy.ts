import { fact, type Rule } from '../rule.ts'
import { podsOf } from './pods.ts'

export const noNetworkPolicy: Rule = {
  code: 'STOA816',
  severity: 'warning',
  summary: 'A namespace with workloads has no NetworkPolicy',
  why: 'The sidecars are the only protection: excluded ports and pods without a sidecar are open to the network.',
  fix: 'Add a NetworkPolicy for all pods of the namespace that permits the same traffic as the mesh policies.',
  check: (context) => {
    const covered = new Set(
      context.kubernetes.NetworkPolicy.map(({ metadata }) => metadata.namespace),
    )
    const pods = Map.groupBy(podsOf(context), ({ namespace }) => namespace)
    return [...pods]
      .filter(([namespace]) => !covered.has(namespace))
      .flatMap(([namespace, [first]]) =>
        first === undefined
          ? []
          : [
              {
                at: first.at,
                resource: `namespace ${namespace}`,
                message: `no NetworkPolicy applies to ${namespace}`,
                evidence: fact(`the files contain no NetworkPolicy for ${namespace}`),
              },
            ],
      )
  },
}
