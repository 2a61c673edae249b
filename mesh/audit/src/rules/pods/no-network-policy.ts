import { fact, type Rule } from '../rule.ts'
import { podsOf } from './about.ts'

export const noNetworkPolicy: Rule = {
  code: 'STOA816',
  severity: 'warning',
  summary: 'A namespace with workloads has no NetworkPolicy',
  why: 'The sidecar is the only wall: what goes around it, an excluded port or a pod without one, is open.',
  mend: 'Add a NetworkPolicy for all pods of the namespace that lets in what the mesh lets in.',
  check: (world) => {
    const covered = new Set(
      world.kubernetes.NetworkPolicy.map(({ metadata }) => metadata.namespace),
    )
    const pods = Map.groupBy(podsOf(world), ({ namespace }) => namespace)
    return [...pods]
      .filter(([namespace]) => !covered.has(namespace))
      .flatMap(([namespace, [first]]) =>
        first === undefined
          ? []
          : [
              {
                at: first.at,
                resource: `namespace ${namespace}`,
                message: `no NetworkPolicy covers ${namespace}`,
                demonstration: fact(
                  `kubectl get networkpolicy -n ${namespace} lists none of these files`,
                ),
              },
            ],
      )
  },
}
