import { type DestinationRule, effectiveMtls, qualify, type Resource } from '@stoa/mesh/policy'
import { ask } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { found, type Rule, show } from '../rule.ts'

export const tlsAgainstStrict: Rule = {
  code: 'STOA104',
  severity: 'error',
  summary: 'A DestinationRule switches mutual TLS off towards a workload of the mesh',
  why: 'Towards a STRICT workload every call fails; towards another one calls go unencrypted and without identity.',
  mend: 'Set tls.mode to ISTIO_MUTUAL, or leave it out.',
  check: (world) =>
    world.mesh.DestinationRule.flatMap((rule) =>
      tlsOf(rule).flatMap(({ mode, path, port }) => {
        if (mode === 'ISTIO_MUTUAL') return []
        const workload = world.inventory.workloads.find(
          (one) => one.kind === 'sidecar' && one.hosts.some((host) => means(rule, host)),
        )
        const door =
          workload &&
          doorsOf(world, workload).find(
            (one) => port === undefined || one.port.servicePorts.includes(port),
          )
        if (workload === undefined || door === undefined) return []
        const strict = effectiveMtls(door.mesh, workload, door.port.number).mode === 'STRICT'
        const effect = strict ? 'every call fails' : 'calls go in plaintext'
        return [
          found(rule, path, `${mode} towards ${keyOf(workload)}: ${effect}`, {
            severity: strict ? 'error' : 'warning',
            demonstration: show(world, door, ask(door, null)),
          }),
        ]
      }),
    ),
}

const doorsOf = (world: World, workload: World['inventory']['workloads'][number]) =>
  workload.ports.map((port) => world.doorOf(workload, port))

function tlsOf({ spec }: Resource<DestinationRule>) {
  const { trafficPolicy, subsets = [] } = spec
  const levels = [
    { policy: trafficPolicy, path: ['spec', 'trafficPolicy'] as readonly (string | number)[] },
    ...subsets.map((subset, index) => ({
      policy: subset.trafficPolicy,
      path: ['spec', 'subsets', index, 'trafficPolicy'],
    })),
  ]
  return levels.flatMap(({ policy, path }) => [
    ...(policy?.tls
      ? [{ mode: policy.tls.mode, path: [...path, 'tls', 'mode'], port: undefined }]
      : []),
    ...(policy?.portLevelSettings ?? []).flatMap(({ tls, port }, index) =>
      tls
        ? [
            {
              mode: tls.mode,
              path: [...path, 'portLevelSettings', index, 'tls', 'mode'],
              port: port.number,
            },
          ]
        : [],
    ),
  ])
}

const means = ({ spec, namespace }: Resource<DestinationRule>, host: string): boolean => {
  const wanted = qualify(spec.host, namespace)
  return wanted.startsWith('*') ? host.endsWith(wanted.slice(1)) : wanted === host
}
