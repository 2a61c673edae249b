import type { AuditContext } from './context/audit-context.ts'
import { createContext } from './context/create-context.ts'
import type { Gathered } from './inputs/gather.ts'
import type { Report } from './report/report.ts'
import { rules } from './rules/index.ts'
import { findingsOf } from './rules/rule.ts'
import { suppress } from './suppress.ts'

export const version = '0.1.0'

/** Runs every rule on the gathered inputs. `mesh` is the audited path, for the report. */
export function audit({ inputs, suppressions, digests }: Gathered, mesh: string): Report {
  const context = createContext(inputs)
  const all = rules.flatMap((rule) => findingsOf(rule, context))
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
        Object.keys(settings.written).length > 0 ? 'read' : "not given; Istio's defaults apply",
    },
    inputs: digests,
    workloads: context.inventory.workloads.length,
    policies: inputs.mesh.AuthorizationPolicy.length,
    rules: rules.length,
    notChecked: notChecked(context),
    findings: sorted(findings),
    suppressed,
    matrix: context.matrix(),
    graphs: context.graphs(),
  }
}

const rank = { error: 0, warning: 1, note: 2 }

const sorted = (findings: ReturnType<typeof findingsOf>) =>
  [...findings].sort(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      a.code.localeCompare(b.code) ||
      a.at.file.localeCompare(b.at.file) ||
      a.at.line - b.at.line,
  )

const notChecked = (context: AuditContext): readonly string[] => [
  ...[...context.kubernetes.unread].map(([kind, count]) => `${count} × ${kind}`),
  ...(context.inventory.known
    ? []
    : ['policies against workloads: no Kubernetes workloads and no service.yaml']),
  ...(context.services.length > 0 ? [] : ['declared calls: no service.yaml']),
  ...(context.observed ? [] : ['observed calls: no --observed']),
  ...(context.unreadLogs ?? []).map(
    ({ file, unreadLines }) =>
      `observed calls: ${unreadLines} lines of ${file} are not of an access log`,
  ),
  ...(context.certificates ? [] : ['certificates: no --certs']),
  ...(context.broker ? [] : ['broker permissions: no --nats, and no running platform']),
  ...(context.grants ? [] : ['database grants: no --postgres']),
]
