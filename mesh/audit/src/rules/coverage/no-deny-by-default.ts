import type { MeshModel } from '@stoa/mesh/policy'
import { hasSelector } from '@stoa/mesh/policy'
import { acting } from '../../world/policies.ts'
import { ask, type Door, strangerOf } from '../../world/question.ts'
import { principalOf, type Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { type Rule, show } from '../rule.ts'

export const noDenyByDefault: Rule = {
  code: 'STOA202',
  severity: 'warning',
  summary: 'A namespace with workloads has no policy that denies by default',
  why: 'A workload that nobody wrote an ALLOW policy for is open to everybody, the next one too.',
  mend: 'Add an AuthorizationPolicy with `spec: {}` to the namespace, or to the root namespace for all.',
  check: (world) => {
    const namespaces = Map.groupBy(
      world.inventory.workloads.filter(({ kind }) => kind !== 'bare'),
      ({ namespace }) => namespace,
    )
    return [...namespaces]
      .filter(([namespace]) => !deniesByDefault(world.mesh, namespace))
      .flatMap(([namespace, [first]]) => {
        if (first === undefined) return []
        const door = newcomer(world, namespace)
        return [
          {
            at: first.at,
            resource: `namespace ${namespace}`,
            message: `a new workload of ${namespace} takes requests from everybody`,
            demonstration: show(world, door, ask(door, strangerOf(world.mesh))),
          },
        ]
      })
  },
}

const deniesByDefault = ({ AuthorizationPolicy, settings }: MeshModel, namespace: string) =>
  acting(AuthorizationPolicy, 'ALLOW').some(
    (policy) =>
      !hasSelector(policy.spec) &&
      (policy.namespace === namespace || policy.namespace === settings.rootNamespace),
  )

/** A workload that was deployed a minute ago. */
function newcomer({ mesh }: World, namespace: string): Door {
  const port = { number: 8080, protocol: 'http', servicePorts: [8080] } as const
  const workload: Workload = {
    ...{ name: 'newcomer', namespace, labels: {}, annotations: {}, serviceAccount: 'newcomer' },
    principal: principalOf(mesh.settings.trustDomain, namespace, 'newcomer'),
    ...{ kind: 'sidecar', ports: [port], hosts: [`newcomer.${namespace}.svc.cluster.local`] },
    ...{ source: 'policies', at: { file: '', line: 1 } },
  }
  return { workload, port, mesh }
}
