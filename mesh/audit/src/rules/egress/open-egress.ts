import type { AuditContext } from '../../context/audit-context.ts'
import { fact, type Rule, type RuleResult, resultAt } from '../rule.ts'

export const openEgress: Rule = {
  code: 'STOA801',
  severity: 'warning',
  summary: 'Workloads may call any host outside the mesh',
  why: 'An attacker who takes over a workload can send its data anywhere.',
  fix: 'Set outboundTrafficPolicy to REGISTRY_ONLY, list the permitted hosts in ServiceEntries, and block the rest with a NetworkPolicy.',
  check: (context) => [
    ...meshResults(context),
    ...context.mesh.Sidecar.filter(
      ({ spec }) => spec.outboundTrafficPolicy?.mode === 'ALLOW_ANY',
    ).map((sidecar) =>
      resultAt(sidecar, ['spec', 'outboundTrafficPolicy', 'mode'], 'allows calls to any host', {
        evidence: fact('GET https://anything.example/ from its workloads is allowed'),
      }),
    ),
  ],
}

/** The result for the mesh configuration; none when it was not given. */
function meshResults({ mesh, inventory }: AuditContext): readonly RuleResult[] {
  const { written, outboundTraffic } = mesh.settings
  if (Object.keys(written).length === 0 || outboundTraffic === 'REGISTRY_ONLY') return []
  const [first] = inventory.workloads
  const source = written.outboundTrafficPolicy?.mode ? 'set explicitly' : "Istio's default"
  return [
    {
      at: first?.at ?? { file: 'meshConfig', line: 1 },
      resource: 'mesh configuration',
      message: `outboundTrafficPolicy is ALLOW_ANY (${source})`,
      evidence: fact('GET https://anything.example/ from any workload is allowed'),
    },
  ]
}
