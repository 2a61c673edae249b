import { z } from 'zod'
import type { KubernetesObject } from '../kubernetes/object.ts'

const container = z.looseObject({ name: z.string() })

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.looseObject({ kind: z.string() })).default([]),
  }),
  spec: z.looseObject({
    nodeName: z.string().optional(),
    serviceAccountName: z.string().default('default'),
    containers: z.array(container),
    initContainers: z.array(container).default([]),
  }),
  status: z.looseObject({ podIP: z.string().optional(), phase: z.string().optional() }).default({}),
})

export type Pod = z.infer<typeof podSchema>

export const parsePod = (object: KubernetesObject): Pod => podSchema.parse(object)

/** A pod of a Job may do without a sidecar, where it says so itself: nothing calls it. */
const needsNoSidecar = ({ metadata: { labels, ownerReferences } }: Pod): boolean =>
  labels['sidecar.istio.io/inject'] === 'false' &&
  ownerReferences.some(({ kind }) => kind === 'Job')

/** What is wrong with a pod of the mesh, as sentences. */
export function problemsOf(pod: Pod): readonly string[] {
  const { spec, status } = pod
  const names = [...spec.containers, ...spec.initContainers].map(({ name }) => name)
  const injected = names.includes('istio-proxy') || needsNoSidecar(pod)
  return [
    ...(injected ? [] : ['istiod injected no sidecar']),
    ...(names.includes('istio-init')
      ? ['has the container istio-init, which needs privileges; enable pilot.cni']
      : []),
    ...(spec.nodeName ? [] : ['is not scheduled to a node']),
    ...(status.podIP ? [] : ['has no address']),
  ]
}
