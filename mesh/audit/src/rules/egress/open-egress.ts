import type { World } from '../../world/world.ts'
import { type Found, fact, found, type Rule } from '../rule.ts'

export const openEgress: Rule = {
  code: 'STOA801',
  severity: 'warning',
  summary: 'Workloads may call any host outside the mesh',
  why: 'Whoever takes over one of them sends out what it wants to where it wants.',
  mend: 'Set outboundTrafficPolicy to REGISTRY_ONLY, name what is called in ServiceEntries, and close the rest by NetworkPolicy.',
  check: (world) => [
    ...ofMesh(world),
    ...world.mesh.Sidecar.filter(
      ({ spec }) => spec.outboundTrafficPolicy?.mode === 'ALLOW_ANY',
    ).map((sidecar) =>
      found(sidecar, ['spec', 'outboundTrafficPolicy', 'mode'], 'opens the way to any host', {
        demonstration: fact('GET https://anything.example/ of its workloads passes through'),
      }),
    ),
  ],
}

/** Of a mesh whose configuration was not given nothing is said. */
function ofMesh({ mesh, inventory }: World): readonly Found[] {
  const { written, outboundTraffic } = mesh.settings
  if (Object.keys(written).length === 0 || outboundTraffic === 'REGISTRY_ONLY') return []
  const [first] = inventory.workloads
  const how = written.outboundTrafficPolicy?.mode ? 'says' : "leaves it at Istio's default"
  return [
    {
      at: first?.at ?? { file: 'meshConfig', line: 1 },
      resource: 'mesh configuration',
      message: `the mesh configuration ${how} ALLOW_ANY`,
      demonstration: fact('GET https://anything.example/ of any workload passes through'),
    },
  ]
}
