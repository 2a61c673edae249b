import type { Container } from '../../inputs/kubernetes.ts'
import { keyOf, type Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { type Found, fact } from '../rule.ts'

const istio: readonly string[] = ['istio-proxy', 'istio-init', 'istio-validation']

/** Workloads whose pods are described. */
export const podsOf = ({
  inventory,
}: World): readonly (Workload & { pod: NonNullable<Workload['pod']> })[] =>
  inventory.workloads.flatMap((workload) => {
    const { pod } = workload
    return pod === undefined ? [] : [{ ...workload, pod }]
  })

/** The containers that are ours to set; what Istio puts in is Istio's. */
export const containersOf = ({
  pod,
  kind,
}: ReturnType<typeof podsOf>[number]): readonly Container[] =>
  [...pod.containers, ...pod.initContainers].filter(
    ({ name }) => kind === 'gateway' || !istio.includes(name),
  )

export const aboutPod = (workload: Workload, message: string, shown: string): Found => ({
  at: workload.at,
  resource: `workload ${keyOf(workload)}`,
  message,
  demonstration: fact(shown),
})
