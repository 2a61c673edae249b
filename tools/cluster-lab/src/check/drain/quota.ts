import { z } from 'zod'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../../kubernetes/object.ts'
import type { CheckResult, Finding } from '../report.ts'

const quotaSchema = z.looseObject({
  status: z.looseObject({
    hard: z.record(z.string(), z.string()),
    used: z.record(z.string(), z.string()),
  }),
})

const namespace = 'commerce'
const metadata = { name: 'lab-control', namespace }

/** What goes beyond the quota of the namespace. */
const controls: readonly KubernetesObject[] = [
  {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name: 'app', image: 'stoa.invalid/app' },
          resources: { requests: { cpu: '1', memory: '10Ti' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata },
    spec: { type: 'LoadBalancer', selector: { app: 'lab-control' }, ports: [{ port: 80 }] },
  },
]

/** The namespace of the services has a quota that everything fits in, and that refuses what goes beyond. */
export async function checkQuota(cluster: Cluster): Promise<CheckResult> {
  const quotas = (await cluster.listOf('v1', 'ResourceQuota')).filter(
    (one) => one.metadata.namespace === namespace,
  )
  const findings: Finding[] = quotas.length > 0 ? [] : [finding(namespace, 'has no ResourceQuota')]
  for (const object of controls) {
    const applied = await cluster.apply(object, { dryRun: true })
    const reason = 'refused' in applied ? applied.refused : 'it was admitted'
    if (!/exceeded quota/.test(reason))
      findings.push(finding(nameOf(object), `expected a refusal by the quota; ${reason}`))
  }
  const used = quotas.map((quota) => quotaSchema.parse(quota).status.used)
  return { findings, figures: { quotaPods: Number(used[0]?.pods ?? 0) } }
}

const finding = (subject: string, what: string): Finding => ({ check: 'quota', subject, what })
