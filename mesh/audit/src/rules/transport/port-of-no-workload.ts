import { effectiveMtls } from '@stoa/mesh/policy'
import { ask } from '../../world/question.ts'
import { found, type Rule, show } from '../rule.ts'

export const portOfNoWorkload: Rule = {
  code: 'STOA108',
  severity: 'warning',
  summary: 'A port-level mTLS mode names a port on which the workload does not listen',
  why: 'Modes are given to ports of the pod, not of the Service; this one never counts.',
  mend: 'Write the containerPort.',
  check: (world) =>
    world.mesh.PeerAuthentication.flatMap((policy) =>
      Object.entries(policy.spec.portLevelMtls ?? {}).flatMap(([port, { mode }]) => {
        const reached = world.reachedBy(policy).filter(({ source }) => source !== 'policies')
        const [first] = reached
        const there = reached.some(({ ports }) =>
          ports.some(({ number }) => number === Number(port)),
        )
        if (first === undefined || there) return []
        const real = first.ports.find(({ servicePorts }) => servicePorts.includes(Number(port)))
        const door = real && world.doorOf(first, real)
        const hint = real ? `; the Service leads to ${real.number}` : ''
        const really = effectiveMtls(world.meshOf(first), first, real?.number).mode
        return [
          found(
            policy,
            ['spec', 'portLevelMtls', port],
            `${mode} never counts at ${port}${hint} (${really})`,
            {
              demonstration: door && show(world, door, ask(door, null)),
            },
          ),
        ]
      }),
    ),
}
