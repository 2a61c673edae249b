import { effectiveMtls, hasSelector } from '@stoa/mesh/policy'
import { ask } from '../../world/question.ts'
import { found, type Rule, show } from '../rule.ts'

export const selectorInRoot: Rule = {
  code: 'STOA102',
  severity: 'warning',
  summary: 'A PeerAuthentication of the root namespace has a selector, so Istio ignores it',
  why: 'In the root namespace only the policy without selector counts; the mode written here never holds.',
  mend: 'Write it in the namespace of the workloads that it means.',
  check: (world) =>
    world.mesh.PeerAuthentication.filter(
      ({ namespace, spec }) => namespace === world.mesh.settings.rootNamespace && hasSelector(spec),
    ).map((policy) => {
      const [meant] = world.reachedBy(policy)
      const port = meant?.ports[0]
      const door = meant && port ? world.doorOf(meant, port) : undefined
      const really = meant ? ` (there it is ${effectiveMtls(world.meshOf(meant), meant).mode})` : ''
      return found(policy, ['spec', 'selector'], `is ignored${really}`, {
        demonstration: door && show(world, door, ask(door, null)),
      })
    }),
}
