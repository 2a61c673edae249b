import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf, type Workload } from '../../context/workload.ts'
import type { Container } from '../../inputs/kubernetes.ts'
import { fact, type RuleResult } from '../rule.ts'

const istioContainers: readonly string[] = ['istio-proxy', 'istio-init', 'istio-validation']

/** The workloads whose pod templates are known. */
export const podsOf = ({
  inventory,
}: AuditContext): readonly (Workload & { pod: NonNullable<Workload['pod']> })[] =>
  inventory.workloads.flatMap((workload) => {
    const { pod } = workload
    return pod === undefined ? [] : [{ ...workload, pod }]
  })

/** The containers of a pod, without those that Istio injects. */
export const containersOf = ({
  pod,
  kind,
}: ReturnType<typeof podsOf>[number]): readonly Container[] =>
  [...pod.containers, ...pod.initContainers].filter(
    ({ name }) => kind === 'gateway' || !istioContainers.includes(name),
  )

export const podResult = (workload: Workload, message: string, statement: string): RuleResult => ({
  at: workload.at,
  resource: `workload ${keyOf(workload)}`,
  message,
  evidence: fact(statement),
})
