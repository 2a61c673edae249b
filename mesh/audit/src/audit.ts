import type { Gathered } from './inputs/gather.ts'
import type { Report } from './report/report.ts'
import { rules } from './rules/index.ts'
import { findingsOf } from './rules/rule.ts'
import { suppress } from './suppress.ts'
import { worldOf } from './world/open.ts'
import type { World } from './world/world.ts'

export const version = '0.1.0'

/** Everything there is to say of what was gathered. */
export function audit({ inputs, suppressions, digests }: Gathered, mesh: string): Report {
  const world = worldOf(inputs)
  const all = rules.flatMap((rule) => findingsOf(rule, world))
  const { findings, suppressed } = suppress(all, suppressions, inputs.nowMs)
  const { settings } = inputs.mesh
  return {
    version,
    mesh,
    at: new Date(inputs.nowMs).toISOString(),
    settings: {
      'trust domain': [settings.trustDomain, ...settings.trustDomainAliases].join(', '),
      'root namespace': settings.rootNamespace,
      'path normalisation': settings.pathNormalization,
      'calls beyond the mesh': settings.outboundTraffic,
      'mesh configuration':
        Object.keys(settings.written).length > 0 ? 'read' : "not given: Istio's defaults",
    },
    inputs: digests,
    workloads: world.inventory.workloads.length,
    policies: inputs.mesh.AuthorizationPolicy.length,
    rules: rules.length,
    notLookedAt: notLookedAt(world),
    findings: inOrder(findings),
    suppressed,
    matrix: world.matrix(),
    graphs: world.graphs(),
  }
}

const rank = { error: 0, warning: 1, note: 2 }

const inOrder = (findings: ReturnType<typeof findingsOf>) =>
  [...findings].sort(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      a.code.localeCompare(b.code) ||
      a.at.file.localeCompare(b.at.file) ||
      a.at.line - b.at.line,
  )

const notLookedAt = (world: World): readonly string[] => [
  ...[...world.kubernetes.unread].map(([kind, count]) => `${count} × ${kind}`),
  ...(world.inventory.known ? [] : ['workloads: neither Kubernetes nor service.yaml tells of any']),
  ...(world.services.length > 0 ? [] : ['declared calls: no service.yaml']),
  ...(world.observed ? [] : ['observed calls: no --observed']),
  ...(world.certificates ? [] : ['certificates: no --certs']),
  ...(world.broker ? [] : ["the broker's permissions: no --nats, and nothing runs here"]),
  ...(world.grants ? [] : ["the database's grants: no --postgres"]),
]
